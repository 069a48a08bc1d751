import { statSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textureSums } from "../../src/core/code-texture.ts";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { blockMeans, brightSpots, countLevels, sharpnessOf } from "../../src/core/picture-measures.ts";
import { applySteps, crop, MAX_AMOUNT, MAX_RADIUS, type PictureStep, type Region, regionWithin } from "../../src/core/picture-steps.ts";
import { type HeldFrame, loadPreSteps } from "../../src/drivers/pre-steps.ts";
import type { Frame } from "../../src/ports.ts";

const preSteps = await loadPreSteps();

/** Levels without a pattern, from a seed; `isHard` ones are black or white, where sums and products are largest. */
function levels(length: number, seed: number, isHard: boolean): Uint8Array {
  let state = seed | 1;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    const level = (state >>> 13) & 0xff;
    return isHard ? (level < 128 ? 0 : 255) : level;
  });
}

const frameOf = ({ width, height, luma }: GreyPicture): Frame => ({ width, height, stride: width, luma });

/** A frame with padding behind each row, and the picture in it. */
const anyFrame = fc
  .record({
    width: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 400 })),
    height: fc.integer({ min: 1, max: 40 }),
    padding: fc.nat(20),
    seed: fc.nat(),
    isHard: fc.boolean(),
  })
  .map(({ width, height, padding, seed, isHard }) => {
    const stride = width + padding;
    const frame: Frame = { width, height, stride, luma: levels(stride * height, seed, isHard) };
    const whole = { left: 0, top: 0, width, height };
    return { frame, picture: crop({ width: stride, height, luma: frame.luma }, whole) };
  });

const anyRadius = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: MAX_RADIUS }));
const anyStep: fc.Arbitrary<PictureStep> = fc.oneof(
  fc.constantFrom<PictureStep>({ step: "double" }, { step: "halve" }, { step: "median" }),
  fc.double({ min: 0.1, max: 8, noNaN: true }).map((gamma): PictureStep => ({ step: "gamma", gamma })),
  anyRadius.map((radius): PictureStep => ({ step: "soften", radius })),
  fc
    .record({ radius: anyRadius, eighths: fc.nat(MAX_AMOUNT * 8) })
    .map(({ radius, eighths }): PictureStep => ({ step: "sharpen", radius, amount: eighths / 8 })),
);
const anyRegion: fc.Arbitrary<Region | undefined> = fc.option(
  fc.record({
    left: fc.integer({ min: -10, max: 100 }),
    top: fc.integer({ min: -10, max: 40 }),
    width: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 40 }),
  }),
  { nil: undefined },
);

function hold(frame: Frame): HeldFrame {
  const held = preSteps.hold(frame);
  if (!held) throw new Error("not held");
  return held;
}

describe("the SIMD pre-steps", () => {
  test("make to the byte what the plain code makes, of any size, region and chain of steps", () => {
    fc.assert(
      fc.property(anyFrame, fc.array(anyStep, { maxLength: 3 }), anyRegion, ({ frame, picture }, steps, region) => {
        const part = region ? regionWithin(frame, region) : { left: 0, top: 0, ...frame };
        const view = hold(frame).view(steps, region);
        const expected = part && applySteps(crop(picture, part), steps);
        if (!expected || expected.luma.length === 0) {
          expect(view).toBeUndefined();
          return;
        }
        expect(view).toMatchObject({ width: expected.width, height: expected.height, left: part.left, top: part.top });
        expect(Buffer.compare(view?.bytes ?? new Uint8Array(), expected.luma)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("measure what the plain code measures", () => {
    fc.assert(
      fc.property(anyFrame, anyRegion, fc.constantFrom(4, 8, 16), ({ frame, picture }, region, side) => {
        const held = hold(frame);
        const part = region ? regionWithin(frame, region) : { left: 0, top: 0, ...frame };
        const within = part ? crop(picture, part) : { width: 0, height: 0, luma: new Uint8Array() };
        expect(held.histogram(region)).toEqual(countLevels(within));
        expect(held.sharpness(region)).toBe(sharpnessOf(within));
        expect(held.blockMeans(side)).toEqual(blockMeans(picture, side));
        expect(held.brightSpots()).toEqual(brightSpots(blockMeans(picture, 8)));
        for (const [at, sums] of held.textureSums(0, 2).entries()) {
          expect(sums).toEqual(textureSums(applySteps(picture, Array(at).fill({ step: "halve" }))));
        }
        expect(held.textureSums(1, 0)).toEqual(held.textureSums(0, 1).slice(1));
      }),
      { numRuns: 100 },
    );
  });

  test("stay exact where a row of white is longer than 16 bits can add up, and with the largest square and amount", () => {
    const picture = { width: 1283, height: 70, luma: levels(1283 * 70, 5, true).fill(255, 0, 1283 * 30) };
    for (const radius of [1, MAX_RADIUS - 1, MAX_RADIUS]) {
      const steps: readonly PictureStep[] = [{ step: "sharpen", radius, amount: MAX_AMOUNT }];
      expect(Buffer.compare(hold(frameOf(picture)).view(steps)?.bytes ?? new Uint8Array(), applySteps(picture, steps).luma)).toBe(0);
    }
  });

  test("say where a point of a view is in the frame", () => {
    const held = hold({ width: 100, height: 50, stride: 100, luma: new Uint8Array(5000) });
    const region = { left: 10.5, top: 20, width: 20, height: 100 };
    expect(held.view([{ step: "double" }], region)).toMatchObject({ width: 42, height: 60, scale: 2, left: 10, top: 20 });
    expect(held.view([], { ...region, left: 100 })).toBeUndefined();
  });

  test("give no view of more than 4096 × 4096 pixels, and hold no such frame", () => {
    const side = 4097;
    expect(preSteps.hold({ width: side, height: side, stride: side, luma: new Uint8Array(side * side) })).toBeUndefined();
    expect(preSteps.hold({ width: 8193, height: 1, stride: 8193, luma: new Uint8Array(8193) })).toBeUndefined();
    const held = hold({ width: 2050, height: 2050, stride: 2050, luma: new Uint8Array(2050 * 2050).fill(7) });
    expect(held.view([{ step: "double" }])).toBeUndefined();
    expect(held.view([{ step: "median" }])?.bytes.every((level) => level === 7)).toBe(true);
  });

  test("have room for a chain of steps on the largest frame", () => {
    const held = hold({ width: 4096, height: 4096, stride: 4096, luma: new Uint8Array(4096 * 4096).fill(200) });
    const steps: readonly PictureStep[] = [
      { step: "soften", radius: MAX_RADIUS },
      { step: "median" },
      { step: "sharpen", radius: 1, amount: 1 },
    ];
    expect(Buffer.compare(held.view(steps)?.bytes ?? new Uint8Array(), Buffer.alloc(4096 * 4096, 200))).toBe(0);
  });

  test("take no step that they cannot follow to the byte", () => {
    const held = hold({ width: 1, height: 1, stride: 1, luma: new Uint8Array(1) });
    const steps: readonly PictureStep[] = [
      { step: "soften", radius: MAX_RADIUS + 1 },
      { step: "soften", radius: 0 },
      { step: "sharpen", radius: 2, amount: 0.3 },
      { step: "sharpen", radius: 1.5, amount: 1 },
      { step: "gamma", gamma: 0 },
    ];
    for (const step of steps) expect(() => held.view([step])).toThrow("pre-steps: no such step");
  });

  test("give the memory of a large still back when only small frames follow", () => {
    const large = { width: 3000, height: 2000, stride: 3000, luma: new Uint8Array(6_000_000) };
    expect(hold(large).view([{ step: "median" }])?.bytes.buffer.byteLength).toBeGreaterThan(12_000_000);
    const small = { width: 64, height: 48, stride: 64, luma: levels(64 * 48, 1, false) };
    const sizes = Array.from({ length: 300 }, () => hold(small).view([{ step: "double" }])?.bytes.buffer.byteLength ?? 0);
    expect(sizes[0]).toBeGreaterThan(12_000_000);
    expect(sizes.at(-1)).toBeLessThan(1_000_000);
  });

  test("are a module of a few kilobytes", () => {
    expect(statSync(new URL("../../src/drivers/pre-steps.wasm", import.meta.url)).size).toBeLessThan(10_000);
  });
});
