// What is older than what this kiosk has seen, and what has expired (TUF §5.3.10, §5.4.3, §5.4.4, §5.5.5, §5.5.6, §5.6.5).
import type { EpochSeconds } from "./time.ts";
import { type Refusal, refuse } from "./trust-refusal.ts";
import { TRUST_ROLES, type TrustRole } from "./trust-root.ts";
import { NO_VERSIONS, type TrustVersions } from "./trust-version.ts";
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
 * The floor under the newest root. Where root has replaced the keys of the timestamp or of the snapshot since the floor was laid, what the
 * old keys have numbered no longer counts (§5.3.11): else a thief of one such key who writes a huge version has locked every kiosk for ever.
 * Only root's own keys can do that. A floor under a root that the kiosk no longer has stays as it is.
 */
export function floorUnder(roots: readonly TufRoot[], floor: TrustVersions): TrustVersions {
  const [before, newest] = [roots.find((root) => root.signed.version === floor.root), roots.at(-1)];
  if (!before || !newest || before === newest) return floor;
  const isTimestampRotated = isRotated("timestamp", before, newest);
  return {
    root: floor.root,
    timestamp: isTimestampRotated ? NO_VERSIONS.timestamp : floor.timestamp,
    // Its least version stands in the timestamp, that of the targets in the snapshot.
    snapshot: isTimestampRotated ? NO_VERSIONS.snapshot : floor.snapshot,
    targets: isRotated("snapshot", before, newest) ? NO_VERSIONS.targets : floor.targets,
  };
}

/** True where metadata signed by the old keys alone could not pass under the new root. */
function isRotated(role: TrustRole, before: TufRoot, after: TufRoot): boolean {
  const identities = (root: TufRoot) => new Set(root.signed.roles[role].keyids.flatMap((keyId) => root.keys.get(keyId)?.identity ?? []));
  const [old, now] = [identities(before), identities(after)];
  return [...old].filter((identity) => now.has(identity)).length < after.signed.roles[role].threshold;
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
