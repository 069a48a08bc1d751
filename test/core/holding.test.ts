import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Acknowledgement } from "../../src/core/acknowledgement.ts";
import {
  type HearingTime,
  type Holding,
  hear,
  heldSize,
  NO_HOLDING,
  parseHolding,
  wholeSize,
  withSetAside,
} from "../../src/core/holding.ts";

const T = 1_795_000_000;
const DAY = 86_400;
const YEARS = 3650 * DAY;
const ROOT = new Uint8Array(32);
const HEX = "00".repeat(32);

const word = (size: number, at: number, whole = size): Acknowledgement => ({ size, whole, root: ROOT, at });
const rightClock = (now: number): HearingTime => ({ now, atLeast: now, certain: now });
/** As at a kiosk without a battery, which knows only that this time has passed. */
const inDoubt = (floor: number): HearingTime => ({ now: undefined, atLeast: floor, certain: floor });

/** What is kept after these words; one that is not believed changes nothing. */
function heardAll(words: readonly (readonly [Acknowledgement, HearingTime])[]): Holding {
  return words.reduce((holding: Holding, [said, time]) => {
    const heard = hear(holding, said, time, 0);
    return typeof heard === "string" ? holding : heard;
  }, NO_HOLDING);
}

describe("a word whose date cannot be right", () => {
  test("is not believed that central holds more, and makes nobody deaf to the next", () => {
    expect(hear(NO_HOLDING, word(20, T + YEARS), rightClock(T), 0)).toBe("dated-ahead");
    const holding = heardAll([
      [word(10, T), rightClock(T)],
      [word(20, T + YEARS), rightClock(T + DAY)],
      [word(30, T + 2 * DAY), rightClock(T + 2 * DAY)],
    ]);
    expect(heldSize(holding)).toBe(30);
  });

  test("is believed that central holds less; what was said before it may lower that, and only what was said after it raises it", () => {
    const lowered = heardAll([
      [word(40, T), rightClock(T)],
      [word(20, T + YEARS), rightClock(T + 5 * DAY)],
    ]);
    expect([heldSize(lowered), lowered.lost]).toEqual([20, 40]);
    const time = rightClock(T + 6 * DAY);
    expect(hear(lowered, word(40, T + 3 * DAY), time, 0)).toBe("past");
    expect(hear(lowered, word(15, T + 3 * DAY), time, 0)).toMatchObject({ newest: { size: 15 } });
    expect(hear(lowered, word(40, T + 6 * DAY), time, 0)).toMatchObject({ newest: { size: 40 } });
  });

  test("counts by that date once the kiosk's clock has come to it: then it was that clock which was behind", () => {
    const lowered = heardAll([
      [word(40, T), rightClock(T)],
      [word(20, T + 10 * DAY), rightClock(T)],
    ]);
    const time = rightClock(T + 11 * DAY);
    expect(hear(lowered, word(40, T + 5 * DAY), time, 0)).toBe("past");
    expect(hear(lowered, word(15, T + 5 * DAY), time, 0)).toBe("past");
    expect(hear(lowered, word(40, T + 5 * DAY), inDoubt(T), 0)).toBe("past");
    expect(hear(lowered, word(40, T + 10 * DAY), time, 0)).toMatchObject({ newest: { size: 40 } });
    expect(parseHolding(JSON.parse(JSON.stringify(lowered)))).toEqual(lowered);
  });

  test("was said before it came, by a leap of the clock too that nothing has confirmed", () => {
    const leapt = (now: number, certain: number): HearingTime => ({ now, atLeast: now, certain });
    const lowered = heardAll([
      [word(40, T), rightClock(T)],
      [word(20, T + YEARS), leapt(T + 20 * DAY, T + 10 * DAY)],
    ]);
    expect(hear(lowered, word(40, T + 15 * DAY), leapt(T + 21 * DAY, T + 11 * DAY), 0)).toBe("past");
    // The leap was wrong: what central says now is later than what it said then.
    expect(hear(lowered, word(40, T + 12 * DAY), rightClock(T + 12 * DAY), 0)).toMatchObject({ newest: { size: 40 } });
  });

  test("does not lift what was set aside", () => {
    const holding = withSetAside(heardAll([[word(40, T), rightClock(T)]]), 30);
    expect(hear(holding, word(35, T + YEARS), rightClock(T + DAY), 0)).toMatchObject({ setAside: [30] });
  });

  test("is believed where the kiosk's clock is in doubt, and goes with the next word once it is not", () => {
    const words = [[word(20, T + YEARS), inDoubt(T)] as const];
    expect(heardAll(words).samples).toEqual([{ size: 20, at: T + YEARS }]);
    expect(heardAll([...words, [word(40, T + DAY), rightClock(T + DAY)]]).samples).toEqual([{ size: 40, at: T + DAY }]);
  });
});

test("in doubt of the time, words follow each other by central's clock alone", () => {
  const holding = heardAll([
    [word(20, T + 50 * DAY), inDoubt(T)],
    [word(40, T + 40 * DAY), inDoubt(T)],
  ]);
  expect(heldSize(holding)).toBe(20);
});

test("where both clocks were ahead, what central says next counts as soon as they are right", () => {
  const ahead = heardAll([[word(20, T + YEARS), rightClock(T + YEARS)]]);
  expect(hear(ahead, word(40, T + DAY), rightClock(T + DAY), 0)).toMatchObject({ newest: { size: 40 } });
});

test("a time from a clock that was ahead goes with the next word, also one of as many entries: what is held now was held then", () => {
  const words = [[word(20, T + DAY / 2), rightClock(T)] as const];
  expect(heardAll([...words, [word(20, T + DAY), rightClock(T + DAY)]]).samples).toEqual([{ size: 20, at: T + DAY / 2 }]);
  expect(
    heardAll([
      [word(20, T), rightClock(T + 300 * DAY)],
      [word(20, T + DAY), rightClock(T + DAY)],
    ]).samples,
  ).toEqual([{ size: 20, at: T + DAY }]);
});

/** Central, as it is in truth; only what it says of itself can be known. */
interface Central {
  readonly size: number;
  readonly hashesOnly: readonly number[];
}
const wholeOf = ({ size, hashesOnly }: Central) => Math.min(size, ...hashesOnly);

interface Said {
  readonly word: Acknowledgement;
  /** When in truth, and how wrong central's clock was. */
  readonly truly: number;
  readonly off: number;
  readonly of: Central;
}

const steps = fc.array(
  fc.record({
    seconds: fc.integer({ min: 61, max: 20 * DAY }),
    what: fc.oneof(
      fc.record({ kind: fc.constant("grow" as const), by: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constantFrom("refuse", "fill", "copy", "restore", "say", "write") }),
      fc.record({ kind: fc.constant("bring" as const), which: fc.nat() }),
      fc.record({ kind: fc.constant("clock" as const), off: fc.constantFrom(0, 0, YEARS, -YEARS) }),
    ),
  }),
  { minLength: 20, maxLength: 60, size: "max" },
);

test("whatever central, its clock and late sticks do, no more is believed than the newest word says, and a right clock heals all", () => {
  fc.assert(
    fc.property(steps, (all) => {
      let now = T;
      let central: Central = { size: 0, hashesOnly: [] };
      let copy = central;
      let off = 0;
      let holding: Holding = NO_HOLDING;
      /** The newest in truth of those that have come, as far as anybody can tell. */
      let newest: Said | undefined;
      const sticks: Said[] = [];
      const say = (): Said => ({ word: word(central.size, now + off, wholeOf(central)), truly: now, off, of: central });
      const give = (said: Said) => {
        const heard = hear(holding, said.word, rightClock(now), 0);
        if (typeof heard !== "string") holding = heard;
        if (said.off >= 0 && heard !== "dated-ahead" && said.truly >= (newest?.truly ?? 0)) newest = said;
      };
      for (const { seconds, what } of all) {
        now += seconds;
        switch (what.kind) {
          case "grow":
            central = { ...central, size: central.size + what.by };
            break;
          case "refuse":
            holding = withSetAside(holding, central.size);
            central = { size: central.size + 1, hashesOnly: [...central.hashesOnly, central.size] };
            break;
          case "fill":
            central = { ...central, hashesOnly: central.hashesOnly.slice(1) };
            break;
          case "copy":
            copy = central;
            break;
          case "restore":
            central = copy;
            break;
          case "say":
            give(say());
            if (off === 0) expect([heldSize(holding), wholeSize(holding)]).toEqual([central.size, wholeOf(central)]);
            break;
          case "write":
            sticks.push(say());
            break;
          case "bring":
            if (sticks.length > 0) give(sticks[what.which % sticks.length] ?? say());
            break;
          case "clock":
            off = what.off;
            break;
        }
        if (newest) {
          expect(heldSize(holding)).toBeLessThanOrEqual(newest.of.size);
          expect(wholeSize(holding)).toBeLessThanOrEqual(wholeOf(newest.of));
        }
        expect(parseHolding(JSON.parse(JSON.stringify(holding)))).toEqual(holding);
      }
    }),
    { numRuns: 300 },
  );
});

const KEPT = { samples: [{ size: 5, at: T }], setAside: [] };
const NEWEST = { size: 5, root: HEX, saidAt: T, heardAt: T };
const twice = (second: object) => ({ ...KEPT, samples: [{ size: 5, at: T }, second] });

test.each([
  ["no object", []],
  ["sizes that do not grow", twice({ size: 5, at: T })],
  ["times that go back", twice({ size: 6, at: T - 1 })],
  ["a size that is no number", { ...KEPT, samples: [{ size: "5", at: T }] }],
  ["a root that is none", { ...KEPT, newest: { ...NEWEST, root: "00" } }],
  ["entries set aside in no order", { ...KEPT, setAside: [3, 3] }],
  ["a word more", { ...KEPT, more: 1 }],
])("a file with %s is damaged", (_, value) => {
  expect(parseHolding({ ...KEPT, newest: NEWEST })).toEqual({ ...KEPT, newest: NEWEST });
  expect(parseHolding(value)).toBeUndefined();
});
