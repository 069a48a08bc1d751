// Root metadata as people see them: who may sign for which role, and what a new version changes (TUF §4.3).
import type { PublicKey } from "./signature.ts";
import type { Text } from "./text.ts";
import { dateInVietnam, type EpochSeconds } from "./time.ts";

/** The roles that root metadata name keys for. */
export const TRUST_ROLES = ["root", "targets", "snapshot", "timestamp"] as const;
export type TrustRole = (typeof TRUST_ROLES)[number];

/** The roles whose keys lie with the publisher and sign every publication. */
export const PUBLISHING_ROLES = ["targets", "snapshot", "timestamp"] as const;
export type PublishingRole = (typeof PUBLISHING_ROLES)[number];

/** A key that may sign for a role. */
export interface RoleKey {
  /** SHA-256 of the key's canonical JSON, lower-case hex (TUF §4.2). */
  readonly keyId: string;
  readonly key: PublicKey;
}

/** What root metadata say. */
export interface RootFacts {
  readonly version: number;
  readonly expires: EpochSeconds;
  readonly roles: Readonly<Record<TrustRole, { readonly keys: readonly RoleKey[]; readonly threshold: number }>>;
}

/** Most root keys: more holders than this never come together in one year. */
export const MAX_ROOT_KEYS = 9;

/** How many digits of a key's name people compare: 80 bits, in groups that can be read out on the telephone. */
const FINGERPRINT_DIGITS = 20;
/** Fewest digits by which a person may name a key. */
const LEAST_DIGITS = 8;

/** The short form of a key's name, or of a hash, for a ceremony record: `3fa1 09bc 77d2 e410 5b6c`. */
export function fingerprintOf(hex: string): string {
  return (hex.slice(0, FINGERPRINT_DIGITS).match(/.{4}/g) ?? []).join(" ");
}

/** The one key that a person names by its fingerprint or the beginning of one, with or without spaces; undefined: none, or several. */
export function findRoleKey(keys: readonly RoleKey[], given: string): RoleKey | undefined {
  const digits = given.replaceAll(" ", "").toLowerCase();
  const found = /^[0-9a-f]+$/.test(digits) && digits.length >= LEAST_DIGITS ? keys.filter(({ keyId }) => keyId.startsWith(digits)) : [];
  return found.length === 1 ? found[0] : undefined;
}

/** Why root metadata must not be signed, whatever was asked for, or undefined. */
export function rootProblem({ roles, version }: RootFacts): Text | undefined {
  const { root } = roles;
  if (!Number.isSafeInteger(version) || version < 1) return { vi: "số phiên bản sai", en: "the version is no whole number from 1" };
  if (root.keys.length > MAX_ROOT_KEYS) return { vi: `tối đa ${MAX_ROOT_KEYS} khoá gốc`, en: `at most ${MAX_ROOT_KEYS} root keys` };
  const short = TRUST_ROLES.find((role) => roles[role].threshold < 1 || roles[role].threshold > roles[role].keys.length);
  if (short !== undefined) {
    const { keys, threshold } = roles[short];
    return {
      vi: `vai trò ${short} cần ${threshold} chữ ký nhưng có ${keys.length} khoá`,
      en: `the role ${short} needs ${threshold} signatures and has ${keys.length} keys`,
    };
  }
  // A key that counted for root and for daily work would lie on a machine with a network.
  const daily = new Set(PUBLISHING_ROLES.flatMap((role) => roles[role].keys.map(({ keyId }) => keyId)));
  const shared = root.keys.find(({ keyId }) => daily.has(keyId));
  return shared && { vi: "một khoá gốc không được dùng cho vai trò khác", en: "a root key must not serve another role" };
}

/** What one version of root metadata changes against the one before, one line a change; a holder reads this before signing. */
export function rootChanges(before: RootFacts, after: RootFacts): readonly Text[] {
  const changes: Text[] = [
    {
      vi: `phiên bản ${before.version} → ${after.version}, hết hạn ${dateInVietnam(before.expires)} → ${dateInVietnam(after.expires)}`,
      en: `version ${before.version} → ${after.version}, expires ${dateInVietnam(before.expires)} → ${dateInVietnam(after.expires)}`,
    },
  ];
  for (const role of TRUST_ROLES) {
    const [old, now] = [before.roles[role], after.roles[role]];
    const missingIn = (keys: readonly RoleKey[]) => (key: RoleKey) => !keys.some(({ keyId }) => keyId === key.keyId);
    for (const { keyId } of old.keys.filter(missingIn(now.keys))) {
      changes.push({ vi: `BỎ khoá ${role} ${fingerprintOf(keyId)}`, en: `REMOVES the ${role} key ${fingerprintOf(keyId)}` });
    }
    for (const { keyId } of now.keys.filter(missingIn(old.keys))) {
      changes.push({ vi: `THÊM khoá ${role} ${fingerprintOf(keyId)}`, en: `ADDS the ${role} key ${fingerprintOf(keyId)}` });
    }
    if (old.threshold !== now.threshold) {
      changes.push({
        vi: `${role}: số chữ ký cần có ${old.threshold} → ${now.threshold}`,
        en: `${role}: signatures needed ${old.threshold} → ${now.threshold}`,
      });
    }
  }
  return changes;
}
