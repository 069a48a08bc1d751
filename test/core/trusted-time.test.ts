import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countOn,
  floorOf,
  isDisproved,
  judgeClock,
  LEAP_SECONDS,
  LEAP_STANDS_SECONDS,
  leapOf,
  NO_TIME,
  PLAUSIBLE_SECONDS,
  raiseClaimed,
  raiseIssued,
  raiseProven,
  releaseSigned,
  settleFloor,
  undoLeaps,
} from "../../src/core/trusted-time.ts";
import { BUILT_AT } from "../../src/core/version.ts";

const PROVEN = 1_795_000_000;
const DAY = 86_400;
const floor = { ...NO_TIME, proven: PROVEN, claimed: PROVEN + 5000 };

describe("a clock", () => {
  test.each([
    ["in 1970", 0, "behind"],
    ["more than five minutes before what the journal says", PROVEN + 4699, "behind"],
    ["a little before it: two honest clocks are", PROVEN + 4700, "ok"],
    ["later than everything known", PROVEN + 86_400, "ok"],
    ["as late as any bundle can live", PROVEN + PLAUSIBLE_SECONDS, "ok"],
    ["later than that", PROVEN + PLAUSIBLE_SECONDS + 1, "ahead"],
    ["that is no number", Number.NaN, "behind"],
  ] as const)("%s is %s → %s", (_, now, state) => {
    expect(judgeClock(now, floor)).toBe(state);
  });

  test("before what central has signed is behind, too", () => {
    expect(judgeClock(PROVEN + 6000, { ...floor, signed: PROVEN + 9000 })).toBe("behind");
  });

  test("that is believed never raises the floor to where it would not be believed", () => {
    const near = fc.integer({ min: -1000, max: PLAUSIBLE_SECONDS + 1000 });
    fc.assert(
      fc.property(near, near, (claimed, now) => {
        const before = { ...NO_TIME, proven: PROVEN, claimed: PROVEN + claimed };
        if (judgeClock(PROVEN + now, before) !== "ok") return;
        expect(judgeClock(PROVEN + now, raiseClaimed(before, PROVEN + now))).toBe("ok");
      }),
    );
  });
});

describe("the floor", () => {
  test("only rises, whatever is said under a signature or by the clock", () => {
    expect(floorOf(raiseProven(floor, PROVEN + 9000))).toBe(PROVEN + 9000);
    expect(raiseProven(floor, PROVEN - 1)).toBe(floor);
    expect(floorOf(raiseClaimed(floor, PROVEN + 9000))).toBe(PROVEN + 9000);
    expect(raiseClaimed(floor, PROVEN)).toBe(floor);
  });

  test("counts what has certainly passed, and a little less: a quartz may be fast", () => {
    const after = countOn({ ...floor, signed: PROVEN + 60 }, 100 * DAY);
    expect([after.proven - PROVEN, after.signed - PROVEN - 60, after.claimed]).toEqual([99.9 * DAY, 99.9 * DAY, floor.claimed]);
    expect(countOn(floor, 100 * DAY).signed).toBe(0);
  });
});

test("what replaced keys have dated is disproved by a bundle under the new keys that is older, and by nothing else", () => {
  const dated = raiseIssued(floor, PROVEN + 50 * DAY);
  expect([dated.proven, dated.issued]).toEqual([PROVEN + 50 * DAY, PROVEN + 50 * DAY]);
  expect([49, 50, 51].map((day) => isDisproved(dated, PROVEN + day * DAY))).toEqual([true, false, false]);
  // What was counted since the last bundle says nothing: the one with the new keys may have been kept back.
  expect(isDisproved(countOn(raiseIssued(floor, PROVEN + DAY), 40 * DAY), PROVEN + 2 * DAY)).toBe(false);
});

describe("central's signed time", () => {
  test("takes back what a clock claimed, never what the publisher has signed", () => {
    const tooHigh = { ...NO_TIME, proven: PROVEN, claimed: PROVEN + 1_000_000, leapt: 900_000, stood: 5 };
    expect(settleFloor(tooHigh, PROVEN + 100)).toEqual({ ...NO_TIME, proven: PROVEN, signed: PROVEN + 100, claimed: PROVEN + 100 });
    expect(settleFloor(tooHigh, PROVEN - 100)).toEqual({ ...NO_TIME, proven: PROVEN, signed: PROVEN - 100, claimed: PROVEN - 100 });
    for (const at of [PROVEN - 301, PROVEN + 1e9, Number.NaN]) expect(settleFloor(tooHigh, at)).toBe("contradicts-trust");
  });

  test("never takes back what it said itself, not even in small steps, until a newer timestamp has come", () => {
    const said = { ...floor, signed: PROVEN + 9000 };
    expect(settleFloor(said, PROVEN + 8699)).toBe("contradicts-itself");
    const [a, b] = [PROVEN + 8750, PROVEN + 8500].map((at) => settleFloor(said, at));
    expect([a, b]).toEqual([{ ...said, claimed: PROVEN + 8750 }, "contradicts-itself"]);
    expect(typeof a === "object" && settleFloor(a, PROVEN + 8500)).toBe("contradicts-itself");
    expect(settleFloor(releaseSigned(said), PROVEN + 6000)).toMatchObject({ signed: PROVEN + 6000, claimed: PROVEN + 6000 });
  });
});

describe("a leap of the clock", () => {
  const T = PROVEN + 10 * DAY;
  const before = { ...NO_TIME, proven: PROVEN, claimed: T };
  const leap = leapOf(before, T + 40 * DAY, 3600, false);
  const leapt = raiseClaimed(before, T + 40 * DAY, leap);

  test("is what it gained beyond what was counted, and between two starts more than a week", () => {
    const leaps = [leap, leapOf(before, T + LEAP_SECONDS + 3600, 3600, false), leapOf(before, T - DAY, 0, false)];
    expect(leaps).toEqual([40 * DAY - 3600, 0, 0]);
    expect([3900, 3901].map((gained) => leapOf(before, T + gained, 3600, true))).toEqual([0, 301]);
    expect(leapt).toEqual({ ...before, claimed: T + 40 * DAY, leapt: 40 * DAY - 3600 });
  });

  test("may be undone, by no more than it was", () => {
    expect(undoLeaps(leapt, T + 3600)).toEqual({ ...before, claimed: T + 3600 });
    expect(undoLeaps(leapt, T + 3300)?.claimed).toBe(T + 3600);
    // A week below that may be the first setting after a start, which was no leap.
    expect(undoLeaps(leapt, T + 3600 - LEAP_SECONDS)?.claimed).toBe(T + 3600);
    expect(undoLeaps(leapt, T + 3599 - LEAP_SECONDS)).toBeUndefined();
  });

  test("may be undone later as well, but not by what has passed since", () => {
    const later = raiseClaimed(leapt, T + 50 * DAY);
    expect(undoLeaps(later, T + 10 * DAY + 3600)).toBeDefined();
    expect(undoLeaps(later, T + 9 * DAY)?.claimed).toBe(T + 10 * DAY + 3600);
    expect(undoLeaps(later, T + 3 * DAY)).toBeUndefined();
  });

  test("counts as right once the clock was believed for two weeks after it, or for as long as it was", () => {
    const days = (from: typeof leapt, count: number) =>
      Array.from({ length: count }).reduce<typeof leapt>((time) => raiseClaimed(time, time.claimed + DAY), from);
    expect(days(leapt, 13)).toMatchObject({ leapt: leap, stood: 13 * DAY });
    expect(days(leapt, LEAP_STANDS_SECONDS / DAY)).toEqual({ ...before, claimed: T + 54 * DAY });
    const short = raiseClaimed(before, T + 2 * DAY, 2 * DAY);
    expect([days(short, 1).leapt, days(short, 2).leapt]).toEqual([2 * DAY, 0]);
    // A small one later hardly lengthens it, and a large one later is not taken for right with it.
    const small = raiseClaimed(days(leapt, 13), T + 54 * DAY, 400);
    expect(days(small, 2).leapt).toBe(0);
    const large = raiseClaimed(days(leapt, 13), T + 153 * DAY, 100 * DAY);
    expect([days(large, 9).leapt, days(large, 12).leapt]).toEqual([leap + 100 * DAY, 0]);
  });

  test("is none up to what a timestamp says, and none at all after central's answer", () => {
    const proven = raiseIssued(leapt, T + 35 * DAY);
    expect(undoLeaps(proven, T + 34 * DAY)?.claimed).toBe(T + 35 * DAY);
    // Nor later, when the proof itself is long past.
    expect(undoLeaps(raiseClaimed(proven, T + 60 * DAY), T + 54 * DAY)).toBeUndefined();
    const settled = settleFloor(leapt, T + 41 * DAY);
    expect(typeof settled === "object" && undoLeaps(settled, T + 40 * DAY)).toBeUndefined();
  });

  test("that follows a timestamp which was dated ahead is not confirmed by it", () => {
    const dated = raiseIssued(before, T + 50 * DAY);
    expect(dated).toEqual({ ...before, proven: T + 50 * DAY, issued: T + 50 * DAY });
    // Somebody sets the clock to that day; then root replaces the key, and what it has proved no longer counts.
    const followed = raiseClaimed(dated, T + 51 * DAY, leapOf(dated, T + 51 * DAY, 0, true));
    expect(raiseIssued(followed, T + 50 * DAY)).toEqual(followed);
    expect(undoLeaps({ ...followed, proven: T + DAY }, T + 2 * DAY)?.claimed).toBe(T + 2 * DAY);
  });

  test("never to before what is proven or signed", () => {
    expect(undoLeaps({ ...leapt, signed: T + 30 * DAY }, T + 20 * DAY)).toBeUndefined();
    expect(undoLeaps({ ...leapt, proven: T + 30 * DAY }, T + 20 * DAY)).toBeUndefined();
  });

  test("is all that the first clock of a kiosk shows: it was compared with nothing", () => {
    const first = raiseClaimed({ ...NO_TIME, proven: PROVEN }, T);
    expect(first).toEqual({ ...NO_TIME, proven: PROVEN, claimed: T, leapt: T });
    expect([undoLeaps(first, PROVEN + DAY)?.claimed, undoLeaps(first, PROVEN - 8 * DAY)]).toEqual([PROVEN + DAY, undefined]);
    const later = raiseClaimed(first, T + 40 * DAY);
    expect(later).toMatchObject({ leapt: T + 40 * DAY, stood: 0 });
    // Until a timestamp says something of it: by a fresh one it was right, by an older one perhaps not.
    expect(raiseIssued(later, T + 33 * DAY)).toMatchObject({ leapt: 0, stood: 0 });
    expect(raiseIssued(later, T + 32 * DAY)).toMatchObject({ leapt: 8 * DAY, stood: 0 });
  });
});

test("the build time is not in the future: every kiosk would doubt its clock", () => {
  expect(BUILT_AT).toBeLessThanOrEqual(Date.now() / 1000);
});
