import { importIssuerKeys } from "../../core/key-import/import-keys.ts";
import { importJwk, type PublicKey } from "../../core/signature.ts";
import type { Text } from "../../core/text.ts";
import { findRoleKey, PUBLISHING_ROLES, type PublishingRole, type RoleKey, type RootFacts, rootProblem } from "../../core/trust-root.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import { type NewKey, newKeyFor, type Seal } from "./new-keys.ts";
import type { TrustParts } from "./parts.ts";
import type { Publisher } from "./publisher.ts";
import type { RootDraft } from "./root-draft.ts";
import { type Opened, pendingKeyFile } from "./unseal.ts";

/** What a new root changes; nothing of it: only the expiry. */
export interface RootChange {
  /** Fingerprints of root keys that go. */
  readonly remove?: readonly string[];
  /** Files with the public halves of root keys that come. */
  readonly add?: readonly string[];
  /** Files of root keys that come and are made here. */
  readonly newRootKey?: readonly string[];
  readonly threshold?: number;
  /** Roles whose key in the folder is replaced by a new one. */
  readonly replace?: readonly PublishingRole[];
  /** Keep the new timestamp key as it is, for a timer. */
  readonly unsealedTimestamp?: boolean;
}

export const ROOT_DRAFT_FILE = "root-draft.json";
const DAY = 86_400;

/** The next root, unsigned, and the keys that are made for it; nothing of it is written yet. */
export interface RootPlan {
  readonly draft: RootDraft;
  readonly rootKeys: readonly NewKey[];
  readonly roleKeys: readonly (NewKey & { readonly role: PublishingRole })[];
}

/** Works out the next root. One at a time: a second one would have the same version. */
export async function planRoot(publisher: Publisher, change: RootChange, parts: TrustParts): Promise<Opened<RootPlan>> {
  const { repository, draft, path } = publisher;
  if (await parts.disk.exists(path(ROOT_DRAFT_FILE))) return { ok: false, problem: waitsAlready(path(ROOT_DRAFT_FILE)) };
  const { root: version } = await repository.versions();
  const beforeBytes = await repository.root(version);
  const before = beforeBytes && parts.roots.read(beforeBytes);
  if (!beforeBytes || !before) return refuse("không đọc được root đang công bố", "the published root cannot be read");

  const rootKeys = (change.newRootKey ?? []).map((file) => newKeyFor(file, parts));
  const roleKeys = [...new Set(change.replace)].map((role) => ({
    role,
    ...newKeyFor(pendingKeyFile(publisher, role, version + 1), parts),
  }));
  const keys = await rootKeysAfter(before, change, rootKeys, parts);
  if (!keys.ok) return keys;
  const replaced = roleKeys.map(({ role, publicKey }) => [role, { keys: [parts.roots.keyOf(publicKey)], threshold: 1 }]);
  const after: RootFacts = {
    version: version + 1,
    expires: Math.floor(parts.now()) + draft.lifetimeDays.root * DAY,
    roles: {
      ...before.roles,
      root: { keys: keys.value, threshold: change.threshold ?? before.roles.root.threshold },
      ...(Object.fromEntries(replaced) as Partial<RootFacts["roles"]>),
    },
  };
  const problem = rootProblem(after);
  if (problem) return { ok: false, problem };
  return { ok: true, value: { draft: { before, beforeBytes, after, afterBytes: parts.roots.make(after, []) }, rootKeys, roleKeys } };
}

/** How a role's new key is kept. */
export function sealOf(role: PublishingRole, { unsealedTimestamp = false }: RootChange, passphrase: () => string): Seal {
  return role === "timestamp" && unsealedTimestamp ? "unsealed" : { passphrase: passphrase() };
}

async function rootKeysAfter(
  { roles }: RootFacts,
  { remove = [], add = [] }: RootChange,
  made: readonly NewKey[],
  parts: TrustParts,
): Promise<Opened<readonly RoleKey[]>> {
  let keys = [...roles.root.keys];
  for (const given of remove) {
    const found = findRoleKey(keys, given);
    if (!found) return refuse(`không có khoá gốc ${given}; xem: tram trust show`, `there is no root key ${given}; see: tram trust show`);
    keys = keys.filter((key) => key !== found);
  }
  for (const file of add) {
    const key = await publicKeyIn(file, parts);
    if (!key.ok) return key;
    const roleKey = parts.roots.keyOf(key.value);
    if (keys.some(({ keyId }) => keyId === roleKey.keyId)) return refuse(`${file} đã là khoá gốc`, `${file} is a root key already`);
    keys.push(roleKey);
  }
  return { ok: true, value: [...keys, ...made.map(({ publicKey }) => parts.roots.keyOf(publicKey))] };
}

async function publicKeyIn(file: string, { readInput }: Pick<TrustParts, "readInput">): Promise<Opened<PublicKey>> {
  const wrong = (vi: string, en: string) => ({ ...refuse(vi, en), code: EXIT_USAGE }) as const;
  try {
    const { keys, problems } = importIssuerKeys(await readInput(file));
    const [problem] = problems;
    if (problem) return wrong(`${file}: ${problem.text.vi}`, `${file}: ${problem.text.en}`);
    const [only] = keys.map(({ entry }) => entry.jwk);
    const key = only && keys.length === 1 ? importJwk(only) : undefined;
    if (key?.algorithm === "EdDSA") return { ok: true, value: key };
  } catch (error) {
    const cause = sentenceOf(error);
    return wrong(`không đọc được ${file} (${cause})`, `cannot read ${file}: ${cause}`);
  }
  return wrong(`${file} phải có đúng một khoá công khai Ed25519`, `${file} must hold exactly one public Ed25519 key`);
}

/** Removes the keys that were made for a root that will not be. */
export async function removePendingKeys(publisher: Publisher, version: number, { disk }: Pick<TrustParts, "disk">): Promise<void> {
  for (const role of PUBLISHING_ROLES) {
    const file = pendingKeyFile(publisher, role, version);
    if (await disk.exists(file)) await disk.remove(file);
  }
}

function waitsAlready(file: string): Text {
  return {
    vi: `đã có một root chờ ký (${file}); ký: tram trust root sign, rồi tram trust root publish; hoặc bỏ: tram trust root drop`,
    en: `a root waits for signatures already (${file}); sign it: tram trust root sign, then tram trust root publish; or drop it: tram trust root drop`,
  };
}

function refuse(vi: string, en: string): { readonly ok: false; readonly problem: Text } {
  return { ok: false, problem: { vi, en } };
}
