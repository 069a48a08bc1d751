import fc from "fast-check";
import { expect, test } from "vitest";
import { meanLevel } from "../../src/core/mean-level.ts";

test("an even picture is as bright as each of its pixels, whatever stands in the padding", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 90 }),
      fc.nat(9),
      fc.nat(255),
      (width, height, padding, level) => {
        const stride = width + padding;
        const luma = Uint8Array.from({ length: stride * height }, (_, at) => (at % stride < width ? level : 255 - level));
        expect(meanLevel({ width, height, stride, luma })).toBe(level);
      },
    ),
  );
});

test("a picture that is half black and half white is grey", () => {
  const luma = Uint8Array.from({ length: 64 * 64 }, (_, at) => (at % 64 < 32 ? 0 : 255));
  expect(meanLevel({ width: 64, height: 64, stride: 64, luma })).toBeCloseTo(127.5);
});
