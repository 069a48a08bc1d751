import { describe, expect, test } from "vitest";
import { blockMeans, brightSpots, countLevels, sharpnessOf } from "../../src/core/picture-measures.ts";

/** A picture by a function of its pixels. */
function drawn(width: number, height: number, level: (x: number, y: number) => number) {
  return { width, height, luma: Uint8Array.from({ length: width * height }, (_, at) => level(at % width, Math.floor(at / width))) };
}

describe("measured of a picture", () => {
  test("are the pixels of each level", () => {
    const counts = countLevels(drawn(3, 2, (x) => x));
    expect([...counts.subarray(0, 4)]).toEqual([2, 2, 2, 0]);
    expect(counts.length).toBe(256);
  });

  test("are the means of its blocks, rounded, and of what the edge leaves of a block", () => {
    const blocks = blockMeans(
      drawn(9, 5, (x, y) => (y === 4 ? 7 : x < 4 ? 10 : x === 8 ? 200 : (x + y) % 2)),
      4,
    );
    expect(blocks).toEqual({ side: 4, columns: 3, rows: 2, means: Uint8Array.of(10, 1, 200, 7, 7, 7) });
  });

  test("is how sharp it is: nothing for a surface or a slope, and less for a soft edge than for a hard one", () => {
    expect(sharpnessOf(drawn(9, 9, () => 90))).toBe(0);
    expect(sharpnessOf(drawn(9, 9, (x, y) => 3 * x + 5 * y))).toBe(0);
    const hard = sharpnessOf(drawn(9, 9, (x) => (x < 4 ? 0 : 200)));
    const soft = sharpnessOf(drawn(9, 9, (x) => Math.min(200, x * 25)));
    expect(hard).toBeGreaterThan(4 * soft);
    expect(sharpnessOf(drawn(2, 9, () => 90))).toBe(0);
  });

  test("are its spots of light: boxes around connected bright blocks, the largest first, no specks", () => {
    const isLarge = (x: number, y: number) => x >= 16 && x < 48 && y >= 8 && y < 24;
    const isSmall = (x: number, y: number) => x >= 64 && y >= 40 && (x < 72 || y >= 56);
    const isSpeck = (x: number, y: number) => x < 8 && y < 8;
    const picture = drawn(80, 64, (x, y) => (isLarge(x, y) || isSmall(x, y) || isSpeck(x, y) ? 255 : 90));
    expect(brightSpots(blockMeans(picture, 8))).toEqual([
      { left: 16, top: 8, width: 32, height: 16 },
      { left: 64, top: 40, width: 16, height: 24 },
    ]);
  });
});
