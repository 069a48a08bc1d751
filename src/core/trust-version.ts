/** Versions of the four roles of a trust bundle (docs/protocol.md, "The trust bundle"). */
export interface TrustVersions {
  readonly root: number;
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
}

/** Those of a kiosk that has never held a bundle. */
export const NO_VERSIONS: TrustVersions = { root: 0, timestamp: 0, snapshot: 0, targets: 0 };

/** True where any role is older than in `floor`: such a bundle is never taken. */
export function isBelow(versions: TrustVersions, floor: TrustVersions): boolean {
  return (
    versions.root < floor.root ||
    versions.timestamp < floor.timestamp ||
    versions.snapshot < floor.snapshot ||
    versions.targets < floor.targets
  );
}

/**
 * True where root has replaced the keys of the timestamp since this floor was laid: what those have dated or numbered may be a thief's.
 * `timestampKeysSince`: version of the root since which they are what they are.
 */
export function hasNewTimestampKeys(timestampKeysSince: number, floor: TrustVersions): boolean {
  return floor.root < timestampKeysSince;
}

/** True where the timestamp itself is newer than the floor's, or under other keys, and not the root alone: the publisher has said something new. */
export function hasNewTimestamp(timestamp: number, timestampKeysSince: number, floor: TrustVersions): boolean {
  return timestamp > floor.timestamp || hasNewTimestampKeys(timestampKeysSince, floor);
}

/**
 * The floor that two signs of earlier bundles make together: role by role the higher one, under one root; else that of the higher root,
 * which was taken later. A root that replaces a stolen key may let the other numbers begin anew (tuf-floor.ts).
 */
export function highest(a: TrustVersions, b: TrustVersions): TrustVersions {
  if (a.root !== b.root) return a.root > b.root ? a : b;
  return {
    root: a.root,
    timestamp: Math.max(a.timestamp, b.timestamp),
    snapshot: Math.max(a.snapshot, b.snapshot),
    targets: Math.max(a.targets, b.targets),
  };
}
