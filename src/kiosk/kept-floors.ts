import * as v from "valibot";
import type { EpochSeconds } from "../core/time.ts";
import { NO_VERSIONS, type TrustVersions } from "../core/trust-version.ts";

/** What is kept of the floors beside the journal, in `state.json`, so that losing one does not lose both. Both members only rise. */
export interface KeptFloors {
  readonly versions: TrustVersions;
  readonly proven: EpochSeconds;
}

/** Those of a kiosk on its first day. */
export const NO_KEPT_FLOORS: KeptFloors = { versions: NO_VERSIONS, proven: 0 };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const FloorsSchema = v.object({
  versions: v.optional(v.strictObject({ root: count, timestamp: count, snapshot: count, targets: count }), NO_VERSIONS),
  proven: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
});

/** The floors in the value of a state document, or undefined where it is damaged. */
export function parseKeptFloors(value: unknown): KeptFloors | undefined {
  const parsed = v.safeParse(FloorsSchema, value);
  return parsed.success ? parsed.output : undefined;
}
