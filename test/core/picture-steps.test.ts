import { describe, expect, test } from "vitest";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { applySteps, crop, regionWithin, scaleOf } from "../../src/core/picture-steps.ts";

const picture = (width: number, ...luma: number[]): GreyPicture => ({ width, height: luma.length / width, luma: new Uint8Array(luma) });

describe("steps from a picture to another look at it", () => {
  test("are made one after the other", () => {
    const steps = [{ step: "halve" }, { step: "gamma", gamma: 2 }, { step: "double" }] as const;
    expect(applySteps(picture(2, 0, 255, 255, 0), steps)).toEqual(picture(2, 64, 64, 64, 64));
    expect(applySteps(picture(1, 5), [])).toEqual(picture(1, 5));
  });

  test("take the middle of the nine pixels around each, the border continued outwards", () => {
    expect(applySteps(picture(3, 9, 9, 9, 9, 255, 9, 9, 9, 9), [{ step: "median" }])).toEqual(picture(3, 9, 9, 9, 9, 9, 9, 9, 9, 9));
    expect(applySteps(picture(3, 0, 10, 20), [{ step: "median" }])).toEqual(picture(3, 0, 10, 20));
    expect(applySteps(picture(3, 0, 10, 20, 0, 10, 20, 7, 8, 9), [{ step: "median" }])).toEqual(picture(3, 0, 10, 20, 7, 9, 10, 7, 8, 9));
  });

  test("say how many pixels there are for one", () => {
    expect(scaleOf([])).toBe(1);
    expect(scaleOf([{ step: "double" }, { step: "median" }, { step: "double" }])).toBe(4);
    expect(scaleOf([{ step: "halve" }])).toBe(0.5);
  });
});

describe("a region of a frame", () => {
  const frame = { width: 10, height: 6 };

  test.each([
    ["inside", { left: 1, top: 2, width: 3, height: 4 }, { left: 1, top: 2, width: 3, height: 4 }],
    ["between pixels", { left: 1.5, top: 2.5, width: 1, height: 1 }, { left: 1, top: 2, width: 2, height: 2 }],
    ["beyond every side", { left: -5, top: -5, width: 100, height: 100 }, { left: 0, top: 0, width: 10, height: 6 }],
    ["beside it", { left: 10, top: 0, width: 5, height: 5 }, undefined],
    ["of no number", { left: Number.NaN, top: 0, width: 5, height: 5 }, undefined],
  ])("that lies %s is its whole pixels in the frame", (_, region, expected) => {
    expect(regionWithin(frame, region)).toEqual(expected);
  });

  test("is cut out row by row", () => {
    expect(crop(picture(3, 1, 2, 3, 4, 5, 6, 7, 8, 9), { left: 1, top: 1, width: 2, height: 2 })).toEqual(picture(2, 5, 6, 8, 9));
  });
});
