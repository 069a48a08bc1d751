import { hexOf } from "../../core/hex.ts";
import { sha256 } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { type Draft, emptyDraft } from "../../core/trust-draft.ts";
import { fingerprintOf, MAX_ROOT_KEYS, PUBLISHING_ROLES, type PublishingRole, type RootFacts, rootProblem } from "../../core/trust-root.ts";
import { EXIT_USAGE } from "../complaint.ts";
import { type NewKey, newKeyFor, notWritable, orUndone, placeProblem, rootKeyLine, type Seal, writeNewKeys } from "./new-keys.ts";
import { newPassphrases, type PassphraseFor } from "./new-passphrase.ts";
import type { TrustParts } from "./parts.ts";
import { DRAFT_FILE, draftBytes, FolderProblem, KEYS_FOLDER, lostDraft, type PublisherOptions, REPOSITORY_FOLDER } from "./publisher.ts";
import { dateOf, refuseTo, tell } from "./telling.ts";
import type { Opened, PassphraseOptions } from "./unseal.ts";

/** Options of `tram trust init`. */
export interface InitOptions extends PublisherOptions, PassphraseOptions {
  readonly rootKey: readonly string[];
  readonly threshold: number;
  readonly demo?: boolean;
  readonly samePlace?: boolean;
  readonly unsealedTimestamp?: boolean;
  /** Days that a timestamp counts. */
  readonly timestampDays: number;
}

const DAY = 86_400;
/** docs/operating.md, "The yearly calendar of an operator", follows from these. In days. */
const LIFETIME_DAYS = { root: 730, targets: 180, snapshot: 60 };

/**
 * `tram trust init`, the key ceremony: root keys on their sticks, publishing keys in the folder, the first root. Everything that can be seen to
 * be wrong is looked for before anything is written, and what fails later leaves nothing behind. Resolves to the exit code.
 */
export async function runCeremony(options: InitOptions, parts: TrustParts): Promise<number> {
  const { rootKey, threshold, dir, demo = false, timestampDays } = options;
  const wrong = (await folderProblem(options, parts)) ?? (await sticksProblem(options, parts));
  if (wrong) return await refuseTo(parts, "init", options, wrong.problem, wrong.code);

  const draft = emptyDraft({ demo, lifetimeDays: { ...LIFETIME_DAYS, timestamp: timestampDays } });
  const keys: CeremonyKeys = {
    root: rootKey.map((file) => newKeyFor(file, parts)),
    publishing: PUBLISHING_ROLES.map((role) => ({ role, ...newKeyFor(parts.disk.join(dir, KEYS_FOLDER, `${role}.key`), parts) })),
  };
  const facts = firstRoot(keys, threshold, draft, parts);
  const problem = rootProblem(facts);
  if (problem) return await refuseTo(parts, "init", options, problem);
  const passphrases = await newPassphrases([...rootKey, parts.disk.join(dir, KEYS_FOLDER)], options, parts);
  if (!passphrases.ok) return await refuseTo(parts, "init", options, passphrases.problem, passphrases.code);
  try {
    const root = await orUndone(parts.disk, (written) => writeAll(options, keys, facts, draft, passphrases.value, written, parts));
    return await tellRecord(options, facts, hexOf(sha256(root)), parts);
  } catch (error) {
    if (!(error instanceof FolderProblem)) throw error;
    return await refuseTo(parts, "init", options, error.text);
  }
}

/** All keys of a ceremony. */
interface CeremonyKeys {
  readonly root: readonly NewKey[];
  readonly publishing: readonly (NewKey & { readonly role: PublishingRole })[];
}

type Refused = Opened<never> & { readonly ok: false };

/** Why the publisher's folder cannot be made there. */
async function folderProblem({ dir }: InitOptions, { disk }: TrustParts): Promise<Refused | undefined> {
  const path = (...names: readonly string[]) => disk.join(dir, ...names);
  if (await disk.exists(path(DRAFT_FILE))) {
    const text = { vi: `${dir} đã là thư mục phát hành`, en: `${dir} is a publisher's folder already` };
    return { ok: false, problem: text };
  }
  const ground = await disk.nearestPlace(path(DRAFT_FILE));
  if ((await disk.exists(dir)) && !(await disk.placeOf(path(DRAFT_FILE)))) {
    return { ok: false, problem: { vi: `${dir} không phải thư mục`, en: `${dir} is no folder` }, code: EXIT_USAGE };
  }
  if (!ground.isWritable) return { ok: false, problem: notWritable(ground.folder) };
  const lost = await lostDraft(dir, disk);
  return lost && { ok: false, problem: lost };
}

/** Why the root keys cannot go to their sticks. */
async function sticksProblem({ dir, rootKey, threshold, samePlace = false }: InitOptions, parts: TrustParts): Promise<Refused | undefined> {
  if (rootKey.length < threshold || rootKey.length > MAX_ROOT_KEYS || threshold < 1) {
    const problem: Text = {
      vi: `có ${rootKey.length} khoá gốc, cần ${threshold} chữ ký; ghi từ ${threshold} đến ${MAX_ROOT_KEYS} lần --root-key, mỗi khoá một USB`,
      en: `${rootKey.length} root keys, ${threshold} signatures needed; give --root-key ${threshold} to ${MAX_ROOT_KEYS} times, a stick each`,
    };
    return { ok: false, problem, code: EXIT_USAGE };
  }
  const { device } = await parts.disk.nearestPlace(parts.disk.join(dir, DRAFT_FILE));
  return await placeProblem(rootKey, [{ name: dir, device }], samePlace, parts);
}

async function writeAll(
  { dir, unsealedTimestamp = false }: InitOptions,
  keys: CeremonyKeys,
  facts: RootFacts,
  draft: Draft,
  passphraseFor: PassphraseFor,
  written: string[],
  parts: TrustParts,
): Promise<Uint8Array> {
  const { disk, roots, repositoryAt } = parts;
  const path = (...names: readonly string[]) => disk.join(dir, ...names);
  const folders = [dir, path(KEYS_FOLDER), path(REPOSITORY_FOLDER)];
  for (const folder of folders) if (!(await disk.exists(folder))) written.push(folder);
  await disk.makeFolder(path(KEYS_FOLDER));
  const root = await writeNewKeys(
    keys.root.map((key) => ({ ...key, seal: { passphrase: passphraseFor(key.file) } })),
    written,
    parts,
  );
  const sealed = { passphrase: passphraseFor(path(KEYS_FOLDER)) };
  const sealOf = (role: PublishingRole): Seal => (role === "timestamp" && unsealedTimestamp ? "unsealed" : sealed);
  await writeNewKeys(
    keys.publishing.map((key) => ({ ...key, seal: sealOf(key.role) })),
    written,
    parts,
  );
  const bytes = roots.make(facts, [...root.values()]);
  written.push(path(REPOSITORY_FOLDER, "metadata"));
  await repositoryAt(path(REPOSITORY_FOLDER)).writeRoot(1, bytes);
  written.push(path(DRAFT_FILE));
  // Last: a folder with a draft is one whose ceremony is over.
  await disk.keptFile(path(DRAFT_FILE)).replace(draftBytes(draft));
  return bytes;
}

function firstRoot({ root, publishing }: CeremonyKeys, threshold: number, { lifetimeDays }: Draft, { roots, now }: TrustParts): RootFacts {
  const keysOf = (named: PublishingRole) => ({
    keys: publishing.filter(({ role }) => role === named).map(({ publicKey }) => roots.keyOf(publicKey)),
    threshold: 1,
  });
  return {
    version: 1,
    expires: Math.floor(now()) + lifetimeDays.root * DAY,
    roles: {
      root: { keys: root.map(({ publicKey }) => roots.keyOf(publicKey)), threshold },
      targets: keysOf("targets"),
      snapshot: keysOf("snapshot"),
      timestamp: keysOf("timestamp"),
    },
  };
}

/** The ceremony record: what the people in the room sign on paper. */
async function tellRecord(options: InitOptions, facts: RootFacts, rootSha256: string, parts: TrustParts): Promise<number> {
  const { rootKey, threshold, dir } = options;
  const { root, ...others } = facts.roles;
  const rootFile = parts.disk.join(dir, REPOSITORY_FOLDER, "metadata", "1.root.json");
  const rootRows = root.keys.map(({ keyId }, index) => ({ file: rootKey[index] ?? "", keyId }));
  const json = {
    threshold,
    expires: facts.expires,
    rootKeys: rootRows,
    publishingKeys: Object.fromEntries(PUBLISHING_ROLES.map((role) => [role, others[role].keys[0]?.keyId])),
    root: { file: rootFile, sha256: rootSha256 },
  };
  return await tell(parts, options, json, [
    { vi: "BIÊN BẢN TẠO KHOÁ", en: "KEY CEREMONY RECORD" },
    `ngày / date:  ${dateOf(parts.now())}`,
    `cần / needs:  ${threshold} / ${root.keys.length}`,
    ...rootRows.map(({ file, keyId }) => rootKeyLine({ keyId }, file)),
    ...PUBLISHING_ROLES.map((role) => `${role.padEnd(9)}:  ${fingerprintOf(others[role].keys[0]?.keyId ?? "")}`),
    `1.root.json:  ${fingerprintOf(rootSha256)}   ${rootFile}`,
    `hết hạn / expires:  ${dateOf(facts.expires)}`,
    {
      vi: "Đã mở lại và ký thử từng khoá. Cất mỗi USB một nơi; ghi mật khẩu ra giấy, cất riêng.",
      en: "Each key was opened again and made to sign. Keep each stick in a place of its own; write the passphrases down and keep them apart.",
    },
  ]);
}
