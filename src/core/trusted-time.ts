// Whether the machine's clock can be right. A kiosk may have no battery for it, and whoever holds the machine can turn it; why each rule is
// as it is: docs/decisions/0012-time.md.
import type { EpochSeconds } from "./time.ts";

/** How far behind what is known to have passed a clock may be, in seconds: two clocks never agree exactly. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** Beyond the last proof of time plus this many seconds (400 days) no clock is believed: no bundle lives as long. */
export const PLAUSIBLE_SECONDS = 400 * 86_400;

/**
 * A clock that gains more than this, in seconds, between two starts has leapt: nobody knows how long the kiosk was off, and a week is what
 * passes between two visits. Within a run the clock that never jumps tells exactly.
 */
export const LEAP_SECONDS = 7 * 86_400;

/** A leap counts as right once the clock was believed after it for so long, in seconds, or for as long as the leap was: who saw it has come by then. */
export const LEAP_STANDS_SECONDS = 14 * 86_400;

/** A first look at the clock needs no more proof where a timestamp is no older than that, in seconds. */
const FRESH_SECONDS = 7 * 86_400;

/**
 * Of each second that the clock counts which never jumps, so much has certainly passed. A quartz strays by 50 millionths and NTP turns it by
 * 500 at most; without this, a fast one would in some months count beyond the right time, and no clock would ever be right again.
 */
const CERTAIN_SHARE = 0.999;

/** Times that this kiosk knows to have passed. */
export interface TimeFloor {
  /** The build of this program, and the newest trust timestamp, which the publisher has signed; and what was counted since. */
  readonly proven: EpochSeconds;
  /** The newest trust timestamp itself, without what was counted. */
  readonly issued: EpochSeconds;
  /** The latest that central has signed, and what was counted since; 0: nothing that counts. */
  readonly signed: EpochSeconds;
  /** Shown by the clock while there was no reason to doubt it; 0: never yet. */
  readonly claimed: EpochSeconds;
  /** How much of `claimed` is leaps of the machine's clock that nothing has confirmed since, in seconds; all of it: it was compared with nothing yet. */
  readonly leapt: number;
  /** For how long the clock was believed since, in seconds: of several leaps the mean, by their size. */
  readonly stood: number;
}

const NO_LEAP = { leapt: 0, stood: 0 } as const;

/** What a kiosk knows that knows nothing. */
export const NO_TIME: TimeFloor = { proven: 0, issued: 0, signed: 0, claimed: 0, ...NO_LEAP };

/** By what time an offered bundle is judged. */
export interface OfferTime {
  /** By this expiry is judged. */
  readonly at: EpochSeconds;
  /** The same, where root has replaced the keys of the timestamp since the floor was laid: what those have signed is left out of it. */
  readonly atUnderNewKeys: EpochSeconds;
  /** Nothing can have been issued later, neither by central's signed time nor by the machine's clock; absent without the former. */
  readonly atMost?: EpochSeconds;
}

/** A reason not to believe a clock. */
export type ClockDoubt = "behind" | "ahead";
export type ClockState = "ok" | ClockDoubt;

/** The time that has certainly passed. */
export function floorOf({ proven, signed, claimed }: TimeFloor): EpochSeconds {
  return Math.max(proven, signed, claimed);
}

/** The time that has passed whatever the leaps were that nothing has confirmed: by this one may forget. */
export function certainOf({ proven, signed, claimed, leapt }: TimeFloor): EpochSeconds {
  return Math.max(proven, signed, claimed - leapt);
}

/** What to think of a clock that shows `now`. */
export function judgeClock(now: EpochSeconds, floor: TimeFloor): ClockState {
  // Attack: the clock is set back, and expired credentials and live codes are good again. A flat battery looks the same.
  if (!(now >= floorOf(floor) - CLOCK_TOLERANCE_SECONDS)) return "behind";
  // Mistake or attack: everything looks expired, and each entry would raise the floor to where the clock can never come back from.
  return now > floor.proven + PLAUSIBLE_SECONDS ? "ahead" : "ok";
}

/** The floor when the clock that never jumps has counted so many seconds more. */
export function countOn(floor: TimeFloor, seconds: number): TimeFloor {
  const passed = CERTAIN_SHARE * seconds;
  return { ...floor, proven: floor.proven + passed, signed: floor.signed === 0 ? 0 : floor.signed + passed };
}

/**
 * By how many seconds a believed clock that shows `at` has leapt, 0 for none. `counted`: seconds since `claimed` was raised, or since the start
 * where it was raised before that. Until the clock has made up for the time for which the kiosk was switched off, a week is no leap.
 */
export function leapOf({ claimed }: TimeFloor, at: EpochSeconds, counted: number, hasMadeUp: boolean): number {
  const gained = at - claimed - counted;
  return claimed > 0 && gained > (hasMadeUp ? CLOCK_TOLERANCE_SECONDS : LEAP_SECONDS) ? gained : 0;
}

/** The floor once a believed clock has shown `at`, after a leap or without one. */
export function raiseClaimed(floor: TimeFloor, at: EpochSeconds, leap = 0): TimeFloor {
  if (at <= floor.claimed) return floor;
  if (isUncompared(floor)) return { ...floor, claimed: at, leapt: at, stood: 0 };
  const leapt = floor.leapt + leap;
  const stoodBefore = floor.leapt === 0 ? 0 : floor.stood + at - floor.claimed - leap;
  // A large leap must not be taken for right because a small one before it was, nor a small one renew a large one.
  const stood = leap > 0 ? (stoodBefore * floor.leapt) / leapt : stoodBefore;
  // Attack: a stick kept back for some later day takes back a leap that was right, a time in a drawer for one.
  const isAccepted = stood >= Math.min(leapt, LEAP_STANDS_SECONDS);
  return { ...floor, claimed: at, ...(isAccepted ? NO_LEAP : { leapt, stood }) };
}

/** True until the first timestamp says something of what the first clock of all has shown. */
function isUncompared({ claimed, leapt }: TimeFloor): boolean {
  return leapt >= claimed;
}

/** The floor once it has been proved that it was `at`: a lower bound, so nothing falls. */
export function raiseProven(floor: TimeFloor, at: EpochSeconds): TimeFloor {
  return at > floor.proven ? { ...floor, proven: at } : floor;
}

/**
 * The same, proved by a trust timestamp; leaps up to its time were right. Later ones are not confirmed by it, nor by the same one again at
 * the next start: it may have been dated ahead, and a clock that somebody has set to its day must be able to come back.
 */
export function raiseIssued(floor: TimeFloor, at: EpochSeconds): TimeFloor {
  return { ...raiseProven(floor, at), issued: Math.max(floor.issued, at), ...leapsAfter(floor, at) };
}

function leapsAfter(floor: TimeFloor, issuedAt: EpochSeconds): Pick<TimeFloor, "leapt" | "stood"> {
  const { claimed, issued, leapt, stood } = floor;
  const age = Math.max(0, claimed - issuedAt);
  if (isUncompared(floor)) return age <= FRESH_SECONDS ? NO_LEAP : { leapt: age, stood: 0 };
  return issuedAt > issued && age < leapt ? { leapt: age, stood } : { leapt, stood };
}

/**
 * True where a timestamp under new keys shows that one of the old ones was dated ahead. By itself that keys were replaced says nothing against
 * what they have proved: a bundle from just after may have been kept back, to bring time back.
 */
export function isDisproved({ issued }: TimeFloor, issuedUnderNewKeys: EpochSeconds): boolean {
  return issued > issuedUnderNewKeys + CLOCK_TOLERANCE_SECONDS;
}

/** Why central's signed time is not taken: a time before what the publisher has signed or far beyond it, or before what it said itself. */
export type SignedTimeProblem = "contradicts-trust" | "contradicts-itself";

/**
 * The floor once central says under its signature that it is `at` now, not earlier and not later: what a clock claimed beyond that is
 * disproved. It must not contradict the publisher, nor itself: else whoever has central could say the same day for ever.
 */
export function settleFloor(floor: TimeFloor, at: EpochSeconds): TimeFloor | SignedTimeProblem {
  const { proven, issued, signed } = floor;
  if (judgeClock(at, { ...NO_TIME, proven }) !== "ok") return "contradicts-trust";
  if (at < signed - CLOCK_TOLERANCE_SECONDS) return "contradicts-itself";
  // The highest, not the last: else each answer could go back by the tolerance.
  return { proven, issued, signed: Math.max(signed, at), claimed: at, ...NO_LEAP };
}

/** The floor once a newer trust timestamp has come: a second witness, after which central may take back what it said. */
export function releaseSigned(floor: TimeFloor): TimeFloor {
  return { ...floor, signed: 0 };
}

/**
 * The floor once a fresh stick bears witness for a clock that shows `at`: what the clock has leapt beyond that is taken back, and no more. It
 * may still be above `at` by the week that is no leap after a start. Undefined where leaps do not explain the difference. Attack: the clock is
 * set back to the day of a stick.
 */
export function undoLeaps(floor: TimeFloor, at: EpochSeconds): TimeFloor | undefined {
  const { proven, issued, signed } = floor;
  const least = Math.max(proven, signed, floor.claimed - floor.leapt);
  const claimed = Math.max(at, least);
  if (!(at >= least - LEAP_SECONDS && claimed < floor.claimed)) return undefined;
  return { proven, issued, signed, claimed, ...NO_LEAP };
}
