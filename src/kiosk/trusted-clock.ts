import type { EpochSeconds } from "../core/time.ts";
import {
  CLOCK_TOLERANCE_SECONDS,
  type ClockDoubt,
  type ClockState,
  certainOf,
  countOn,
  floorOf,
  isDisproved,
  judgeClock,
  leapOf,
  NO_TIME,
  type OfferTime,
  raiseClaimed,
  raiseIssued,
  releaseSigned,
  type SignedTimeProblem,
  settleFloor,
  type TimeFloor,
  undoLeaps,
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
  readonly floor: TimeFloor;
}

export interface TrustedClockStatus {
  readonly state: ClockState;
  /** `central`: central's signed time plus what has passed since on the clock that never jumps. */
  readonly by: "system" | "central";
  readonly floor: TimeFloor;
  /** The machine's clock minus the time that is believed; 0 where that is the machine's own. */
  readonly systemOffsetSeconds: number;
}

/** What a verified trust timestamp says of the time. */
export interface IssueProof {
  readonly issuedAt: EpochSeconds;
  /** `folder`: from a stick, and newer than everything before; `kept`: from the kiosk's own disk. */
  readonly from: "central" | "folder" | "kept";
  /** A newer timestamp than every one that this kiosk has held and written down: a renewed root alone says nothing of the time. */
  readonly isNew: boolean;
  /** Root has replaced the keys of the timestamp since: if this contradicts what those have dated, they were in a thief's hands. */
  readonly areKeysNew: boolean;
}

/** A clock that says when it is not to be believed (docs/decisions/0012-time.md). */
export interface TrustedClock extends Clock {
  /** Why now() cannot be believed; undefined: nothing speaks against it. */
  doubt(): ClockDoubt | undefined;
  /** now() where it can be believed, and else the latest time that is known to have passed. */
  atLeast(): EpochSeconds;
  /** The same without leaps that nothing has confirmed yet. What is forgotten or removed for ever is so by this time alone. */
  certain(): EpochSeconds;
  /** By what time a bundle on offer is judged. Of a clock in doubt only what is proven counts: what it once claimed may be the fault. */
  offerTime(): OfferTime;
  status(): TrustedClockStatus;
  /**
   * It was that time when this was signed. Where a clock that once leapt ahead has raised the floor too far, a fresh stick lowers it again.
   * True: what was proven before no longer counts.
   */
  proveIssued(proof: IssueProof): boolean;
  /** It is this time now, late by at most MAX_ROUND_TRIP_MS; from then on the machine's clock no longer counts. Or why that cannot be, and it counts again. */
  proveNow(at: EpochSeconds): SignedTimeProblem | undefined;
}

export interface TrustedClockOptions {
  readonly system: Clock;
  /** What is known to have passed when the kiosk starts. */
  readonly floor: TimeFloor;
  /** The build of this program: proved by no key. */
  readonly builtAt: EpochSeconds;
  /** Called within now(), doubt() or a proof, right after the change. */
  readonly onChange: (change: ClockChange) => void;
}

/** Starts to watch the machine's clock. */
export function createTrustedClock({ system, floor: floorAtStart, builtAt, onChange }: TrustedClockOptions): TrustedClock {
  let floor = floorAtStart;
  let known: ClockState = "ok";
  /** Central's time, and when it arrived. */
  let central: { readonly at: EpochSeconds; readonly ms: number } | undefined;
  let last: { readonly at: EpochSeconds; readonly ms: number } | undefined;
  let countedMs = system.monotonicMs();
  let claimedMs = countedMs;
  /** False: the clock may still be set by the time for which the kiosk was switched off, a clock without a battery after every night. */
  let hasMadeUp = false;

  const systemNow = () => Math.min(Math.max(0, system.now()), LAST_SECOND);
  const secondsSince = (ms: number) => (system.monotonicMs() - ms) / 1000;
  const believedNow = () => (central ? central.at + secondsSince(central.ms) : systemNow());

  /** Takes another floor, down as well as up. */
  function replaceFloor(next: TimeFloor): void {
    if (next.claimed !== floor.claimed) claimedMs = system.monotonicMs();
    floor = next;
  }

  function read(by: ClockChange["by"] = "system", isNews = false): EpochSeconds {
    floor = countOn(floor, Math.max(0, secondsSince(countedMs)));
    countedMs = system.monotonicMs();
    const at = believedNow();
    const state = central ? "ok" : judgeClock(at, floor);
    const counted = secondsSince(claimedMs);
    const leap = state === "ok" ? leapOf(floor, at, counted, hasMadeUp) : 0;
    if (state === "ok") {
      hasMadeUp ||= leapOf(floor, at, counted, true) > 0;
      replaceFloor(raiseClaimed(floor, at, leap));
    }
    // What the time would be had nobody touched a clock since it was last asked.
    const was = last ? last.at + secondsSince(last.ms) : at - leap;
    const wasSet = Math.abs(at - was) > CLOCK_TOLERANCE_SECONDS;
    last = { at, ms: system.monotonicMs() };
    if (state !== known || wasSet || leap > 0 || isNews) {
      known = state;
      onChange({ state, by, was, floor });
    }
    return at;
  }

  /** Takes the floor that a witness leaves, and has it written down where the next start would else not know of it. */
  function settle(settled: TimeFloor, by: ClockChange["by"]): void {
    const isLeapSettled = floor.leapt - settled.leapt > CLOCK_TOLERANCE_SECONDS;
    replaceFloor(settled);
    read(by, isLeapSettled);
  }

  /** The floor where a stick and the machine's clock agree, and leaps explain why the floor is above both. */
  function witnessed({ issuedAt, from, isNew }: IssueProof): TimeFloor | undefined {
    if (from !== "folder" || !isNew) return undefined;
    const age = systemNow() - issuedAt;
    return age >= -CLOCK_TOLERANCE_SECONDS && age <= STICK_IS_FRESH_SECONDS ? undoLeaps(floor, systemNow()) : undefined;
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
    certain() {
      read();
      return certainOf(floor);
    },
    offerTime() {
      const at = read();
      if (known !== "ok") return { at: floor.proven, atUnderNewKeys: builtAt };
      if (!central) return { at, atUnderNewKeys: at };
      // A bundle ahead of central's time alone shows that central is slow: the publisher and the machine agree.
      const isPlausible = judgeClock(systemNow(), floor) === "ok";
      return { at, atUnderNewKeys: at, atMost: isPlausible ? Math.max(at, systemNow()) : at };
    },
    status() {
      const at = read();
      return { state: known, by: central ? "central" : "system", floor, systemOffsetSeconds: central ? systemNow() - at : 0 };
    },
    proveIssued(proof) {
      const { issuedAt, isNew, areKeysNew } = proof;
      read(); // the proof is compared with what the clock shows
      const isAnew = areKeysNew && isDisproved(floor, issuedAt);
      floor = raiseIssued(isAnew ? { ...floor, proven: builtAt, issued: 0 } : floor, issuedAt);
      if (judgeClock(believedNow(), { ...NO_TIME, proven: floor.proven }) === "behind") central = undefined;
      const settled = witnessed(proof);
      settle(isNew ? releaseSigned(settled ?? floor) : floor, settled ? "folder" : "system");
      return isAnew;
    },
    proveNow(at) {
      read(); // what the kiosk took the time to be until now is written down with the change
      const settled = settleFloor(floor, at);
      if (typeof settled === "string") {
        central = undefined;
        read();
        return settled;
      }
      central = { at, ms: system.monotonicMs() };
      settle(settled, "central");
      return undefined;
    },
  };
}
