import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { measureSignals } from "../../src/core/measure-signals.ts";
import { plainPictureOf, plainSums } from "../support/plain-sums.ts";

// How often it is right on generated scenes: test/long/coaching.test.ts.

function isDark(column: number, row: number): boolean {
  let hash = Math.imul(row * 131 + column + 7, 2_654_435_761);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519);
  return ((hash ^ (hash >>> 13)) & 1) === 0;
}

/** Grey with a square of modules of chance on it, `side` pixels each, light and dark. */
function square(width: number, height: number, modules: number, side: number, light = 220, dark = 30): GreyPicture {
  const luma = new Uint8Array(width * height).fill(light);
  const [left, top] = [(width - modules * side) >> 1, (height - modules * side) >> 1];
  for (let y = 0; y < modules * side; y++) {
    for (let x = 0; x < modules * side; x++) {
      if (isDark(Math.floor(x / side), Math.floor(y / side))) luma[(top + y) * width + left + x] = dark;
    }
  }
  return { width, height, luma };
}

const signalsOf = (picture: GreyPicture, isPresent?: (x: number, y: number) => boolean) =>
  measureSignals(picture, plainSums(picture), plainPictureOf(picture), isPresent);

describe("what a frame says of a code that was not read", () => {
  test("is nothing of a bare wall, and of a code that nothing is wrong with no more than where it is", () => {
    expect(signalsOf({ width: 320, height: 240, luma: new Uint8Array(320 * 240).fill(90) })).toBeUndefined();
    const { place, faults } = signalsOf(square(320, 240, 25, 5)) ?? {};
    expect(faults).toEqual([]);
    // To a block or two.
    expect(Math.abs((place?.left ?? 0) - 97)).toBeLessThan(16);
    expect(Math.abs((place?.width ?? 0) - 125)).toBeLessThan(24);
  });

  test("is nothing of what is not held up", () => {
    expect(signalsOf(square(320, 240, 25, 5), () => false)).toBeUndefined();
    expect(signalsOf(square(320, 240, 25, 5), () => true)).toBeDefined();
  });

  test.each([
    ["too-dark", square(320, 240, 25, 5, 50, 12)],
    ["too-bright", square(320, 240, 25, 5, 250, 200)],
    ["farther", square(320, 240, 40, 9)],
  ] as const)("is %s where it is", (advice, picture) => {
    expect(signalsOf(picture)?.faults[0]).toBe(advice);
  });

  test("is dark mode where light modules stand on dark ground", () => {
    const { luma, ...size } = square(320, 240, 25, 5);
    expect(signalsOf({ ...size, luma: luma.map((level) => 255 - level) })?.faults).toEqual(["dark-mode"]);
  });

  test("says where the light falls that washes it out, in pixels of the frame", () => {
    for (const times of [1, 4]) {
      const picture = square(320 * times, 240 * times, 25, 5 * times, 180, 30);
      for (let y = 80 * times; y < 130 * times; y++) picture.luma.fill(255, y * 320 * times + 110 * times, y * 320 * times + 200 * times);
      const { faults, glare } = signalsOf(picture) ?? {};
      expect(faults?.[0]).toBe("glare");
      expect(Math.abs((glare?.[0]?.left ?? 0) / times - 110)).toBeLessThan(12);
      expect(Math.abs((glare?.[0]?.top ?? 0) / times - 80)).toBeLessThan(12);
    }
  });

  test("is said of whatever pixels, of any size, within the frame", () => {
    const pictures = fc.record({
      width: fc.integer({ min: 1, max: 90 }),
      height: fc.integer({ min: 1, max: 70 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 97 }),
    });
    fc.assert(
      fc.property(pictures, ({ width, height, bytes }) => {
        const luma = Uint8Array.from({ length: width * height }, (_, at) => bytes[at % bytes.length] ?? 0);
        const { place, faults } = signalsOf({ width, height, luma }) ?? {};
        if (!place) return;
        expect(Math.min(place.left, place.top, place.width, place.height)).toBeGreaterThanOrEqual(0);
        expect(place.left + place.width).toBeLessThanOrEqual(width);
        expect(place.top + place.height).toBeLessThanOrEqual(height);
        expect(new Set(faults).size).toBe(faults?.length);
      }),
    );
  });
});
