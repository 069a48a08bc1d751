import * as v from "valibot";
import type { EpochSeconds } from "../core/time.ts";
import { highest, NO_VERSIONS, type TrustVersions } from "../core/trust-version.ts";
import { raiseProven } from "../core/trusted-time.ts";
import type { Floors } from "./journal-floors.ts";

/** What is kept of the floors beside the journal, in `state.json`, so that losing one does not lose both; and what has been counted, every hour. */
export interface KeptFloors {
  readonly versions: TrustVersions;
  readonly proven: EpochSeconds;
  readonly issued: EpochSeconds;
  /** 0: central has signed no time that counts. */
  readonly signed: EpochSeconds;
}

/** Those of a kiosk on its first day. */
export const NO_KEPT_FLOORS: KeptFloors = { versions: NO_VERSIONS, proven: 0, issued: 0, signed: 0 };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const moment = v.optional(v.pipe(v.number(), v.minValue(0)), 0);

const FloorsSchema = v.object({
  versions: v.optional(v.strictObject({ root: count, timestamp: count, snapshot: count, targets: count }), NO_VERSIONS),
  proven: moment,
  issued: moment,
  signed: moment,
});

/** The floors in the value of a state document, or undefined where it is damaged. */
export function parseKeptFloors(value: unknown): KeptFloors | undefined {
  const parsed = v.safeParse(FloorsSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/**
 * What journal and state document know together. The power may have gone between the two, so where something may have fallen the one with
 * the newer bundle is right: `proven` and `issued` fall under another root only, `signed` with a newer timestamp only.
 */
export function floorsTogether(written: Pick<Floors, "versions" | "time">, kept: KeptFloors): Pick<Floors, "versions" | "time"> {
  const { time } = written;
  const newerRoot = kept.versions.root - written.versions.root;
  const newerTimestamp = kept.versions.timestamp - written.versions.timestamp;
  const newer = newerTimestamp && (newerRoot || newerTimestamp);
  const signed = newer === 0 ? Math.max(time.signed, kept.signed) : (newer > 0 ? kept : time).signed;
  const issued = Math.max(time.issued, kept.issued);
  const proven =
    newerRoot > 0
      ? { ...time, proven: kept.proven, issued: kept.issued }
      : newerRoot < 0
        ? time
        : { ...raiseProven(time, kept.proven), issued };
  return { versions: highest(written.versions, kept.versions), time: { ...proven, signed } };
}
