import type { KioskStatus } from "../core/protocol.ts";
import type { ScreenStatus, TrustStatus } from "../core/screen.ts";
import { sealedTypes } from "../core/seal-demand.ts";
import type { EpochSeconds } from "../core/time.ts";
import { budgetOf, stopsAtOf } from "../core/trust-budget.ts";
import { floorOf } from "../core/trusted-time.ts";
import { VERSION } from "../core/version.ts";
import type { Journal } from "../ports.ts";
import type { InForce } from "./in-force.ts";
import type { TrustRefreshStatus } from "./trust-refresh.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** How long the kiosk's trust lasts; `now`: of a clock in doubt the floor. */
function trustStatusOf({ trust, policy }: InForce, now: EpochSeconds): TrustStatus | undefined {
  if (!trust) return undefined;
  const { version, issuedAt, expiresAt } = trust;
  return { version, ageSeconds: Math.max(0, now - issuedAt), expiresAt, ...budgetOf(trust, policy ?? {}, now) };
}

/** The group of a kiosk whose bundle has no policy for it. */
function unknownGroupOf({ policy }: InForce, group: string | undefined): { readonly unknownGroup?: string } {
  return policy === undefined && group !== undefined ? { unknownGroup: group } : {};
}

/** Types that the policy wants sealed, where the bundle has no key for it. */
function unsealableIn({ trust, policy }: InForce): { readonly unsealableTypes?: readonly string[] } {
  const types = policy && trust?.sealKeys.length === 0 ? sealedTypes(policy) : [];
  return types.length > 0 ? { unsealableTypes: types } : {};
}

/** The part of the kiosk's status that is about trust and time, for its own pages. `group`: as configured. */
export function screenTrustOf(
  inForce: InForce,
  group: string | undefined,
  clock: Pick<TrustedClock, "atLeast" | "status">,
  refresh: TrustRefreshStatus,
): Pick<ScreenStatus, "trust" | "unknownGroup" | "unsealableTypes" | "trustRefusal" | "clock"> {
  const trust = trustStatusOf(inForce, clock.atLeast());
  const trustRefusal = refusalIn(refresh);
  const { state, by, floor, systemOffsetSeconds } = clock.status();
  return {
    ...(trust && { trust }),
    ...unknownGroupOf(inForce, group),
    ...unsealableIn(inForce),
    ...(trustRefusal && { trustRefusal }),
    clock: { state, by, floor: floorOf(floor), systemOffsetSeconds: Math.round(systemOffsetSeconds) },
  };
}

/** The newest refusal that nothing better has followed. */
function refusalIn(refresh: TrustRefreshStatus): ScreenStatus["trustRefusal"] {
  const refusals = (["central", "folder"] as const).flatMap((origin) => {
    const { refusal, at } = refresh[origin];
    return refusal !== undefined && at !== undefined ? [{ refusal, origin, at }] : [];
  });
  return refusals.toSorted((a, b) => b.at - a.at)[0];
}

/** The kiosk's status for central, but for what only sync knows. */
export function centralStatusOf(
  inForce: InForce,
  group: string | undefined,
  clock: Pick<TrustedClock, "now" | "atLeast" | "status">,
  { firstSeq }: Pick<Journal, "firstSeq">,
): Omit<KioskStatus, "backlog"> {
  const trust = trustStatusOf(inForce, clock.atLeast());
  const { state, floor } = clock.status();
  return {
    version: VERSION,
    at: clock.now(),
    ...(trust &&
      inForce.trust && {
        trust: {
          version: trust.version,
          issuedAt: inForce.trust.issuedAt,
          expiresAt: trust.expiresAt,
          stopsAt: stopsAtOf(trust, inForce.policy ?? {}),
          state: trust.state,
        },
      }),
    ...unknownGroupOf(inForce, group),
    clock: { state, floor: floorOf(floor) },
    ...(firstSeq > 0 && { firstSeq }),
  };
}
