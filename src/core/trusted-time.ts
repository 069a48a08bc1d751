// Whether the machine's clock can be right. A kiosk may have no battery for it, and whoever holds the machine can turn it; why each rule is
// as it is: docs/decisions/0012-time.md.
import type { EpochSeconds } from "./time.ts";

/** How far behind what is known to have passed a clock may be, in seconds: two clocks never agree exactly. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** Beyond the last proof of time plus this many seconds (400 days) no clock is believed: no bundle lives as long. */
export const PLAUSIBLE_SECONDS = 400 * 86_400;

/** Times that this kiosk knows to have passed. */
export interface TimeFloor {
  /** The build of this program, and the newest trust timestamp, which the publisher has signed. Only rises. */
  readonly proven: EpochSeconds;
  /** Shown by the clock while there was no reason to doubt it. Falls only to a proof that the clock was ahead. */
  readonly claimed: EpochSeconds;
}

/** A reason not to believe a clock. */
export type ClockDoubt = "behind" | "ahead";
export type ClockState = "ok" | ClockDoubt;

/** The time that has certainly passed. */
export function floorOf({ proven, claimed }: TimeFloor): EpochSeconds {
  return Math.max(proven, claimed);
}

/** What to think of a clock that shows `now`. */
export function judgeClock(now: EpochSeconds, floor: TimeFloor): ClockState {
  // Attack: the clock is set back, and expired credentials and live codes are good again. A flat battery looks the same.
  if (!(now >= floorOf(floor) - CLOCK_TOLERANCE_SECONDS)) return "behind";
  // Mistake or attack: everything looks expired, and each entry would raise the floor to where the clock can never come back from.
  return now > floor.proven + PLAUSIBLE_SECONDS ? "ahead" : "ok";
}

/** The floor once something under a signature says that it was `at`: a lower bound, so nothing falls. */
export function raiseProven(floor: TimeFloor, at: EpochSeconds): TimeFloor {
  return at > floor.proven ? { ...floor, proven: at } : floor;
}

/** The floor once a believed clock has shown `at`. */
export function raiseClaimed(floor: TimeFloor, at: EpochSeconds): TimeFloor {
  return at > floor.claimed ? { ...floor, claimed: at } : floor;
}

/**
 * The floor once somebody who may say so says that it is `at` now, not earlier and not later: what a clock claimed beyond that is disproved.
 * `proven` stays: central's clock may itself be wrong for a day, and its next answer must be able to mend that. Undefined where what the
 * publisher has signed makes `at` impossible: one of two clocks or keys is wrong, and nobody here can say which.
 */
export function settleFloor({ proven }: TimeFloor, at: EpochSeconds): TimeFloor | undefined {
  return judgeClock(at, { proven, claimed: 0 }) === "ok" ? { proven, claimed: at } : undefined;
}
