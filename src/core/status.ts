import { hexOf } from "./hex.ts";
import type { Presentation } from "./presentation.ts";
import type { Reason } from "./reason.ts";
import { hashesOf } from "./revocation/dcc-hashes.ts";
import { hasHash } from "./revocation/sorted-hashes.ts";
import { valueAt } from "./revocation/status-bits.ts";
import { type EpochSeconds, isWithin } from "./time.ts";
import type { TrustedKey, TrustMaterial } from "./trust.ts";

/** Status types of draft-ietf-oauth-status-list §7.1; whatever else stands there is not ours to interpret. */
const VALID = 0;
const INVALID = 1;
const SUSPENDED = 2;

/** What lists say against a credential, the worst first. What was revoked stays so, however old the list; all else needs a current one. */
const AGAINST = ["revoked", "suspended", "status-unknown"] as const satisfies readonly Reason[];
type Against = (typeof AGAINST)[number];

/** A credential whose signature has been checked, and what it is called. */
export interface CheckedCredential {
  readonly presentation: Presentation;
  readonly key: TrustedKey;
  readonly issuer: string | undefined;
  /** Its identity, lower-case hex. */
  readonly identity: string;
}

/** Why a credential is not in force although its dates are right, or undefined. A list that should be here and is not fails closed. */
export function statusAgainst(credential: CheckedCredential, trust: TrustMaterial, at: EpochSeconds): Reason | undefined {
  const findings = [
    ...identityFindings(credential, trust, at),
    ...ridFindings(credential, trust, at),
    ...placeFindings(credential, trust, at),
    ...hashFindings(credential, trust, at),
  ];
  return AGAINST.find((reason) => findings.includes(reason));
}

function isCurrent({ expiresAt }: { readonly expiresAt?: EpochSeconds }, at: EpochSeconds): boolean {
  return isWithin(at, undefined, expiresAt);
}

function identityFindings({ issuer, identity }: CheckedCredential, { revocations }: TrustMaterial, at: EpochSeconds): readonly Against[] {
  const lists = issuer === undefined ? [] : (revocations.identity.get(issuer) ?? []);
  const name = Buffer.from(identity, "hex");
  return lists.flatMap((list): Against[] => {
    if (hasHash(list.revoked, name)) return ["revoked"];
    if (!isCurrent(list, at)) return ["status-unknown"];
    return hasHash(list.suspended, name) ? ["suspended"] : [];
  });
}

/** SMART Health Cards Framework, "Revocation". A card without an identifier can only be revoked with its key, or by its identity. */
function ridFindings({ presentation, key }: CheckedCredential, { revocations }: TrustMaterial, at: EpochSeconds): readonly Against[] {
  const { revocationId, notBefore, keyId } = presentation;
  if (revocationId === undefined) return [];
  // A list is for "the key ID with which the Health Card was signed"; the key itself may go by another name here, or by none.
  const all = revocations.rid.get(Buffer.from(keyId ?? []).toString("utf8")) ?? revocations.rid.get(key.name) ?? [];
  // Of two lists of one key the newer counts.
  const newest = all.reduce((counter, list) => Math.max(counter, list.counter), 0);
  const lists = all.filter(({ counter }) => counter === newest);
  // Attack: an old list, from before the revocation. The key says how new it must be.
  if (key.ridCounter !== undefined && (lists.length === 0 || newest < key.ridCounter)) return ["status-unknown"];
  return lists.flatMap((list): Against[] => {
    const before = list.rids.get(revocationId);
    const isListed = list.rids.has(revocationId) && (before === undefined || notBefore === undefined || notBefore < before);
    if (isListed) return ["revoked"];
    return isCurrent(list, at) ? [] : ["status-unknown"];
  });
}

/** The places of status lists that the credential names. */
function placeFindings({ presentation }: CheckedCredential, { revocations }: TrustMaterial, at: EpochSeconds): readonly Against[] {
  return (presentation.statuses ?? []).flatMap((status): readonly Against[] => {
    const lists = status === "unknown" ? [] : (revocations.tokenStatus.get(status.uri) ?? []);
    if (status === "unknown" || lists.length === 0) return ["status-unknown"];
    return lists.flatMap((list): Against[] => {
      const value = valueAt(list, status.index);
      if (value === INVALID) return ["revoked"];
      if (!isCurrent(list, at)) return ["status-unknown"];
      if (value === SUSPENDED) return ["suspended"];
      return value === VALID ? [] : ["status-unknown"];
    });
  });
}

/** Revocation of EU certificates: a list for the key need not be there, but what stands on one counts. */
function hashFindings({ presentation, key }: CheckedCredential, { revocations }: TrustMaterial, at: EpochSeconds): readonly Against[] {
  if (presentation.format !== "eu-dcc" || revocations.hash.size === 0) return [];
  // The certificate names its key in the header; the key may go by other spellings here.
  const names = new Set([presentation.keyId ?? [], ...(key.kids ?? [])].map((kid) => hexOf(Uint8Array.from(kid))));
  const lists = [...names].flatMap((name) => revocations.hash.get(name) ?? []);
  if (lists.length === 0) return [];
  const hashes = hashesOf(presentation);
  return lists.flatMap((list): Against[] => {
    const hash = hashes[list.hashed];
    if (hash && hasHash(list.hashes, hash)) return ["revoked"];
    // One that lacks what is hashed cannot be looked up.
    return hash && isCurrent(list, at) ? [] : ["status-unknown"];
  });
}
