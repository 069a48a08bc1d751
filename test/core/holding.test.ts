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
/** As with central's signed time. */
const confirmed = (now: number): HearingTime => ({ now, isConfirmed: true, atLeast: now, certain: now });
/** As in an office without a network: nothing speaks against this clock, and it may be behind. */
const unchecked = (now: number): HearingTime => ({ now, isConfirmed: false, atLeast: now, certain: now });
/** As at a kiosk without a battery, which knows only that this time has passed. */
const inDoubt = (floor: number): HearingTime => ({ now: undefined, isConfirmed: false, atLeast: floor, certain: floor });

/** What is kept after these words. */
function heardAll(words: readonly (readonly [Acknowledgement, HearingTime])[]): Holding {
  return words.reduce((holding: Holding, [said, time]) => heardAfter(holding, said, time), NO_HOLDING);
}

function heardAfter(holding: Holding, said: Acknowledgement, time: HearingTime): Holding {
  const heard = hear(holding, said, time, 0);
  return heard === "past" ? holding : heard.holding;
}
const raisedTo = (size: number) => ({ as: "newest", holding: { newest: { size } } });

describe("a word whose date is ahead of the kiosk's clock", () => {
  test("is not believed that central holds more, and where that clock is confirmed makes nobody deaf to the next", () => {
    for (const ahead of [2 * DAY, YEARS]) {
      expect(hear(NO_HOLDING, word(20, T + ahead), confirmed(T), 0)).toMatchObject({ as: "dated-ahead" });
      const holding = heardAll([
        [word(10, T), confirmed(T)],
        [word(20, T + ahead), confirmed(T + DAY / 2)],
        [word(30, T + DAY), confirmed(T + DAY)],
      ]);
      expect(heldSize(holding)).toBe(30);
    }
  });

  test("is believed that central holds less; what was said before it may lower that, and only what was said after it raises it", () => {
    const lowered = heardAll([
      [word(40, T), confirmed(T)],
      [word(20, T + YEARS), confirmed(T + 5 * DAY)],
    ]);
    expect([heldSize(lowered), lowered.lost]).toEqual([20, 40]);
    const time = confirmed(T + 6 * DAY);
    expect(hear(lowered, word(40, T + 3 * DAY), time, 0)).toBe("past");
    expect(hear(lowered, word(15, T + 3 * DAY), time, 0)).toMatchObject({ holding: { newest: { size: 15 } } });
    expect(hear(lowered, word(40, T + 6 * DAY), time, 0)).toMatchObject(raisedTo(40));
  });

  test("counts by that date where it may be that clock which is behind, however late, whatever it says, and while it is in doubt", () => {
    for (const size of [20, 60]) {
      const holding = heardAll([
        [word(40, T), unchecked(T)],
        [word(size, T + 10 * DAY), unchecked(T)],
      ]);
      expect(hear(holding, word(50, T + 5 * DAY), unchecked(T + 6 * DAY), 0)).toEqual({ as: "dated-ahead", holding });
      for (const time of [unchecked(T + 6 * DAY), unchecked(T + 11 * DAY), inDoubt(T), confirmed(T + 11 * DAY)]) {
        expect(heardAfter(holding, word(50, T + 5 * DAY), time)).toEqual(holding);
        expect(hear(holding, word(15, T + 5 * DAY), time, 0)).toMatchObject({ as: "lowered", holding: { newest: { size: 15 } } });
      }
      expect(hear(holding, word(70, T + 10 * DAY), unchecked(T + 11 * DAY), 0)).toMatchObject(raisedTo(70));
      expect(parseHolding(JSON.parse(JSON.stringify(holding)))).toEqual(holding);
    }
  });

  test("is given up as soon as central's signed time says that this date has not come", () => {
    const lowered = heardAll([
      [word(40, T), unchecked(T)],
      [word(20, T + 100 * DAY), unchecked(T + DAY)],
    ]);
    expect(hear(lowered, word(40, T + 2 * DAY), unchecked(T + 2 * DAY), 0)).toEqual({ as: "dated-ahead", holding: lowered });
    expect(hear(lowered, word(40, T + 2 * DAY), confirmed(T + 2 * DAY), 0)).toMatchObject(raisedTo(40));
  });

  test("was said before it came, by a leap of the clock too that nothing has confirmed", () => {
    const leapt = (now: number, certain: number): HearingTime => ({ ...unchecked(now), certain });
    const lowered = heardAll([
      [word(40, T), unchecked(T)],
      [word(20, T + YEARS), leapt(T + 20 * DAY, T + 10 * DAY)],
    ]);
    expect(hear(lowered, word(40, T + 15 * DAY), leapt(T + 21 * DAY, T + 11 * DAY), 0)).toBe("past");
    // The leap was wrong: what central says now is later than what it said then.
    expect(hear(lowered, word(40, T + 12 * DAY), confirmed(T + 12 * DAY), 0)).toMatchObject(raisedTo(40));
  });

  test("does not lift what was set aside", () => {
    const holding = withSetAside(heardAll([[word(40, T), confirmed(T)]]), 30);
    expect(hear(holding, word(35, T + YEARS), confirmed(T + DAY), 0)).toMatchObject({ holding: { setAside: [30] } });
  });

  test("is believed where that clock is in doubt, unless no clock may show it, and goes with the next word once the time is known", () => {
    const words = [[word(20, T + 300 * DAY), inDoubt(T)] as const];
    expect(heardAll(words).samples).toEqual([{ size: 20, at: T + 300 * DAY }]);
    expect(heardAll([...words, [word(40, T + DAY), confirmed(T + DAY)]]).samples).toEqual([{ size: 40, at: T + DAY }]);
    expect(hear(NO_HOLDING, word(20, T + YEARS), inDoubt(T), 0)).toMatchObject({ as: "dated-ahead" });
  });
});

test("a word that was right for a clock which has gone back since still counts by its date", () => {
  const holding = heardAll([
    [word(100, T + 10 * DAY), unchecked(T + 10 * DAY)],
    [word(50, T + 20 * DAY), unchecked(T + 5 * DAY)],
    [word(100, T + 10 * DAY), unchecked(T + 12 * DAY)],
  ]);
  expect(heldSize(holding)).toBe(50);
});

test("in doubt of the time, words follow each other by central's clock alone", () => {
  const holding = heardAll([
    [word(20, T + 50 * DAY), inDoubt(T)],
    [word(40, T + 40 * DAY), inDoubt(T)],
  ]);
  expect(heldSize(holding)).toBe(20);
});

test("where both clocks were ahead, what central says next counts as soon as they are right", () => {
  const ahead = heardAll([[word(20, T + YEARS), unchecked(T + YEARS)]]);
  expect(hear(ahead, word(40, T + DAY), unchecked(T + DAY), 0)).toMatchObject(raisedTo(40));
});

test("a time from a clock that was ahead goes with the next word, also one of as many entries: what is held now was held then", () => {
  const words = [[word(20, T + DAY / 2), unchecked(T)] as const];
  expect(heardAll([...words, [word(20, T + DAY), unchecked(T + DAY)]]).samples).toEqual([{ size: 20, at: T + DAY / 2 }]);
  expect(
    heardAll([
      [word(20, T), unchecked(T + 300 * DAY)],
      [word(20, T + DAY), unchecked(T + DAY)],
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
        const heard = hear(holding, said.word, confirmed(now), 0);
        if (heard !== "past") holding = heard.holding;
        if (said.off >= 0 && (heard === "past" || heard.as !== "dated-ahead") && said.truly >= (newest?.truly ?? 0)) newest = said;
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

const hearings = fc.array(
  fc.record({
    seconds: fc.integer({ min: 3600, max: 6 * DAY }),
    by: fc.integer({ min: -50, max: 30 }),
    /** How far the kiosk's clock is behind; half of the time it is in doubt as well. */
    behind: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 * DAY })),
    isInDoubt: fc.boolean(),
    /** Which of central's words comes, from the newest: any of them may lie on a stick. */
    old: fc.oneof(fc.constant(0), fc.nat({ max: 10 })),
  }),
  { minLength: 2, maxLength: 14, size: "max" },
);

test("a kiosk whose clock is behind, beside a central whose clock is right, never believes more than the newest word it was given", () => {
  fc.assert(
    fc.property(hearings, fc.boolean(), (all, mayDoubt) => {
      let now = T;
      let holding: Holding = NO_HOLDING;
      let newest = word(0, 0);
      const said: Acknowledgement[] = [];
      for (const { seconds, by, behind, isInDoubt, old } of all) {
        now += seconds;
        said.unshift(word(Math.max(1, (said[0]?.size ?? 100) + by), now));
        const given = said[old % said.length] ?? newest;
        const heard = hear(holding, given, (isInDoubt && mayDoubt ? inDoubt : unchecked)(now - behind), 0);
        if (heard !== "past") holding = heard.holding;
        if (given.at >= newest.at) newest = given;
        expect(heldSize(holding)).toBeLessThanOrEqual(newest.size);
        expect(parseHolding(JSON.parse(JSON.stringify(holding)))).toEqual(holding);
      }
      // Once it is right, so is what it believes.
      expect(hear(holding, word(7, now + 3600), unchecked(now + 3600), 0)).toMatchObject(raisedTo(7));
    }),
    { numRuns: 1000 },
  );
});

test("whatever a central said while its clock was ahead, its next word with a right clock counts where the kiosk's is confirmed", () => {
  const words = fc.array(
    fc.record({ seconds: fc.integer({ min: 600, max: 6 * DAY }), size: fc.integer({ min: 1, max: 99 }), ahead: fc.nat(YEARS) }),
  );
  fc.assert(
    fc.property(words, fc.boolean(), (all, wasConfirmed) => {
      let now = T;
      const clock = wasConfirmed ? confirmed : unchecked;
      const heard = all.map(({ seconds, size, ahead }) => {
        now += seconds;
        return [word(size, now + ahead), clock(now)] as const;
      });
      expect(hear(heardAll(heard), word(7, now + 600), confirmed(now + 600), 0)).toMatchObject(raisedTo(7));
    }),
  );
});

const KEPT = { samples: [{ size: 5, at: T }], setAside: [] };
const NEWEST = { size: 5, root: HEX, saidAt: T };
const twice = (second: object) => ({ ...KEPT, samples: [{ size: 5, at: T }, second] });

test.each([
  ["no object", []],
  ["sizes that do not grow", twice({ size: 5, at: T })],
  ["times that go back", twice({ size: 6, at: T - 1 })],
  ["a size that is no number", { ...KEPT, samples: [{ size: "5", at: T }] }],
  ["a root that is none", { ...KEPT, newest: { ...NEWEST, root: "00" } }],
  ["entries set aside in no order", { ...KEPT, setAside: [3, 3] }],
  ["a date ahead that is none", { ...KEPT, aheadAt: -1 }],
  ["a word more", { ...KEPT, more: 1 }],
])("a file with %s is damaged", (_, value) => {
  expect(parseHolding({ ...KEPT, newest: NEWEST })).toEqual({ ...KEPT, newest: NEWEST });
  expect(parseHolding(value)).toBeUndefined();
});
