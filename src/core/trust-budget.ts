import * as v from "valibot";
import type { EpochSeconds } from "./time.ts";

const DAY_SECONDS = 86_400;

/** Longest that a policy may go on with an expired bundle, in days: revocations of a whole quarter would be missing. */
export const MAX_GRACE_DAYS = 90;

const days = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

/** JSON and TOML shape of what a service point does when its trust runs out. */
export const TrustPolicySchema = v.strictObject({
  /** Days before the end from which on everybody who can help is told. */
  warnDays: v.optional(days(60), 7),
  /** Days after the end for which credentials are still accepted, each with a warning; 0: nothing is. */
  graceDays: v.optional(days(MAX_GRACE_DAYS), 0),
});
export type TrustPolicy = v.InferOutput<typeof TrustPolicySchema>;

/** What counts where a policy says nothing. */
const DEFAULT_TRUST_POLICY: TrustPolicy = { warnDays: 7, graceDays: 0 };

/** `grace`: past its end, and accepted with a warning. `stopped`: nothing signed can be checked. */
export type BudgetState = "good" | "warning" | "grace" | "stopped";

/** How long a kiosk's trust still lasts. */
export interface TrustBudget {
  readonly state: BudgetState;
  /** Until the kiosk stops accepting, grace included; 0 once it has. */
  readonly secondsLeft: number;
}

/** When a kiosk with this policy stops to accept by trust that ends at `expiresAt`: at its end, or after the days of grace. */
export function stopsAtOf(
  { expiresAt }: { readonly expiresAt: EpochSeconds },
  { trust }: { readonly trust?: TrustPolicy | undefined },
): EpochSeconds {
  return expiresAt + (trust ?? DEFAULT_TRUST_POLICY).graceDays * DAY_SECONDS;
}

/** The budget of trust that ends at `expiresAt`, at a time that is known to be right. Intervals are half-open: at its end it has ended. */
export function budgetOf(
  { expiresAt }: { readonly expiresAt: EpochSeconds },
  policy: { readonly trust?: TrustPolicy | undefined },
  now: EpochSeconds,
): TrustBudget {
  const { warnDays } = policy.trust ?? DEFAULT_TRUST_POLICY;
  const stopsAt = stopsAtOf({ expiresAt }, policy);
  const secondsLeft = Math.max(0, stopsAt - now);
  // A time that is no number is past everything.
  if (!(now < stopsAt)) return { state: "stopped", secondsLeft: 0 };
  if (now >= expiresAt) return { state: "grace", secondsLeft };
  return { state: now >= expiresAt - warnDays * DAY_SECONDS ? "warning" : "good", secondsLeft };
}
