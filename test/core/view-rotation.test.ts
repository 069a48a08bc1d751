import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterLook, afterTurn, lightOf, MAX_EXPECTATION, newRotation, nextLook, type Rotation } from "../../src/core/view-rotation.ts";

const LOOKS = 5;

/** Some turns in which a few looks each are tried, as a script says which of them find something; the looks in their order, turn by turn. */
function turns(
  script: readonly { readonly tries: number; readonly finds: readonly number[]; readonly expectation: readonly (number | undefined)[] }[],
) {
  let rotation: Rotation = newRotation(LOOKS);
  return script.map(({ tries, finds, expectation }) => {
    const tried: number[] = [];
    while (tried.length < tries) {
      const look = nextLook(rotation, expectation);
      if (look === undefined) break;
      tried.push(look);
      const hasFound = finds.includes(look);
      rotation = afterLook(rotation, look, hasFound);
      if (hasFound) break;
    }
    rotation = afterTurn(rotation);
    return tried;
  });
}

const anyExpectation = fc.array(fc.option(fc.integer({ min: -2, max: 9 }), { nil: undefined }), { minLength: LOOKS, maxLength: LOOKS });
const anyTurn = fc.record({
  tries: fc.integer({ min: 1, max: LOOKS }),
  finds: fc.subarray([...Array(LOOKS).keys()]),
  expectation: anyExpectation,
});
const EVEN = Array<number>(LOOKS).fill(0);

describe("the rotation of looks", () => {
  test("tries each in turn where nothing speaks for one of them", () => {
    expect(turns(Array(4).fill({ tries: 2, finds: [], expectation: EVEN }))).toEqual([
      [0, 1],
      [2, 3],
      [4, 0],
      [1, 2],
    ]);
  });

  test("begins the next frame with what found something last, until that has failed twice", () => {
    const miss = { tries: 1, finds: [], expectation: EVEN };
    const tried = turns([{ tries: 4, finds: [3], expectation: EVEN }, { ...miss, finds: [3] }, miss, miss, miss]);
    expect(tried).toEqual([[0, 1, 2, 3], [3], [3], [3], [4]]);
  });

  test("tries first what the picture speaks for", () => {
    expect(turns([{ tries: 2, finds: [], expectation: [0, 0, 2, 0, 1] }])).toEqual([[2, 4]]);
  });

  test("never tries a look that is not possible, nor one twice in a frame", () => {
    fc.assert(
      fc.property(fc.array(anyTurn, { maxLength: 30 }), (script) => {
        for (const [at, tried] of turns(script).entries()) {
          expect(new Set(tried).size).toBe(tried.length);
          for (const look of tried) expect(script[at]?.expectation[look]).toBeDefined();
        }
      }),
    );
  });

  test("lets no look wait longer than there are looks, and eight turns more, whatever was expected and won", () => {
    const limit = LOOKS + 2 * MAX_EXPECTATION;
    fc.assert(
      fc.property(fc.array(anyTurn, { minLength: limit * 2, maxLength: limit * 3 }), (script) => {
        // Only turns that find nothing count: what finds something is what one wants to try again.
        const always = script.map((turn) => ({ ...turn, finds: [], expectation: turn.expectation.map((turns) => turns ?? 0) }));
        const lastTried = Array<number>(LOOKS).fill(-1);
        for (const [at, tried] of turns(always).entries()) {
          for (const look of tried) lastTried[look] = at;
          for (const last of lastTried) expect(at - last).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });
});

describe("the light of a picture", () => {
  const levels = (...counts: readonly (readonly [level: number, pixels: number])[]) => {
    const all = new Uint32Array(256);
    for (const [level, pixels] of counts) all[level] = pixels;
    return all;
  };

  test.each([
    ["dark where most of it is", levels([20, 90], [200, 10]), "dark"],
    ["bright where a part of it is white beyond measure", levels([20, 90], [255, 10]), "bright"],
    ["even else", levels([20, 50], [200, 50]), "even"],
    ["even where there is no picture", levels(), "even"],
  ] as const)("is %s", (_, counts, light) => {
    expect(lightOf(counts)).toBe(light);
  });
});
