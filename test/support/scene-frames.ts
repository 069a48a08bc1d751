import { codeOf, GOOD_PRINT, HAND, HELD_STILL, OFFICE, OFFICE_LIGHT, piCamera } from "../../src/core/scene/presets.ts";
import type { SampleCode } from "../../src/core/scene/sample-codes.ts";
import type { CodeSpec, HeldSpec, MotionSpec, PaperSpec, SequenceSpec } from "../../src/core/scene/spec.ts";
import type { SceneFrame } from "../../src/core/scene/truth.ts";
import type { Frame } from "../../src/ports.ts";

/** What a test's easy scene is made of, and how it differs. */
export interface EasyScene {
  readonly sample?: SampleCode;
  readonly medium?: HeldSpec["medium"];
  readonly code?: Partial<CodeSpec>;
  readonly motion?: Partial<MotionSpec>;
  readonly more?: Partial<SequenceSpec>;
}

/** A small slip without dirt, which is painted quickly. */
export const SLIP: PaperSpec = { ...GOOD_PRINT, widthMm: 70, heightMm: 80, wear: 0, crumple: 0 };
const SAMPLE: SampleCode = { name: "number", content: { text: "099190000001" }, correction: "medium" };

/** A code that is sharp, near and well lit, on a good print that is held still; small frames, so that tests are quick. */
export function easyScene({ sample = SAMPLE, medium = SLIP, code, motion, more }: EasyScene = {}): SequenceSpec {
  const still = { ...HELD_STILL, tremorMm: 0, driftMm: 0, swayDegrees: 0 };
  return {
    name: "easy",
    seed: 1,
    frames: 8,
    camera: piCamera({ width: 320, height: 240 }),
    light: OFFICE_LIGHT,
    room: OFFICE,
    held: [{ medium, codes: [codeOf(sample, 50, code)], hand: HAND, motion: { ...still, ...motion } }],
    ...more,
  };
}

/** A scene's picture as a decoder takes it. */
export function asFrame({ picture }: SceneFrame): Frame {
  return { ...picture, stride: picture.width };
}
