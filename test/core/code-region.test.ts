import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { regionsAround } from "../../src/core/code-region.ts";

const square = (left: number, top: number, side: number) => [
  { x: left, y: top },
  { x: left + side, y: top },
  { x: left + side, y: top + side },
  { x: left, y: top + side },
];

describe("the parts of a picture that hold codes", () => {
  test("are each a code with a quarter more on every side", () => {
    expect(regionsAround([square(100, 200, 40)])).toEqual([{ left: 90, top: 190, width: 60, height: 60 }]);
  });

  test("are one where they overlap, the largest first", () => {
    const regions = regionsAround([square(100, 100, 40), square(130, 100, 40), square(500, 500, 200)]);
    expect(regions.map(({ left, width }) => [left, width])).toEqual([
      [450, 300],
      [90, 90],
    ]);
  });

  test("are not there for what is too small for a code", () => {
    expect(regionsAround([square(0, 0, 8), []])).toEqual([]);
  });

  test("are few, and none overlaps another", () => {
    const anySquare = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(fc.array(anySquare, { maxLength: 40 }), (squares) => {
        const regions = regionsAround(squares.map(([left, top, side]) => square(left, top, side)));
        expect(regions.length).toBeLessThanOrEqual(6);
        for (const [at, one] of regions.entries()) {
          for (const other of regions.slice(at + 1)) {
            const isBeside = one.left + one.width <= other.left || other.left + other.width <= one.left;
            expect(isBeside || one.top + one.height <= other.top || other.top + other.height <= one.top).toBe(true);
          }
        }
      }),
    );
  });
});
