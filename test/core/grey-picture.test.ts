import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyGamma, double, type GreyPicture, halve, sharpen, soften } from "../../src/core/grey-picture.ts";
import { NEAR_LOOKS, REGION_LOOKS, STILL_LOOKS, STREAM_LOOKS } from "../../src/core/looks.ts";
import { applySteps, scaleOf } from "../../src/core/picture-steps.ts";

const looks = [...STILL_LOOKS, ...REGION_LOOKS, ...Object.values(STREAM_LOOKS), ...Object.values(NEAR_LOOKS)];

const picture = (width: number, ...luma: number[]): GreyPicture => ({ width, height: luma.length / width, luma: new Uint8Array(luma) });

const anyPicture = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat(255))).map(
  ([width, height, levels]): GreyPicture => ({
    width,
    height,
    luma: Uint8Array.from({ length: width * height }, () => levels.next().value),
  }),
);

describe("a grey picture", () => {
  test("keeps black and white under any gamma, and what is between gets darker above 1 and lighter below", () => {
    expect(applyGamma(picture(3, 0, 128, 255), 2)).toEqual(picture(3, 0, 64, 255));
    expect(applyGamma(picture(3, 0, 64, 255), 0.5)).toEqual(picture(3, 0, 128, 255));
  });

  test("doubled has new pixels on straight lines between the old", () => {
    expect(double(picture(2, 0, 100))).toEqual(picture(4, 0, 25, 75, 100, 0, 25, 75, 100));
    expect(double(picture(1, 0, 100))).toEqual(picture(2, 0, 0, 25, 25, 75, 75, 100, 100));
  });

  test("halved has the mean of each four pixels, and loses an odd row and column", () => {
    expect(halve(picture(3, 0, 100, 9, 100, 200, 9, 9, 9, 9))).toEqual(picture(1, 100));
  });

  test("softened has the mean of the square around each pixel, its border continued outwards", () => {
    expect(soften(picture(3, 0, 0, 0, 0, 90, 0, 0, 0, 0), 1)).toEqual(picture(3, 10, 10, 10, 10, 10, 10, 10, 10, 10));
    expect(soften(picture(3, 90, 0, 0), 1)).toEqual(picture(3, 60, 30, 0));
  });

  test("sharpened goes away from that mean, within black and white", () => {
    expect(sharpen(picture(4, 100, 100, 130, 130), 1, 1)).toEqual(picture(4, 100, 90, 140, 130));
    expect(sharpen(picture(4, 0, 0, 255, 255), 1, 5)).toEqual(picture(4, 0, 0, 255, 255));
  });

  test("of one level stays so for every look, and is as large as the look says", () => {
    fc.assert(
      fc.property(anyPicture, fc.nat(255), ({ width, height }, level) => {
        for (const { steps } of looks) {
          const view = applySteps({ width: width * 4, height: height * 4, luma: new Uint8Array(width * height * 16).fill(level) }, steps);
          expect([view.width, view.height]).toEqual([width * 4 * scaleOf(steps), height * 4 * scaleOf(steps)]);
          expect(new Set(view.luma).size).toBe(1);
        }
      }),
    );
  });

  test("of any size and content is left as it was by every look", () => {
    fc.assert(
      fc.property(anyPicture, (original) => {
        const copy = original.luma.slice();
        for (const { steps } of looks) {
          const view = applySteps(original, steps);
          expect(view.luma.length).toBe(view.width * view.height);
        }
        expect(original.luma).toEqual(copy);
      }),
    );
  });
});
