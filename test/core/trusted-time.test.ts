import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floorOf, judgeClock, PLAUSIBLE_SECONDS, raiseClaimed, raiseProven, settleFloor } from "../../src/core/trusted-time.ts";
import { BUILT_AT } from "../../src/core/version.ts";

const PROVEN = 1_795_000_000;
const floor = { proven: PROVEN, claimed: PROVEN + 5000 };

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

  test("that is believed never raises the floor to where it would not be believed", () => {
    const near = fc.integer({ min: -1000, max: PLAUSIBLE_SECONDS + 1000 });
    fc.assert(
      fc.property(near, near, (claimed, now) => {
        const before = { proven: PROVEN, claimed: PROVEN + claimed };
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

  test("comes down to what is said to be now, never below what the publisher has signed, and can be mended again", () => {
    const tooHigh = { proven: PROVEN, claimed: PROVEN + 1_000_000 };
    expect(settleFloor(tooHigh, PROVEN + 100)).toEqual({ proven: PROVEN, claimed: PROVEN + 100 });
    expect(settleFloor(tooHigh, PROVEN - 100)).toEqual({ proven: PROVEN, claimed: PROVEN - 100 });
    expect(settleFloor(floor, PROVEN + 1e9)).toBeUndefined();
    const centralWasWrong = settleFloor(floor, PROVEN + 1e7);
    expect(centralWasWrong && settleFloor(centralWasWrong, PROVEN + 6000)).toEqual({ proven: PROVEN, claimed: PROVEN + 6000 });
    expect(settleFloor(tooHigh, PROVEN - 301)).toBeUndefined();
    expect(settleFloor(tooHigh, Number.NaN)).toBeUndefined();
  });
});

test("the build time is not in the future: every kiosk would doubt its clock", () => {
  expect(BUILT_AT).toBeLessThanOrEqual(Date.now() / 1000);
});
