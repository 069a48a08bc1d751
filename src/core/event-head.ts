import * as v from "valibot";
import type { EpochSeconds } from "./time.ts";
import type { ClockDoubt } from "./trusted-time.ts";

/** What every event of the journal has. */
export interface EventHead {
  /** Position in this kiosk's journal; events and decisions are counted together. */
  readonly seq: number;
  readonly at: EpochSeconds;
  /** Why `at` cannot be believed; absent: nothing speaks against it. */
  readonly clock?: ClockDoubt;
}

/** First second of the year 10000: later times have no RFC 3339 spelling. */
const END_OF_TIME: EpochSeconds = 253_402_300_800;

/** A whole number from 0. */
export const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A time, in seconds since 1970. */
export const MOMENT = v.pipe(v.number(), v.minValue(0), v.ltValue(END_OF_TIME));
/** The last member of an event, where it is there. */
export const DOUBT = v.exactOptional(v.picklist(["behind", "ahead"]));
/** The first members of an event. */
export const HEAD = { seq: COUNT, at: MOMENT };
