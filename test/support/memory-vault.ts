import { NO_GROUPS } from "../../src/core/groups.ts";
import type { EpochSeconds } from "../../src/core/time.ts";
import type { TrustMaterial } from "../../src/core/trust.ts";
import { isBelow, type TrustVersions } from "../../src/core/trust-version.ts";
import type { OfferTime } from "../../src/core/trusted-time.ts";
import type { HeldTrust, TrustOrigin, TrustUpdate, TrustVault } from "../../src/trust-ports.ts";
import { trustWith } from "./judging.ts";

/** A bundle of this version (of every role alike), issued and ending at these times. */
export function heldTrust(
  version: number,
  issuedAt: EpochSeconds,
  expiresAt: EpochSeconds,
  { groups = NO_GROUPS, trust }: { groups?: HeldTrust["groups"]; trust?: TrustMaterial } = {},
): HeldTrust {
  return {
    versions: { root: 1, timestamp: version, snapshot: version, targets: version },
    timestampKeysSince: 0,
    issuedAt,
    expiresAt,
    expiries: { root: expiresAt, timestamp: expiresAt, snapshot: expiresAt, targets: expiresAt },
    trust: { ...(trust ?? trustWith()), version, issuedAt, expiresAt },
    groups,
    rejectedKeys: [],
    updates: [],
  };
}

/** What was asked of a vault. */
export interface AskedUpdate {
  readonly origin: TrustOrigin;
  readonly time: OfferTime;
  readonly floor: TrustVersions;
}

/** A vault without a disk: what origins offer is put into `offers`, and it keeps the one rule that matters to its caller, the floor. */
export function memoryVault(held?: HeldTrust): TrustVault & {
  readonly asked: AskedUpdate[];
  /** Next answers, one for each call; afterwards nothing is new. */
  readonly offers: (HeldTrust | Exclude<TrustUpdate, { kind: "updated" }>)[];
} {
  let current = held;
  const asked: AskedUpdate[] = [];
  const offers: (HeldTrust | Exclude<TrustUpdate, { kind: "updated" }>)[] = [];
  return {
    asked,
    offers,
    held: () => current,
    refusedAtOpen: undefined,
    async update(origin, time, floor) {
      asked.push({ origin, time: time(), floor });
      const offer = offers.shift() ?? { kind: "unchanged" };
      if ("kind" in offer) return offer;
      if (isBelow(offer.versions, floor)) return { kind: "refused", refusal: "rollback", detail: "below the floor" };
      current = offer;
      return { kind: "updated", held: offer };
    },
    fetchTarget: async () => ({ kind: "later", detail: "a memory vault has no files" }),
    close: async () => undefined,
  };
}
