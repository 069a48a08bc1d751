import type { EpochSeconds } from "../core/time.ts";
import {
  CLOCK_TOLERANCE_SECONDS,
  type ClockDoubt,
  type ClockState,
  floorOf,
  judgeClock,
  raiseClaimed,
  raiseProven,
  settleFloor,
  type TimeFloor,
} from "../core/trusted-time.ts";
import type { Clock } from "../ports.ts";

/** Longest that central may take to answer the question for the time, in milliseconds: by so much the answer may be too early. */
export const MAX_ROUND_TRIP_MS = 10_000;
/** A stick is a witness for a clock that shows a time at most so long after the stick was signed, in seconds. */
const STICK_IS_FRESH_SECONDS = 7 * 86_400;
/** Years 1970 to 9999: a clock that shows anything else shows one of the two ends. */
const LAST_SECOND: EpochSeconds = 253_402_300_799;

/** Another opinion of the clock than the one before, or a clock that was set: to be written down. */
export interface ClockChange {
  readonly state: ClockState;
  readonly by: "system" | "central" | "folder";
  readonly was: EpochSeconds;
  readonly floor: EpochSeconds;
}

export interface TrustedClockStatus {
  readonly state: ClockState;
  /** `central`: central's signed time plus what has passed since on the clock that never jumps. */
  readonly by: "system" | "central";
  readonly floor: TimeFloor;
  /** The machine's clock minus the time that is believed; 0 where that is the machine's own. */
  readonly systemOffsetSeconds: number;
}

/** A clock that says when it is not to be believed (docs/decisions/0012-time.md). */
export interface TrustedClock extends Clock {
  /** Why now() cannot be believed; undefined: nothing speaks against it. */
  doubt(): ClockDoubt | undefined;
  /** now() where it can be believed, and else the latest time that has certainly passed. */
  atLeast(): EpochSeconds;
  status(): TrustedClockStatus;
  /** It is this time or later: a verified timestamp says so. */
  proveIssued(issuedAt: EpochSeconds): void;
  /** The same of a stick that is newer than anything held before. Where a clock that was once ahead has raised the floor too far, it lowers it again. */
  proveIssuedByStick(issuedAt: EpochSeconds): void;
  /** It is this time now, late by at most MAX_ROUND_TRIP_MS; false where that contradicts another proof. From then on the machine's clock no longer counts. */
  proveNow(at: EpochSeconds): boolean;
}

export interface TrustedClockOptions {
  readonly system: Clock;
  /** What is known to have passed when the kiosk starts. */
  readonly floor: TimeFloor;
  /** Called within now(), doubt() or a proof, right after the change. */
  readonly onChange: (change: ClockChange) => void;
}

/** Starts to watch the machine's clock. */
export function createTrustedClock({ system, floor: floorAtStart, onChange }: TrustedClockOptions): TrustedClock {
  let floor = floorAtStart;
  let known: ClockState = "ok";
  /** Central's time, and when it arrived. */
  let signed: { readonly at: EpochSeconds; readonly ms: number } | undefined;
  let last: { readonly at: EpochSeconds; readonly ms: number } | undefined;

  const systemNow = () => Math.min(Math.max(0, system.now()), LAST_SECOND);
  const believedNow = () => (signed ? signed.at + (system.monotonicMs() - signed.ms) / 1000 : systemNow());
  /** What now() would be had nobody touched a clock since it was last asked. */
  const expectedNow = () => (last ? last.at + (system.monotonicMs() - last.ms) / 1000 : believedNow());

  function read(by: ClockChange["by"] = "system", hasFallen = false): EpochSeconds {
    const [at, was] = [believedNow(), expectedNow()];
    const state = signed ? "ok" : judgeClock(at, floor);
    if (state === "ok") floor = raiseClaimed(floor, at);
    const wasSet = Math.abs(at - was) > CLOCK_TOLERANCE_SECONDS;
    last = { at, ms: system.monotonicMs() };
    if (state !== known || wasSet || hasFallen) {
      known = state;
      onChange({ state, by, was, floor: floorOf(floor) });
    }
    return at;
  }

  /** Takes the floor that a proof leaves, down as well as up. */
  function settle(settled: TimeFloor, by: ClockChange["by"]): void {
    const hasFallen = floorOf(settled) < floorOf(floor) - CLOCK_TOLERANCE_SECONDS;
    floor = settled;
    read(by, hasFallen);
  }

  return {
    now: () => read(),
    monotonicMs: () => system.monotonicMs(),
    doubt() {
      read();
      return known === "ok" ? undefined : known;
    },
    atLeast() {
      const at = read();
      return known === "ok" ? at : floorOf(floor);
    },
    status() {
      const at = read();
      return { state: known, by: signed ? "central" : "system", floor, systemOffsetSeconds: signed ? systemNow() - at : 0 };
    },
    proveIssued(issuedAt) {
      floor = raiseProven(floor, issuedAt);
      read();
    },
    proveIssuedByStick(issuedAt) {
      floor = raiseProven(floor, issuedAt);
      const age = systemNow() - issuedAt;
      const isWitness = age >= -CLOCK_TOLERANCE_SECONDS && age <= STICK_IS_FRESH_SECONDS;
      const settled = isWitness && !signed ? settleFloor(floor, systemNow()) : undefined;
      if (settled) settle(settled, "folder");
      else read();
    },
    proveNow(at) {
      read(); // what the kiosk took the time to be until now is written down with the change
      const settled = settleFloor(floor, at);
      if (!settled) return false;
      signed = { at, ms: system.monotonicMs() };
      settle(settled, "central");
      return true;
    },
  };
}
