import { keyThumbprint } from "../../core/http-signature.ts";
import { admitKey } from "../../core/key-import/admit-key.ts";
import { importIssuerKeys } from "../../core/key-import/import-keys.ts";
import type { ImportedKey } from "../../core/key-import/imported-key.ts";
import { KEY_REFUSALS } from "../../core/key-import/key-refusal.ts";
import type { CredentialType } from "../../core/presentation.ts";
import type { Text } from "../../core/text.ts";
import type { EpochSeconds } from "../../core/time.ts";
import { changesBetween } from "../../core/trust-diff.ts";
import { type Draft, type DraftKey, nameOfKey, type OperatorKey } from "../../core/trust-draft.ts";
import {
  addIssuer,
  addKeys,
  addOperatorKey,
  type Edited,
  removeIssuer,
  removeKey,
  removeOperatorKey,
  renameIssuer,
  retireKey,
  rotateKey,
  setTypes,
} from "../../core/trust-draft-edit.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { refuseTo, tell, warn } from "./telling.ts";

/** Options that name an issuer. */
export interface IssuerOptions extends PublisherOptions {
  readonly issuer: string;
}

/** Names of an issuer for people; without an English one the Vietnamese one serves for both. */
export interface NameOptions {
  readonly name?: string;
  readonly nameEn?: string;
}

/** Which keys a command is about, and when they count. */
export interface KeyOptions extends IssuerOptions {
  readonly kid?: string;
  readonly from?: EpochSeconds;
  readonly until?: EpochSeconds;
}

/** Changes the draft, tells what has changed, and resolves to the exit code. Kiosks learn of it with the next publication. */
export async function editDraft(
  command: string,
  options: PublisherOptions,
  parts: TrustParts,
  edit: (draft: Draft) => Edited,
): Promise<number> {
  return await withPublisher(command, options, parts, async ({ draft, saveDraft }) => {
    const edited = edit(draft);
    if (!edited.ok) return await refuseTo(parts, command, options, edited.problem);
    const content = (now: Draft) => ({ draft: now, lists: [], updates: [] });
    const changes = changesBetween(content(draft), content(edited.draft));
    await saveDraft(edited.draft);
    const told = changes.length > 0 ? [...changes.map(({ text }) => text), NEXT] : [NO_CHANGE];
    return await tell(parts, options, { changes: changes.map(({ text: _, ...change }) => change) }, told);
  });
}

/** `tram trust issuer add`. */
export function addIssuerTo(
  options: IssuerOptions & NameOptions & { readonly types: readonly CredentialType[] },
  parts: TrustParts,
): Promise<number> {
  const { issuer, types } = options;
  const name = nameOf(options);
  return editDraft("issuer add", options, parts, (draft) => addIssuer(draft, { id: issuer, ...(name && { name }), types: [...types] }));
}

/** `tram trust issuer rename`. */
export async function renameIssuerOf(options: IssuerOptions & NameOptions, parts: TrustParts): Promise<number> {
  const name = nameOf(options);
  if (!name) return await refuseTo(parts, "issuer rename", options, { vi: "thiếu --name", en: "--name is missing" }, EXIT_USAGE);
  return await editDraft("issuer rename", options, parts, (draft) => renameIssuer(draft, options.issuer, name));
}

/** `tram trust issuer types`. */
export function setTypesOf(options: IssuerOptions & { readonly types: readonly CredentialType[] }, parts: TrustParts): Promise<number> {
  return editDraft("issuer types", options, parts, (draft) => setTypes(draft, options.issuer, [...options.types]));
}

/** `tram trust issuer remove`. */
export function removeIssuerOf(options: IssuerOptions, parts: TrustParts): Promise<number> {
  return editDraft("issuer remove", options, parts, (draft) => removeIssuer(draft, options.issuer));
}

/** `tram trust key add`: keys from files in any known form. */
export async function addKeysTo(options: KeyOptions, files: readonly string[], parts: TrustParts): Promise<number> {
  const read = await readKeys("key add", files, options, parts);
  if (!read.ok) return await refuseTo(parts, "key add", options, read.problem);
  return await editDraft("key add", options, parts, (draft) => {
    const wrong = demoProblem(draft, read.keys);
    return wrong ? { ok: false, problem: wrong } : addKeys(draft, options.issuer, read.entries);
  });
}

/** `tram trust key rotate`: a new key from a time, the old one until another. */
export async function rotateKeyOf(
  options: KeyOptions & { readonly old: string; readonly from: EpochSeconds; readonly until: EpochSeconds },
  files: readonly string[],
  parts: TrustParts,
): Promise<number> {
  const { issuer, old, from, until, ...others } = options;
  const read = await readKeys("key rotate", files, others, parts);
  if (!read.ok) return await refuseTo(parts, "key rotate", options, read.problem);
  return await editDraft("key rotate", options, parts, (draft) => {
    const wrong = demoProblem(draft, read.keys);
    return wrong ? { ok: false, problem: wrong } : rotateKey(draft, issuer, { from, until, oldKid: old, keys: read.entries });
  });
}

/** `tram trust key retire`. */
export function retireKeyOf(
  options: IssuerOptions & { readonly kid: string; readonly until: EpochSeconds },
  parts: TrustParts,
): Promise<number> {
  return editDraft("key retire", options, parts, (draft) => retireKey(draft, options.issuer, options.kid, options.until));
}

/** `tram trust key remove`. */
export function removeKeyOf(options: IssuerOptions & { readonly kid: string }, parts: TrustParts): Promise<number> {
  return editDraft("key remove", options, parts, (draft) => removeKey(draft, options.issuer, options.kid));
}

/** `tram trust operator-key add`: a key of central's, as a JWK. */
export async function addOperatorKeyTo(
  options: PublisherOptions & { readonly use: OperatorKey["use"]; readonly kid?: string },
  file: string,
  parts: TrustParts,
): Promise<number> {
  const command = "operator-key add";
  let [jwk, named]: unknown[] = [];
  try {
    const parsed: unknown = JSON.parse(Buffer.from(await parts.readInput(file)).toString("utf8"));
    // A bare JWK, or one with particulars around it, as `tram central time-key --json` and `tram provision key` have it.
    jwk = typeof parsed === "object" && parsed !== null && "jwk" in parsed ? parsed.jwk : parsed;
    named = typeof parsed === "object" && parsed !== null && "kid" in parsed ? parsed.kid : undefined;
  } catch (error) {
    return await refuseTo(parts, command, options, unreadable(file, sentenceOf(error)), EXIT_USAGE);
  }
  const admitted = typeof jwk === "object" && jwk !== null ? admitKey(jwk) : undefined;
  if (!admitted) return await refuseTo(parts, command, options, unreadable(file, "no JWK"), EXIT_USAGE);
  if (!admitted.ok) return await refuseTo(parts, command, options, prefixed(file, KEY_REFUSALS[admitted.refusal]));
  const { material, key } = admitted;
  if (key.algorithm !== "EdDSA" && key.algorithm !== "ES256") return await refuseTo(parts, command, options, ONLY_OURS);
  const kid = options.kid ?? (typeof named === "string" ? named : keyThumbprint(key));
  return await editDraft(command, options, parts, (draft) => addOperatorKey(draft, { use: options.use, kid, jwk: material }));
}

/** `tram trust operator-key remove`. */
export function removeOperatorKeyOf(options: PublisherOptions & { readonly kid: string }, parts: TrustParts): Promise<number> {
  return editDraft("operator-key remove", options, parts, (draft) => removeOperatorKey(draft, options.kid));
}

type ReadKeys =
  | { readonly ok: true; readonly keys: readonly ImportedKey[]; readonly entries: readonly DraftKey[] }
  | { readonly ok: false; readonly problem: Text };

/** The keys in these files. One that is not admitted stops the command: half a file imported is a mistake found months later. */
async function readKeys(
  command: string,
  files: readonly string[],
  { kid, from, until }: Partial<KeyOptions>,
  parts: TrustParts,
): Promise<ReadKeys> {
  const keys: ImportedKey[] = [];
  for (const file of files) {
    let bytes: Uint8Array;
    try {
      bytes = await parts.readInput(file);
    } catch (error) {
      return { ok: false, problem: unreadable(file, sentenceOf(error)) };
    }
    const imported = importIssuerKeys(bytes);
    const [problem] = imported.problems;
    if (problem) return { ok: false, problem: prefixed(problem.where === "" ? file : `${file} ${problem.where}`, problem.text) };
    keys.push(...imported.keys);
  }
  if (kid !== undefined && keys.length !== 1) return { ok: false, problem: KID_FOR_ONE };
  for (const { hasOwnKid, entry, isAuthority } of keys) {
    if (!hasOwnKid && kid === undefined) warn(parts, command, derivedKid(entry.kid));
    if (isAuthority) warn(parts, command, authority(entry.kid));
  }
  const entries = keys.map(({ entry }) => ({
    ...entry,
    ...(kid !== undefined && { kid }),
    ...(from !== undefined && { validFrom: Math.floor(from) }),
    ...(until !== undefined && { validUntil: Math.floor(until) }),
  }));
  return { ok: true, keys, entries };
}

/** Demo keys stand in public places: in a real list they would let anybody in. */
function demoProblem({ demo }: Draft, keys: readonly ImportedKey[]): Text | undefined {
  const stray = keys.find(({ isDemo }) => isDemo !== demo && (isDemo || demo));
  if (!stray?.isDemo) return undefined;
  return {
    vi: `${nameOfKey(stray.entry)} là khoá chạy thử; không đưa vào danh sách thật`,
    en: `${nameOfKey(stray.entry)} is a demo key; it never enters a real list`,
  };
}

function nameOf({ name, nameEn }: NameOptions): { vi: string; en: string } | undefined {
  return name === undefined ? undefined : { vi: name, en: nameEn ?? name };
}

function unreadable(file: string, cause: string): Text {
  return { vi: `không dùng được ${file} (${cause})`, en: `cannot use ${file}: ${cause}` };
}

function prefixed(where: string, { vi, en }: Text): Text {
  return { vi: `${where}: ${vi}`, en: `${where}: ${en}` };
}

function derivedKid(kid: string): Text {
  return {
    vi: `tệp không ghi tên khoá; dùng tên suy ra ${kid}. Nếu giấy tờ ghi tên khác, thêm --kid`,
    en: `the file names no key identifier; ${kid} is derived from the key. If credentials call it otherwise, add --kid`,
  };
}

function authority(kid: string): Text {
  return {
    vi: `${kid} là chứng thư của cơ quan chứng thực: mọi chứng thư do nó ký cũng được tin`,
    en: `${kid} is the certificate of an authority: whatever it signs is trusted as well`,
  };
}

const NEXT: Text = {
  vi: "Đã ghi vào bản nháp. Máy quét biết sau khi: tram trust publish",
  en: "Noted in the draft. Kiosks learn of it after: tram trust publish",
};
const NO_CHANGE: Text = { vi: "Không có gì thay đổi.", en: "Nothing has changed." };
const KID_FOR_ONE: Text = { vi: "--kid chỉ dùng khi tệp có đúng một khoá", en: "--kid is for a file with exactly one key" };
const ONLY_OURS: Text = { vi: "khoá vận hành phải là Ed25519 hoặc P-256", en: "an operator key is an Ed25519 or a P-256 key" };
