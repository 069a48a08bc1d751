import type { Presentation } from "./presentation.ts";
import type { Reason } from "./reason.ts";
import type { TokenStatusList } from "./status-list.ts";
import type { TrustedKey, TrustMaterial } from "./trust.ts";

/** Status types of the draft, §7.1; whatever else stands there is not ours to interpret. */
const VALID = 0;
const INVALID = 1;
const SUSPENDED = 2;

/** Why a credential is not in force although its dates are right, or undefined. A list that should be here and is not fails closed. */
export function statusAgainst(
  presentation: Presentation,
  key: TrustedKey,
  issuer: string | undefined,
  credential: string,
  trust: TrustMaterial,
): Reason | undefined {
  const listed = issuer === undefined ? undefined : trust.statusLists.get(issuer);
  if (listed?.revoked.has(credential)) return "revoked";
  const against = ridAgainst(presentation, key, trust) ?? tokenStatusAgainst(presentation, trust);
  return against ?? (listed?.suspended.has(credential) ? "suspended" : undefined);
}

/** SMART Health Cards Framework, "Revocation". A card without an identifier can only be revoked with its key. */
function ridAgainst({ revocationId, notBefore, keyId }: Presentation, key: TrustedKey, trust: TrustMaterial): Reason | undefined {
  if (revocationId === undefined) return undefined;
  // A list is for "the key ID with which the Health Card was signed"; the key itself may go by another name here, or by none.
  const list = trust.ridLists.get(Buffer.from(keyId ?? []).toString("utf8")) ?? trust.ridLists.get(key.name);
  // Attack: an old list, from before the revocation. The key says how new it must be.
  if (key.ridCounter !== undefined && (list === undefined || list.counter < key.ridCounter)) return "status-unknown";
  if (!list?.revoked.has(revocationId)) return undefined;
  const before = list.revoked.get(revocationId);
  return before === undefined || notBefore === undefined || notBefore < before ? "revoked" : undefined;
}

function tokenStatusAgainst({ status }: Presentation, trust: TrustMaterial): Reason | undefined {
  if (!status) return undefined;
  const lists = trust.tokenStatusLists.get(status.uri) ?? [];
  const values = lists.map((list) => statusAt(list, status.index));
  if (values.includes(INVALID)) return "revoked";
  if (values.includes(SUSPENDED)) return "suspended";
  return values.length > 0 && values.every((value) => value === VALID) ? undefined : "status-unknown";
}

/** The value at an index, or undefined past the end of the list. */
function statusAt({ bits, bytes }: TokenStatusList, index: number): number | undefined {
  const byte = bytes[Math.floor((index * bits) / 8)];
  return byte === undefined ? undefined : (byte >> ((index * bits) % 8)) & (2 ** bits - 1);
}
