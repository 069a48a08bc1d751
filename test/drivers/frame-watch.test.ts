import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIRST_LOOK, type Look, NEAR_LOOKS, SECOND_LOOK, STREAM_LOOKS } from "../../src/core/looks.ts";
import type { Region } from "../../src/core/picture-steps.ts";
import { createFrameWatch } from "../../src/drivers/frame-watch.ts";
import type { LookedAt } from "../../src/drivers/qr-looker.ts";
import type { Reading, ReadSymbol } from "../../src/drivers/qr-reader.ts";

const BUDGET_MS = 12;
const CORNERS = [
  { x: 100, y: 100 },
  { x: 200, y: 100 },
  { x: 200, y: 200 },
  { x: 100, y: 200 },
];
const symbol = (text: string, more: Partial<ReadSymbol> = {}): ReadSymbol => {
  return { bytes: Buffer.from(text), text, corners: CORNERS, unused: 1, version: 5, ...more };
};
const read = (...symbols: readonly ReadSymbol[]): Reading => ({ symbols, unread: [] });
const NOTHING = read();
const isFirst = ({ steps }: Look) => steps === FIRST_LOOK.steps;

/** Frames whose looks take the time and find what the test says. */
function watching(answer: (look: Look, region?: Region) => Reading, costMs: () => number = () => 5) {
  const clock = { nowMs: 0 };
  const looks: { readonly look: Look; readonly isNear: boolean; readonly atMs: number }[] = [];
  const picture: LookedAt = {
    width: 640,
    height: 480,
    held: undefined,
    view: () => undefined,
    look(look, region) {
      // Quick or thorough, it is the same look.
      const { isQuick, ...named } = look;
      looks.push({ look: named, isNear: region !== undefined, atMs: clock.nowMs });
      clock.nowMs += costMs();
      return answer(look, region);
    },
  };
  const watch = createFrameWatch(() => clock.nowMs, BUDGET_MS);
  return {
    clock,
    next(laterMs = 0) {
      looks.length = 0;
      clock.nowMs += laterMs;
      const { symbols } = watch(picture);
      return { texts: symbols.map(({ text }) => text), looks: [...looks] };
    },
  };
}

describe("a frame of a camera", () => {
  test("in which the first look reads all that it sees gets no other", () => {
    const { texts, looks } = watching((look) => (isFirst(look) ? read(symbol("a")) : NOTHING)).next();
    expect([texts, looks.length]).toEqual([["a"], 1]);
  });

  test("is looked at further until the budget over the first look is spent, and never longer than one look more", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (costs, frames) => {
        let at = 0;
        const seen = watching(
          () => NOTHING,
          () => costs[at++ % costs.length] ?? 0,
        );
        for (let frame = 0; frame < frames; frame++) {
          const [, ...further] = seen.next().looks;
          const [begun] = further;
          expect(further.length).toBeGreaterThan(0);
          for (const { atMs } of further) expect(atMs - (begun?.atMs ?? 0)).toBeLessThan(BUDGET_MS);
        }
      }),
    );
  });

  test("after others without a code has been looked at in every way", () => {
    const seen = watching(() => NOTHING);
    const ways = new Set<string>();
    for (let frame = 0; frame < 30; frame++) for (const { look } of seen.next().looks) ways.add(JSON.stringify(look));
    // The first, the second, the usual one, and all that take turns.
    expect(ways.size).toBe(3 + Object.keys(STREAM_LOOKS).length);
  });

  test("of an over-bright screen gets the look that reads one within three frames", () => {
    const seen = watching(() => NOTHING);
    const wholes = Array.from({ length: 30 }, () => seen.next().looks.some(({ look }) => look.steps === STREAM_LOOKS.enlarged.steps));
    for (let frame = 3; frame <= 30; frame++) expect(wholes.slice(frame - 3, frame)).toContain(true);
  });

  test("is looked at in the same way once more where what read the one before fails: thoroughly, if that did it", () => {
    let isHidden = false;
    const { steps } = STREAM_LOOKS.dark;
    const seen = watching((look) => (look.steps === steps && !look.isQuick && !isHidden ? read(symbol("a")) : NOTHING));
    for (let frame = 0; frame < 120 && seen.next().texts.length === 0; frame++);
    isHidden = true;
    seen.next();
    isHidden = false;
    expect(seen.next().texts).toEqual(["a"]);
  });

  test("is not enlarged twice where the code fills it", () => {
    const side = 400;
    const large = [
      { x: 100, y: 40 },
      { x: 100 + side, y: 40 },
      { x: 100 + side, y: 40 + side },
      { x: 100, y: 40 + side },
    ];
    for (const [corners, isEnlarged] of [
      [CORNERS, true],
      [large, false],
    ] as const) {
      const seen = watching(() => ({ symbols: [], unread: [corners] }));
      const looks = Array.from({ length: 60 }, () => seen.next().looks).flat();
      expect(looks.some(({ look }) => look.steps === NEAR_LOOKS.enlarged?.steps)).toBe(isEnlarged);
    }
  });

  test("is first looked at as the one before was read", () => {
    const { steps } = STREAM_LOOKS.dark;
    const seen = watching(
      (look) => (look.steps === steps ? read(symbol("a")) : NOTHING),
      () => 3,
    );
    for (let frame = 0; frame < 20 && seen.next().texts.length === 0; frame++);
    const { texts, looks } = seen.next();
    expect(texts).toEqual(["a"]);
    expect(looks.at(-1)?.look.steps).toBe(steps);
    expect(looks.filter(({ look }) => ![FIRST_LOOK.steps, SECOND_LOOK.steps].includes(look.steps)).length).toBe(1);
  });

  test("is looked at from near where a code was a moment ago, and where one is seen and not read", () => {
    let first = read(symbol("a"));
    const seen = watching((look) => (isFirst(look) ? first : NOTHING));
    seen.next();
    first = NOTHING;
    expect(seen.next().looks.some(({ isNear }) => isNear)).toBe(true);
    expect(seen.next(2_000).looks.some(({ isNear }) => isNear)).toBe(false);
    first = { symbols: [], unread: [CORNERS] };
    expect(seen.next().looks.some(({ isNear }) => isNear)).toBe(true);
  });

  test("shows a code that one look alone does not make sure when another look, or another frame, shows the same", () => {
    const weak = symbol("weak", { unused: 0, version: 1 });
    const alone = watching((look) => (isFirst(look) ? read(weak) : NOTHING));
    expect(alone.next().texts).toEqual([]);
    expect(alone.next(100).texts).toEqual(["weak"]);
    expect(alone.next(5_000).texts).toEqual([]);
    expect(watching((look) => (isFirst(look) || look.steps === SECOND_LOOK.steps ? read(weak) : NOTHING)).next().texts).toEqual(["weak"]);
  });
});
