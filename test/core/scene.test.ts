import { afterAll, describe, expect, test } from "vitest";
import {
  BRIGHT_PHONE,
  CEILING_PANEL,
  codeOf,
  HAND,
  NEW_CARD,
  OFFICE,
  OFFICE_LIGHT,
  piCamera,
  webcam,
} from "../../src/core/scene/presets.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import type { CodeTruth, SceneFrame } from "../../src/core/scene/truth.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { asFrame, easyScene, SLIP } from "../support/scene-frames.ts";

const SIZE = { width: 320, height: 240 };

function onlyCode({ truth }: SceneFrame): CodeTruth {
  const [code] = truth.codes;
  if (!code || truth.codes.length > 1) throw new Error(`${truth.codes.length} codes in place of one`);
  return code;
}

/** Mean luma of a square of the picture around a point of the code, both sides in modules from its top left corner. */
function lumaAt({ picture }: SceneFrame, code: CodeTruth, across: number, down: number): number {
  const [topLeft, topRight, bottomRight, bottomLeft] = code.corners;
  const [x, y] = [across / code.modules, down / code.modules];
  const mix = (a: number, b: number, c: number, d: number) => (a * (1 - x) + b * x) * (1 - y) + (d * (1 - x) + c * x) * y;
  const left = Math.round(mix(topLeft.x, topRight.x, bottomRight.x, bottomLeft.x)) - 1;
  const top = Math.round(mix(topLeft.y, topRight.y, bottomRight.y, bottomLeft.y)) - 1;
  let sum = 0;
  for (let at = 0; at < 9; at++) sum += picture.luma[(top + Math.floor(at / 3)) * picture.width + left + (at % 3)] ?? 0;
  return sum / 9;
}

describe("a sequence", () => {
  test("is the same bytes each time and in any order, and others with another seed", () => {
    const spec = easyScene({ motion: { tremorMm: 0.5, driftMm: 3, swayDegrees: 2 }, more: { room: { ...OFFICE, passersBy: 1 } } });
    const one = createSequence(spec);
    const same = createSequence(spec);
    const [third, first] = [same.frame(3), same.frame(0)];
    const [firstAgain, thirdAgain] = [one.frame(0), one.frame(3)];
    const isSame = (a: SceneFrame, b: SceneFrame) => Buffer.from(a.picture.luma.buffer).equals(Buffer.from(b.picture.luma.buffer));
    expect([first.truth, third.truth]).toEqual([firstAgain.truth, thirdAgain.truth]);
    expect([isSame(first, firstAgain), isSame(third, thirdAgain), isSame(first, third)]).toEqual([true, true, false]);
    expect(isSame(first, createSequence({ ...spec, seed: 2 }).frame(0))).toBe(false);
  });

  test("says the truth of a frame without painting it, too", () => {
    const sequence = createSequence(easyScene());
    expect(sequence.truth(2)).toEqual(sequence.frame(2).truth);
  });

  test("is refused with a size that no camera has, and with more in it than hands", () => {
    const spec = easyScene();
    for (const size of [{ width: 0 }, { height: 1.5 }, { width: 100_000, height: 100_000 }, { framesPerSecond: 0 }]) {
      expect(() => createSequence({ ...spec, camera: { ...spec.camera, ...size } })).toThrow("no sequence of a camera");
    }
    expect(() => createSequence({ ...spec, held: Array.from({ length: 9 }, () => spec.held).flat() })).toThrow("no sequence of a camera");
  });

  test("leaves out what no QR code holds", () => {
    const spec = easyScene({ sample: { name: "long", content: { text: "x".repeat(4_000) }, correction: "high" } });
    expect(createSequence(spec).frame(0).truth.codes).toEqual([]);
  });
});

describe("what a frame says of its code", () => {
  const decoder = createQrDecoder();
  afterAll(() => decoder.close());

  test.each([
    ["a good print", easyScene()],
    [
      "bytes that are no text",
      easyScene({ sample: { name: "seal", content: { bytes: Uint8Array.of(0xdc, 3, 0, 255, 128, 10) }, correction: "high" } }),
    ],
    ["a turned and tilted print", easyScene({ motion: { pitch: 24, yaw: -20, roll: 70, rightMm: 12 } })],
    ["a crumpled print", easyScene({ medium: { ...SLIP, crumple: 0.5, wear: 0.3 } })],
    [
      "a card, near",
      easyScene({
        medium: NEW_CARD,
        code: { sideMm: 25, rightMm: 22, belowMm: 8 },
        motion: { rightMm: -22, belowMm: -8, distanceMm: 110 },
        more: { camera: piCamera(SIZE, { focusMm: 110 }) },
      }),
    ],
    ["a telephone", easyScene({ medium: BRIGHT_PHONE })],
    ["an inverted code on a dark page", easyScene({ medium: { ...BRIGHT_PHONE, isDarkPage: true }, code: { isInverted: true } })],
    [
      "a bent lens and a USB camera",
      easyScene({ motion: { rightMm: 25, belowMm: -10 }, more: { camera: webcam(SIZE, { distortion: 0.15 }) } }),
    ],
    [
      "a rolling shutter that reads a moving code row by row",
      easyScene({
        motion: { rightMmPerSecond: 350, rightMm: -25 },
        more: {
          camera: piCamera(SIZE, {
            readoutSeconds: 0.05,
            exposure: { metering: "held", seconds: 0.001, gain: 8, bias: 0, hunting: 0, drift: 0 },
          }),
        },
      }),
    ],
  ])("is what a decoder reads: %s", async (_, spec) => {
    const frame = createSequence(spec).frame(1);
    const code = onlyCode(frame);
    const [read] = await decoder.decode(asFrame(frame));
    expect(read && Buffer.from(read.bytes).toString("hex")).toBe(Buffer.from(code.bytes).toString("hex"));
    const away = code.corners.map(({ x, y }, corner) =>
      Math.hypot(x - (read?.corners[corner]?.x ?? 0), y - (read?.corners[corner]?.y ?? 0)),
    );
    expect(Math.max(...away)).toBeLessThan(code.pixelsPerModule);
    expect(Math.hypot(code.corners[1].x - code.corners[0].x, code.corners[1].y - code.corners[0].y) / code.modules).toBeGreaterThan(
      code.leastPixelsPerModule * 0.9,
    );
  });

  test("the codes of several things are all there", async () => {
    const [left, right] = [
      easyScene({ code: { sideMm: 40 }, motion: { rightMm: -55, distanceMm: 260 } }).held,
      easyScene({
        sample: { name: "other", content: { text: "099190000002" }, correction: "medium" },
        code: { sideMm: 40 },
        motion: { rightMm: 55, distanceMm: 250 },
      }).held,
    ];
    const frame = createSequence(easyScene({ more: { held: [...left, ...right] } })).frame(0);
    const read = (await decoder.decode(asFrame(frame))).map(({ text }) => text);
    expect(read.toSorted()).toEqual(frame.truth.codes.map(({ text }) => text).toSorted());
  });
});

describe("light", () => {
  const fixed = (seconds: number, gain = 1) =>
    easyScene({
      more: {
        camera: piCamera({ width: 640, height: 480 }, { exposure: { metering: "fixed", seconds, gain, bias: 0, hunting: 0, drift: 0 } }),
      },
    });

  test.each([0.004, 0.02, 0.06])("modules have the luma that the photometry says, exposed for %f s", (seconds) => {
    const frame = createSequence(fixed(seconds)).frame(0);
    const code = onlyCode(frame);
    // The middle of a finder pattern, and the quiet zone beside it.
    expect(Math.abs(lumaAt(frame, code, 3.5, 3.5) - code.dark)).toBeLessThan(14);
    expect(Math.abs(lumaAt(frame, code, 3.5, -2) - code.light)).toBeLessThan(14);
    expect(code.light - code.dark).toBeGreaterThan(30);
  });

  test("too long an exposure makes all light modules white, too short a one all of them black", () => {
    const [over, under] = [createSequence(fixed(0.5)).frame(0), createSequence(fixed(0.000_02)).frame(0)];
    expect(lumaAt(over, onlyCode(over), 3.5, -2)).toBe(255);
    expect(over.truth.advice).toContain("too-bright");
    expect(lumaAt(under, onlyCode(under), 3.5, -2)).toBeLessThan(40);
    expect(under.truth.advice).toContain("too-dark");
  });

  test("less light means more gain, and more noise", () => {
    const spread = (lux: number) => {
      const frame = createSequence(easyScene({ more: { light: { ...OFFICE_LIGHT, lux }, room: { ...OFFICE, clutter: 0, lux } } })).frame(0);
      const values = Array.from({ length: 40 }, (_, at) => frame.picture.luma[20 * SIZE.width + 10 + at] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { gain: frame.truth.gain, noise: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
    };
    const [bright, dim] = [spread(500), spread(30)];
    expect(dim.gain).toBeGreaterThan(bright.gain * 3);
    expect(dim.noise).toBeGreaterThan(bright.noise * 1.5);
  });

  test("short exposures under lamps on the mains show bands, exposures of a whole flicker do not", () => {
    const rows = (seconds: number): number => {
      const exposure = { metering: "fixed", seconds, gain: 0.08 / seconds, bias: 0, hunting: 0, drift: 0 } as const;
      const spec = easyScene({
        more: {
          held: [],
          room: { ...OFFICE, clutter: 0 },
          light: { ...OFFICE_LIGHT, flicker: 0.9 },
          camera: piCamera(SIZE, { exposure, vignetting: 0 }),
        },
      });
      const { picture } = createSequence(spec).frame(0);
      // Of the wall above the floor.
      const means = Array.from(
        { length: 140 },
        (_, y) => picture.luma.subarray(y * SIZE.width, y * SIZE.width + 12).reduce((sum, luma) => sum + luma, 0) / 12,
      );
      return Math.max(...means) - Math.min(...means);
    };
    expect(rows(0.001)).toBeGreaterThan(rows(0.02) * 2);
  });

  test("a lamp in the glass is where the truth says, and washes the code out there", () => {
    const spec = easyScene({
      medium: { ...BRIGHT_PHONE, luminance: 120, gloss: 0.05 },
      motion: { pitch: -14 },
      more: { light: { ...OFFICE_LIGHT, lamps: [{ ...CEILING_PANEL, up: 27, height: 10, luminance: 9_000 }] } },
    });
    const frame = createSequence(spec).frame(0);
    const [box] = frame.truth.glare;
    expect(frame.truth.advice).toEqual(["glare"]);
    const mean = (top: number) => {
      const row = Math.round(top) * SIZE.width;
      return frame.picture.luma.subarray(row + 130, row + 190).reduce((sum, luma) => sum + luma, 0) / 60;
    };
    expect(box && mean(box.top + box.height / 2)).toBeGreaterThan(mean(box ? box.top + box.height + 20 : 0) + 40);
  });

  test("the kiosk's own light on every second frame is in every second frame", () => {
    const ring = { lux: 600, isAlternate: true };
    const exposure = { metering: "fixed", seconds: 0.01, gain: 2, bias: 0, hunting: 0, drift: 0 } as const;
    const sequence = createSequence(
      easyScene({ more: { light: { ...OFFICE_LIGHT, lux: 30, ring }, camera: piCamera(SIZE, { exposure }) } }),
    );
    const bright = [0, 1, 2, 3].map((n) => onlyCode(sequence.frame(n)).light);
    expect(bright[0]).toBeGreaterThan((bright[1] ?? 0) * 1.5);
    expect(bright[2]).toBeGreaterThan((bright[3] ?? 0) * 1.5);
  });
});

describe("what is in the way", () => {
  test("fingers over the code are counted", () => {
    const held = (reachMm: number) => {
      const spec = easyScene();
      return spec.held.map((thing) => ({ ...thing, hand: { ...HAND, fingers: 2, reachMm } }));
    };
    const occlusion = (reachMm: number) => createSequence(easyScene({ more: { held: held(reachMm) } })).truth(0).codes[0]?.occlusion;
    expect(occlusion(5)).toBe(0);
    expect(occlusion(50)).toBeGreaterThan(0.1);
  });

  test("a code that leaves the frame is seen in part, then not at all", () => {
    const sequence = createSequence(easyScene({ motion: { leavesAtSeconds: 0.2 } }));
    const visible = Array.from({ length: 12 }, (_, n) => sequence.truth(n).codes[0]?.visible ?? 0);
    expect(visible[0]).toBe(1);
    expect(visible.at(-1)).toBe(0);
    expect(visible).toEqual(visible.toSorted((one, other) => other - one));
  });

  test("a room without a code is a room without a code", () => {
    const { truth } = createSequence(easyScene({ more: { held: [] } })).frame(0);
    expect([truth.codes, truth.advice, truth.glare]).toEqual([[], [], []]);
  });

  test("a code with its own paints stays itself on each medium", () => {
    const codes = [SLIP, NEW_CARD, BRIGHT_PHONE].map(
      (medium) =>
        createSequence(easyScene({ medium, code: codeOf({ name: "", content: { text: "099" }, correction: "low" }, 30) })).truth(0)
          .codes[0],
    );
    expect(codes.map((code) => code && [code.text, code.modules, code.light > code.dark])).toEqual(codes.map(() => ["099", 21, true]));
  });
});
