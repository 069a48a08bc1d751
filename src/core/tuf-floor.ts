// What is older than what this kiosk has seen, and what has expired (TUF §5.3.10, §5.4.3, §5.4.4, §5.5.5, §5.5.6, §5.6.5).
import { dateInVietnam, type EpochSeconds } from "./time.ts";
import { type Refusal, refuse } from "./trust-refusal.ts";
import { TRUST_ROLES, type TrustRole } from "./trust-root.ts";
import { hasNewTimestampKeys, NO_VERSIONS, type TrustVersions } from "./trust-version.ts";
import { CLOCK_TOLERANCE_SECONDS, type OfferTime } from "./trusted-time.ts";
import type { TufBundle } from "./tuf-chain.ts";
import type { TufRoot } from "./tuf-metadata.ts";

/** Versions of the four roles of a bundle. */
export function versionsOf({ root, timestamp, snapshot, targets }: TufBundle): TrustVersions {
  return {
    root: root.signed.version,
    timestamp: timestamp.signed.version,
    snapshot: snapshot.signed.version,
    targets: targets.signed.version,
  };
}

/**
 * Version of the root since which the keys of a role are what they are; 0 where none of these roots replaces them. A kiosk that was given a
 * newer root than it began with does not know those before it, and so takes for granted that they had the same keys.
 */
export function keysSince(role: "timestamp" | "snapshot", roots: readonly TufRoot[]): number {
  const newest = roots.at(-1);
  const lastOther = newest && roots.findLast((root) => root !== newest && isRotated(role, root, newest));
  return lastOther ? lastOther.signed.version + 1 : 0;
}

/**
 * The floor under the newest root. Where root has replaced the keys of the timestamp or of the snapshot since the floor was laid, what the
 * old keys have numbered no longer counts (§5.3.11): else a thief of one such key who writes a huge version has locked every kiosk for ever.
 * Only root's own keys can do that.
 */
export function floorUnder(roots: readonly TufRoot[], floor: TrustVersions): TrustVersions {
  const isTimestampRotated = hasNewTimestampKeys(keysSince("timestamp", roots), floor);
  return {
    root: floor.root,
    timestamp: isTimestampRotated ? NO_VERSIONS.timestamp : floor.timestamp,
    // Its least version stands in the timestamp, that of the targets in the snapshot.
    snapshot: isTimestampRotated ? NO_VERSIONS.snapshot : floor.snapshot,
    targets: floor.root < keysSince("snapshot", roots) ? NO_VERSIONS.targets : floor.targets,
  };
}

/** True where metadata signed by the old keys alone could not pass under the new root. */
function isRotated(role: TrustRole, before: TufRoot, after: TufRoot): boolean {
  const identities = (root: TufRoot) => new Set(root.signed.roles[role].keyids.flatMap((keyId) => root.keys.get(keyId)?.identity ?? []));
  const [old, now] = [identities(before), identities(after)];
  return [...old].filter((identity) => now.has(identity)).length < after.signed.roles[role].threshold;
}

/** The time by which expiry is judged under the newest root, for the same reason. */
export function expiryTime(roots: readonly TufRoot[], floor: TrustVersions, { at, atUnderNewKeys }: OfferTime): EpochSeconds {
  return hasNewTimestampKeys(keysSince("timestamp", roots), floor) ? atUnderNewKeys : at;
}

/** Attack: a thief of the timestamp's key dates it ahead, and from then on every right clock is behind. */
export function issuedProblem(issued: EpochSeconds, { atMost }: OfferTime): Refusal | undefined {
  if (atMost === undefined || issued <= atMost + CLOCK_TOLERANCE_SECONDS) return undefined;
  const ahead = `issued on ${dateInVietnam(issued)}, ${Math.ceil(issued - atMost)} s ahead of`;
  return refuse("clock-wrong", `timestamp: ${ahead} central's signed time and this machine's, ${dateInVietnam(atMost)}`);
}

/** Rollback, where any of these versions is below the floor; those that are not known yet are left out. */
export function rollbackProblem(offered: Partial<TrustVersions>, floor: TrustVersions): Refusal | undefined {
  for (const role of TRUST_ROLES) {
    const version = offered[role];
    if (version !== undefined && version < floor[role]) return refuse("rollback", `${role}: version ${version}, below ${floor[role]}`);
  }
  return undefined;
}

/** Freeze, where any of these has expired at this time. */
export function freezeProblem(parts: Partial<Pick<TufBundle, TrustRole>>, at: EpochSeconds): Refusal | undefined {
  for (const role of ["root", "timestamp", "snapshot", "targets"] as const) {
    const part = parts[role];
    if (part && part.signed.expires <= at) return refuse("freeze", `${role}: expired ${Math.ceil(at - part.signed.expires)} s ago`);
  }
  return undefined;
}
