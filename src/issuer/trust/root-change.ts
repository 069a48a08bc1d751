import { importIssuerKeys } from "../../core/key-import/import-keys.ts";
import { importJwk, type PrivateKey, type PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import {
  findRoleKey,
  fingerprintOf,
  PUBLISHING_ROLES,
  type PublishingRole,
  type RoleKey,
  type RootFacts,
  rootProblem,
} from "../../core/trust-root.ts";
import { sentenceOf } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { KEYS_FOLDER, type Publisher, type PublisherOptions, withPublisher } from "./publisher.ts";
import { linesOfDraft, type RootDraft, rootDraftBytes } from "./root-draft.ts";
import { refuseTo, tell } from "./telling.ts";
import { newPassphrase, type Opened, type PassphraseOptions, pendingKeyFile } from "./unseal.ts";

/** What a new root changes; nothing of it: only the expiry. */
export interface RootChange {
  /** Fingerprints of root keys that go. */
  readonly remove?: readonly string[];
  /** Files with the public halves of root keys that come. */
  readonly add?: readonly string[];
  /** Root keys that come, made just now; how many there are, because passphrases for new keys go by their order. */
  readonly added?: readonly PublicKey[];
  readonly threshold?: number;
  /** Roles whose key in the folder is replaced by a new one. */
  readonly replace?: readonly PublishingRole[];
  /** Keep the new timestamp key as it is, for a timer. */
  readonly unsealedTimestamp?: boolean;
}

export const ROOT_DRAFT_FILE = "root-draft.json";
const DAY = 86_400;

/** A draft, or why there is none. */
export type Drafted = { readonly ok: true; readonly draft: RootDraft } | { readonly ok: false; readonly problem: Text };

/** `tram trust root draft`: writes a new root that nobody has signed yet. Resolves to the exit code. */
export async function draftRoot(options: PublisherOptions & RootChange & PassphraseOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("root draft", options, parts, async (publisher) => {
    const drafted = await writeRootDraft(publisher, options, parts);
    if (!drafted.ok) return await refuseTo(parts, "root draft", options, drafted.problem);
    const file = publisher.path(ROOT_DRAFT_FILE);
    return await tell(parts, options, { file, version: drafted.draft.after.version }, [
      ...linesOfDraft(drafted.draft, parts.roots),
      {
        vi: `Đưa ${file} cho người giữ khoá: tram trust root sign --draft ${ROOT_DRAFT_FILE} --key USB/root.key`,
        en: `Hand ${file} to the holders: tram trust root sign --draft ${ROOT_DRAFT_FILE} --key STICK/root.key`,
      },
    ]);
  });
}

/** Makes the next root and the keys it needs in the folder, and writes it down. One at a time: a second one would have the same version. */
export async function writeRootDraft(publisher: Publisher, change: RootChange & PassphraseOptions, parts: TrustParts): Promise<Drafted> {
  const { repository, draft, path } = publisher;
  const file = parts.disk.keptFile(path(ROOT_DRAFT_FILE));
  if (await file.read())
    return refuse(
      "đã có một root chờ ký; ký và công bố nó, hoặc bỏ: tram trust root drop",
      "a root waits for signatures already; publish it, or drop it: tram trust root drop",
    );
  const { root: version } = await repository.versions();
  const beforeBytes = await repository.root(version);
  const before = beforeBytes && parts.roots.read(beforeBytes);
  if (!beforeBytes || !before) return refuse("không đọc được root đang công bố", "the published root cannot be read");
  const keys = await rootKeysAfter(before, change, parts);
  if (!keys.ok) return keys;

  const expires = Math.floor(parts.now()) + draft.lifetimeDays.root * DAY;
  const { threshold = before.roles.root.threshold, replace = [] } = change;
  const roles = { ...before.roles, root: { keys: keys.keys, threshold } };
  // What can be wrong is found before any key is made.
  const problem = rootProblem({ version: version + 1, expires, roles });
  if (problem) return { ok: false, problem };
  const replaced = await makeRoleKeys(publisher, replace, version + 1, change, parts);
  if (!replaced.ok) return replaced;
  const after: RootFacts = { version: version + 1, expires, roles: { ...roles, ...replaced.roles } };
  const afterBytes = parts.roots.make(after, []);
  await file.replace(rootDraftBytes({ beforeBytes, afterBytes }));
  return { ok: true, draft: { before, beforeBytes, after, afterBytes } };
}

/** `tram trust root drop`: forgets a root that waits for signatures, and the keys that were made for it. */
export async function dropRoot(options: PublisherOptions, parts: TrustParts): Promise<number> {
  return await withPublisher("root drop", options, parts, async (publisher) => {
    const isThere = await parts.disk.keptFile(publisher.path(ROOT_DRAFT_FILE)).read();
    if (!isThere)
      return await refuseTo(parts, "root drop", options, { vi: "không có root nào chờ ký", en: "no root waits for signatures" });
    const { root } = await publisher.repository.versions();
    await removePendingKeys(publisher, root + 1, parts);
    await parts.disk.remove(publisher.path(ROOT_DRAFT_FILE));
    return await tell(parts, options, { dropped: root + 1 }, [
      { vi: "Đã bỏ root chờ ký.", en: "Dropped the root that waited for signatures." },
    ]);
  });
}

/** `tram trust root key`: a new root key on a stick, for the holder who will bring its public half to the publisher. */
export async function makeRootKey(
  options: { readonly out: string; readonly public?: string; readonly json?: boolean } & PassphraseOptions,
  parts: TrustParts,
): Promise<number> {
  const made = await makeSealedKeys([options.out], options, parts);
  const [key] = made.ok ? made.value : [];
  if (!made.ok || !key) return await refuseTo(parts, "root key", options, made.ok ? keyExists(options.out).problem : made.problem);
  const { x } = key.publicKey.handle.export({ format: "jwk" });
  const jwk = { kty: "OKP", crv: "Ed25519", x };
  if (options.public !== undefined) await parts.disk.keptFile(options.public).replace(Buffer.from(`${JSON.stringify(jwk)}\n`));
  const roleKey = parts.roots.keyOf(key.publicKey);
  return await tell(parts, options, { keyId: roleKey.keyId, jwk, file: options.out }, [
    rootKeyLine(roleKey, options.out),
    `khoá công khai / public key:  ${options.public ?? JSON.stringify(jwk)}`,
  ]);
}

/** A root key as the ceremony record has it. */
export function rootKeyLine({ keyId }: Pick<RoleKey, "keyId">, file: string): string {
  return `khoá gốc / root key:  ${fingerprintOf(keyId)}   ${file}`;
}

/** New root keys, sealed, at these paths. */
export async function makeSealedKeys(
  files: readonly string[],
  options: PassphraseOptions,
  parts: Pick<TrustParts, "keys" | "passphrases">,
): Promise<Opened<readonly PrivateKey[]>> {
  const made: PrivateKey[] = [];
  for (const [index, file] of files.entries()) {
    const passphrase = await newPassphrase(file, index, options, parts);
    if (!passphrase.ok) return passphrase;
    const key = await parts.keys.writeSealed(file, parts.keys.newJwk(), passphrase.value);
    if (key === "exists") return keyExists(file);
    made.push(key);
  }
  return { ok: true, value: made };
}

/** Why a key is not written: there is one. */
export function keyExists(file: string): { readonly ok: false; readonly problem: Text } {
  return refuse(
    `đã có ${file}, không ghi đè khoá; nếu là của lần tạo khoá bị ngắt giữa chừng, hãy xoá rồi làm lại`,
    `${file} is there, and a key is never overwritten; if an attempt that was broken off has left it, remove it and begin again`,
  );
}

/** Removes the keys that were made for a root that will not be. */
async function removePendingKeys(publisher: Publisher, version: number, { disk }: TrustParts): Promise<void> {
  const names = await disk.names(publisher.path(KEYS_FOLDER));
  for (const role of PUBLISHING_ROLES) {
    const file = pendingKeyFile(publisher, role, version);
    if (names.some((name) => publisher.path(KEYS_FOLDER, name) === file)) await disk.remove(file);
  }
}

type KeysAfter = { readonly ok: true; readonly keys: readonly RoleKey[] } | { readonly ok: false; readonly problem: Text };

async function rootKeysAfter(
  { roles }: RootFacts,
  { remove = [], add = [], added = [] }: RootChange,
  parts: TrustParts,
): Promise<KeysAfter> {
  let keys = [...roles.root.keys];
  for (const given of remove) {
    const found = findRoleKey(keys, given);
    if (!found) return refuse(`không có khoá gốc ${given}; xem: tram trust show`, `there is no root key ${given}; see: tram trust show`);
    keys = keys.filter((key) => key !== found);
  }
  for (const file of add) {
    const key = await publicKeyIn(file, parts);
    if (!key.ok) return key;
    const roleKey = parts.roots.keyOf(key.key);
    if (keys.some(({ keyId }) => keyId === roleKey.keyId)) return refuse(`${file} đã là khoá gốc`, `${file} is a root key already`);
    keys.push(roleKey);
  }
  return { ok: true, keys: [...keys, ...added.map(parts.roots.keyOf)] };
}

async function publicKeyIn(
  file: string,
  { readInput }: Pick<TrustParts, "readInput">,
): Promise<{ readonly ok: true; readonly key: PublicKey } | { readonly ok: false; readonly problem: Text }> {
  try {
    const { keys, problems } = importIssuerKeys(await readInput(file));
    const [problem] = problems;
    if (problem) return refuse(`${file}: ${problem.text.vi}`, `${file}: ${problem.text.en}`);
    const [only] = keys.map(({ entry }) => entry.jwk);
    const key = only && keys.length === 1 ? importJwk(only) : undefined;
    if (key?.algorithm === "EdDSA") return { ok: true, key };
  } catch (error) {
    const cause = sentenceOf(error);
    return refuse(`không đọc được ${file} (${cause})`, `cannot read ${file}: ${cause}`);
  }
  return refuse(`${file} phải có đúng một khoá công khai Ed25519`, `${file} must hold exactly one public Ed25519 key`);
}

/** For keys that are not sealed. */
const NO_PASSPHRASE = { ok: true, value: "" } as const;

type RolesAfter = { readonly ok: true; readonly roles: Partial<RootFacts["roles"]> } | { readonly ok: false; readonly problem: Text };

async function makeRoleKeys(
  publisher: Publisher,
  replace: readonly PublishingRole[],
  version: number,
  options: RootChange & PassphraseOptions,
  parts: TrustParts,
): Promise<RolesAfter> {
  if (replace.length === 0) return { ok: true, roles: {} };
  // Keys of an attempt that was broken off before its root was written down: no root names them.
  await removePendingKeys(publisher, version, parts);
  const isReady = (role: PublishingRole) => role === "timestamp" && options.unsealedTimestamp === true;
  const isAsked = !replace.every(isReady);
  const passphrase = isAsked ? await newPassphrase(publisher.path(KEYS_FOLDER), options.added?.length ?? 0, options, parts) : NO_PASSPHRASE;
  if (!passphrase.ok) return passphrase;
  const roles: [PublishingRole, RootFacts["roles"]["root"]][] = [];
  for (const role of new Set(replace)) {
    const file = pendingKeyFile(publisher, role, version);
    const [jwk, { keys }] = [parts.keys.newJwk(), parts];
    const key = isReady(role) ? await keys.writeReady(file, jwk) : await keys.writeSealed(file, jwk, passphrase.value);
    if (key === "exists") return keyExists(file);
    roles.push([role, { keys: [parts.roots.keyOf(key.publicKey)], threshold: 1 }]);
  }
  return { ok: true, roles: Object.fromEntries(roles) };
}

function refuse(vi: string, en: string): { readonly ok: false; readonly problem: Text } {
  return { ok: false, problem: { vi, en } };
}
