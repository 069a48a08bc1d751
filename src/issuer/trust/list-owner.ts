// Whose a list is that somebody hands in: who has signed it, or, where lists carry no signature, whose key it names.
import { hexOf } from "../../core/hex.ts";
import { fingerprintOfKey } from "../../core/key-fingerprint.ts";
import type { ImportedList } from "../../core/revocation/imported.ts";
import type { RevocationList } from "../../core/revocation/list.ts";
import { contentOf, type ListOrigin } from "../../core/revocation/list-origin.ts";
import type { PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { type EpochSeconds, isWithin } from "../../core/time.ts";
import { loadKey } from "../../core/trust.ts";
import { periodOf } from "../../core/trust-diff.ts";
import { type Draft, type DraftIssuer, type DraftKey, nameOfKey } from "../../core/trust-draft.ts";
import { EXIT_FAILED, EXIT_USAGE } from "../complaint.ts";
import { dateOf } from "./telling.ts";

/** Options that say whose list it is. */
export interface OwnerOptions {
  readonly issuer?: string;
  /** The one key of the issuer that must have signed. */
  readonly kid?: string;
}

/** A key that may have signed, and its entry in the draft. */
export interface SigningKey {
  readonly key: PublicKey;
  readonly entry: DraftKey;
}

/** An answer, or why there is none, with the exit code that this has. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Text; readonly code: number };

/** The keys of the issuer that count now. Attack: a key that was retired because it leaked goes on signing lists. */
export function signingKeys(draft: Pick<Draft, "issuers">, { issuer, kid }: OwnerOptions, now: EpochSeconds): Found<readonly SigningKey[]> {
  const { id = "", types = [], keys = [] } = draft.issuers.find((candidate) => candidate.id === issuer) ?? {};
  const named = keys.filter((entry) => kid === undefined || nameOfKey(entry) === kid);
  if (named.length === 0) return { ok: false, problem: ISSUER_NEEDED, code: EXIT_USAGE };
  const current = named.filter(({ validFrom, validUntil }) => isWithin(now, validFrom, validUntil));
  const loaded = current.flatMap((entry) => loadedKey(entry, id, types));
  return loaded.length > 0 ? { ok: true, value: loaded } : { ok: false, problem: noKeyInForce(named), code: EXIT_FAILED };
}

/** The keys of the issuer that do not count now: a list that one of them has signed is refused, and it is said why. */
export function idleKeys(draft: Pick<Draft, "issuers">, { issuer, kid }: OwnerOptions, now: EpochSeconds): readonly SigningKey[] {
  const { id = "", types = [], keys = [] } = draft.issuers.find((candidate) => candidate.id === issuer) ?? {};
  const idle = keys.filter(({ validFrom, validUntil }) => !isWithin(now, validFrom, validUntil));
  return idle.filter((entry) => kid === undefined || nameOfKey(entry) === kid).flatMap((entry) => loadedKey(entry, id, types));
}

/** Why a list with a good signature of an idle key is not taken. */
export function signedByIdle({ entry }: SigningKey, now: EpochSeconds): Text {
  const name = nameOfKey(entry);
  if (entry.validUntil !== undefined && entry.validUntil <= now) {
    const day = dateOf(entry.validUntil);
    return {
      vi: `danh sách do khoá ${name} ký; khoá này có trong bản nháp nhưng đã hết hiệu lực từ ${day}; xin nơi phát hành bản ký bằng khoá đang hiệu lực`,
      en: `the list is signed by the key ${name}, which is known but has been over since ${day}; ask the issuer for one signed with a key in force`,
    };
  }
  const day = dateOf(entry.validFrom);
  return {
    vi: `danh sách do khoá ${name} ký; khoá này có trong bản nháp nhưng đến ${day} mới có hiệu lực; nhập lại từ ngày đó`,
    en: `the list is signed by the key ${name}, which is known but does not count before ${day}; import it then`,
  };
}

function loadedKey(entry: DraftKey, id: string, types: DraftIssuer["types"]): readonly SigningKey[] {
  const key = loadKey(entry, id, types)?.key;
  return key ? [{ key, entry }] : [];
}

/** Where an imported list came from. */
export function originOfImport(
  imported: ImportedList,
  draft: Pick<Draft, "issuers">,
  options: OwnerOptions,
  keys: readonly SigningKey[],
): Found<ListOrigin> {
  const { list, signer, issuedAt } = imported;
  const facts = {
    kind: list.kind,
    name: list.name,
    content: contentOf(list),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(list.kind === "rid" && { counter: list.counter }),
  };
  const signing = keys.find(({ key }) => key === signer);
  if (signing && options.issuer !== undefined) {
    const { entry } = signing;
    const key = { kid: nameOfKey(entry), fingerprint: fingerprintOfKey(entry) };
    return { ok: true, value: { ...facts, issuer: options.issuer, known: "signature", ...key } };
  }
  const owner = ownerByKeyName(list, draft, options);
  if (!owner.ok) return owner;
  return { ok: true, value: { ...facts, ...(owner.value !== undefined && { issuer: owner.value }), known: "operator" } };
}

/** The issuer that has the key which an unsigned list is named by; undefined where nobody in the draft has. */
function ownerByKeyName(list: RevocationList, { issuers }: Pick<Draft, "issuers">, { issuer }: OwnerOptions): Found<string | undefined> {
  const owners = issuers.filter((candidate) => candidate.keys.some((entry) => isNamed(entry, candidate, list))).map(({ id }) => id);
  const { name } = list;
  if (issuer !== undefined && !owners.includes(issuer)) {
    const problem = { vi: `${issuer} không có khoá ${name} trong bản nháp`, en: `${issuer} has no key ${name} in the draft` };
    return { ok: false, problem, code: EXIT_FAILED };
  }
  if (issuer === undefined && owners.length > 1) {
    const problem = {
      vi: `nhiều nơi cấp có khoá ${name} (${owners.join(", ")}); cho biết là của ai bằng --issuer`,
      en: `several issuers have a key ${name} (${owners.join(", ")}); say whose list it is with --issuer`,
    };
    return { ok: false, problem, code: EXIT_USAGE };
  }
  return { ok: true, value: issuer ?? owners[0] };
}

/** As kiosks find lists: SMART Health Cards by the name of the key, EU certificates by its identifier in hex. */
function isNamed(entry: DraftKey, { id, types }: DraftIssuer, list: RevocationList): boolean {
  const key = loadKey(entry, id, types);
  const kids = key?.kids ?? [];
  if (list.kind === "hash") return kids.some((kid) => hexOf(Uint8Array.from(kid)) === list.name);
  return key?.name === list.name || kids.some((kid) => Buffer.from(kid).toString("utf8") === list.name);
}

const ISSUER_NEEDED: Text = {
  vi: "danh sách có chữ ký cần --issuer (và --kid, nếu ghi) là một nơi cấp có khoá trong bản nháp",
  en: "a signed list needs --issuer (and --kid, if given): an issuer of the draft that has keys",
};
function noKeyInForce(keys: readonly DraftKey[]): Text {
  const named = keys.map((key) => ({ name: nameOfKey(key), period: periodOf(key) }));
  return {
    vi: `nơi cấp này không có khoá nào đang hiệu lực (${named.map(({ name, period }) => `${name} ${period.vi}`).join(", ")}); danh sách phải do khoá đang hiệu lực ký`,
    en: `this issuer has no key in force (${named.map(({ name, period }) => `${name} ${period.en}`).join(", ")}), and a list must be signed with one that is`,
  };
}
