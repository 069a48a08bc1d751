import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lensOf, seenAt, towards } from "../../src/core/scene/lens.ts";
import { createMotion, placeOf } from "../../src/core/scene/pose.ts";
import { HELD_STILL, piCamera } from "../../src/core/scene/presets.ts";
import { smear, soften } from "../../src/core/scene/softness.ts";
import { processWebcam } from "../../src/core/scene/webcam-processing.ts";

const SIDE = 65;
const BOX = { left: 0, top: 0, right: SIDE, bottom: SIDE };

/** A single point of light in the middle of a dark plane. */
function point(): Float32Array {
  const plane = new Float32Array(SIDE * SIDE);
  plane[(SIDE * SIDE - 1) / 2] = 1;
  return plane;
}

/** How much light there is, and its spread to the right and down: standard deviations in pixels. */
function spreadOf(plane: Float32Array): { readonly sum: number; readonly right: number; readonly down: number } {
  let [sum, right, down] = [0, 0, 0];
  plane.forEach((light, at) => {
    sum += light;
    right += light * ((at % SIDE) - (SIDE - 1) / 2) ** 2;
    down += light * (Math.floor(at / SIDE) - (SIDE - 1) / 2) ** 2;
  });
  return { sum, right: Math.sqrt(right), down: Math.sqrt(down) };
}

describe("softness", () => {
  test.each([0.6, 0.9, 1.2, 1.4, 2, 3.3, 6])("spreads a point by %f pixels both ways, and loses no light", (sigma) => {
    const plane = point();
    soften(plane, SIDE, BOX, sigma, new Float32Array(plane.length));
    const { sum, right, down } = spreadOf(plane);
    expect(sum).toBeCloseTo(1, 4);
    expect(right / sigma).toBeGreaterThan(0.93);
    expect(right / sigma).toBeLessThan(1.07);
    expect(down).toBeCloseTo(right, 4);
  });

  test("a smear goes along its way and nowhere else", () => {
    const flat = point();
    smear(flat, SIDE, BOX, 9, 0);
    // A box of width w has a standard deviation of w / √12.
    expect(spreadOf(flat)).toMatchObject({ sum: expect.closeTo(1, 4), right: expect.closeTo(9 / Math.sqrt(12), 1), down: 0 });
    const slanted = point();
    smear(slanted, SIDE, BOX, 4, -8);
    const { sum, right, down } = spreadOf(slanted);
    expect([sum, down / right]).toEqual([expect.closeTo(1, 4), expect.closeTo(2, 0)]);
  });
});

describe("the lens", () => {
  test("shows a point of the sheet where the way back leads to that point", () => {
    const angle = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(
        angle,
        angle,
        angle,
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (yaw, pitch, roll, mm, distortion) => {
          const lens = lensOf(piCamera({ width: 640, height: 480 }, { distortion }));
          const pose = createMotion({ ...HELD_STILL, yaw, pitch, roll, rightMm: 10, tremorMm: 0, driftMm: 0, swayDegrees: 0 }, 1)(0);
          const seen = seenAt(lens, placeOf(pose, mm, -mm / 2));
          if (!seen) return false;
          const [x, y] = [(seen.x - lens.middleX) / lens.focal, (seen.y - lens.middleY) / lens.focal];
          const stretch = 1 + lens.distortion * (x * x + y * y);
          const [a, b, c, d, e, f, g, h, i] = towards(pose);
          const w = g * x * stretch + h * y * stretch + i;
          const back = [(a * x * stretch + b * y * stretch + c) / w, (d * x * stretch + e * y * stretch + f) / w];
          return Math.abs((back[0] ?? 0) - mm) < 0.01 && Math.abs((back[1] ?? 0) + mm / 2) < 0.01;
        },
      ),
    );
  });
});

test("a USB camera's JPEG of the best quality changes hardly a level, and a poor one changes many", () => {
  const luma = Uint8Array.from({ length: 64 * 40 }, (_, at) => (at * 37 + (at >> 6) * (at & 63)) % 256);
  const most = (quality: number) => {
    const processed = processWebcam({ width: 64, height: 40, luma }, 0, quality).luma;
    return processed.reduce((change, level, at) => Math.max(change, Math.abs(level - (luma[at] ?? 0))), 0);
  };
  expect(most(100)).toBeLessThanOrEqual(1);
  expect(most(40)).toBeGreaterThan(20);
});
