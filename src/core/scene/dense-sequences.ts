import { createChance } from "./chance.ts";
import { modulesOf } from "./code-modules.ts";
import {
  BRIGHT_PHONE,
  CEILING_PANEL,
  codeOf,
  type FrameSize,
  GOOD_PRINT,
  HAND,
  HELD_STILL,
  OFFICE,
  OFFICE_LIGHT,
  piCamera,
  webcam,
} from "./presets.ts";
import { denseCredential, type SampleCode } from "./sample-codes.ts";
import type { CameraSpec, HeldSpec, LightSpec, MediumSpec, MotionSpec, RoomSpec, SequenceSpec } from "./spec.ts";

/** Frames of each sequence: 1.6 seconds. */
const FRAMES = 24;
/** Two takes of each: other hands, other rooms, other codes. */
const TAKES = 2;
/** Each comes into the frame first, too quickly for anybody, … */
const APPROACH_SECONDS = 0.5;
/** … and then slowly nearer: at the first frame it is so many times as far away as at the last, where it is as large as said below. */
const NEARER_TIMES = 1.4;
const SECONDS = 1.6;
/** Codes of about so many characters, and how wide they are shown, in millimetres. */
const DENSE_CODES = [
  { letter: "A", characters: 600, correction: "low", sideMm: 62 },
  { letter: "B", characters: 300, correction: "medium", sideMm: 52 },
] as const;

/** What is different from a code held still in an office at a distance of so many pixels a module. */
interface Condition {
  readonly medium: MediumSpec;
  readonly pixelsPerModule: number;
  readonly motion?: Partial<MotionSpec>;
  readonly camera?: Partial<CameraSpec>;
  readonly isWebcam?: true;
  readonly light?: Partial<LightSpec>;
  readonly room?: Partial<RoomSpec>;
  /** Where the lens is sharp, as a part of the distance. */
  readonly focus?: number;
}

type Vary = (from: number, to: number) => number;

/** The eight conditions; `vary` makes each take another one. */
const CONDITIONS: Readonly<Record<string, (vary: Vary) => Condition>> = {
  "small in the frame": (vary) => ({ medium: GOOD_PRINT, pixelsPerModule: vary(2.25, 3.3) }),
  "trembling hand": (vary) => ({
    medium: GOOD_PRINT,
    pixelsPerModule: vary(3, 4.3),
    motion: { tremorMm: vary(0.4, 1.2), driftMm: 8 },
    camera: { exposure: { metering: "held", seconds: 0.02, gain: 12, bias: 0, hunting: 0.4, drift: 0 } },
  }),
  "over-bright screen": (vary) => ({
    medium: { ...BRIGHT_PHONE, luminance: vary(190, 400) },
    pixelsPerModule: vary(3.4, 5),
    camera: { exposure: { metering: "room", seconds: 0.02, gain: 8, bias: 0, hunting: 1.2, drift: -0.5 } },
    room: { lux: 120 },
  }),
  "lamp in the glass": (vary) => ({
    medium: { ...BRIGHT_PHONE, luminance: vary(100, 230), gloss: 0.045 },
    pixelsPerModule: vary(3.5, 4.8),
    motion: { pitch: -14, swayDegrees: 5 },
    light: { lamps: [{ ...CEILING_PANEL, width: vary(35, 60), height: vary(12, 22) }] },
  }),
  "low light": (vary) => ({
    medium: GOOD_PRINT,
    pixelsPerModule: vary(3.1, 4.5),
    camera: { exposure: { metering: "held", seconds: 0.033, gain: 16, bias: -1, hunting: 0.5, drift: 0 } },
    light: { lux: vary(8, 16) },
    room: { lux: 5 },
  }),
  "out of focus": (vary) => ({
    medium: GOOD_PRINT,
    pixelsPerModule: vary(3.1, 4.5),
    focus: vary(1.8, 3.6),
  }),
  "crumpled and tilted": (vary) => ({
    medium: { ...GOOD_PRINT, ink: vary(0.6, 1), crumple: vary(0.1, 0.6), wear: 0.5 },
    pixelsPerModule: vary(3.3, 4.6),
    motion: { pitch: vary(-34, -16), yaw: vary(-20, 20), roll: vary(-25, 25) },
  }),
  "dark page, cheap camera": (vary) => ({
    medium: { ...BRIGHT_PHONE, isDarkPage: true, luminance: vary(60, 200), cracks: 0.3 },
    pixelsPerModule: vary(2.7, 4),
    isWebcam: true,
    room: { lux: 120 },
  }),
};

/**
 * The 32 sequences that decoders are measured on: two dense credential codes, eight conditions, two takes, of 24 frames each. At 640 × 480, of
 * seeds 71 and 72, zxing-wasm's defaults read 30.3 and 27.7 % of the frames, 26 and 26 sequences, the first text after 0.96 and 0.99 s.
 * Further looks win more here than in other sets: rates of ours are no forecast for those.
 */
export function denseSequences(seed: number, size: FrameSize): readonly SequenceSpec[] {
  return Object.entries(CONDITIONS).flatMap(([name, condition]) =>
    DENSE_CODES.flatMap(({ letter, characters, correction, sideMm }) =>
      Array.from({ length: TAKES }, (_, take) => {
        const chance = createChance(seed, `${name}, ${letter}, ${take}`);
        const own = chance.whole(2 ** 30);
        const code: SampleCode = { name: letter, content: { text: denseCredential(own, characters) }, correction };
        return denseSequence(`${name}, ${letter}, take ${take + 1}`, own, code, sideMm, size, condition(chance.between));
      }),
    ),
  );
}

function denseSequence(name: string, seed: number, code: SampleCode, sideMm: number, size: FrameSize, condition: Condition): SequenceSpec {
  const { medium, pixelsPerModule, focus = 1 } = condition;
  const spec = codeOf(code, sideMm, medium.kind === "phone" && medium.isDarkPage ? { quietModules: 2 } : {});
  const camera = (condition.isWebcam ? webcam : piCamera)(size, condition.camera);
  // From the size in the frame to the distance: the same at 640 pixels and at 1280.
  const modules = modulesOf(spec)?.side ?? 1;
  const focal = camera.width / 2 / Math.tan((camera.fieldOfView * Math.PI) / 360);
  const distanceMm = (focal * sideMm) / modules / pixelsPerModule;
  const held: HeldSpec = {
    medium,
    codes: [spec],
    hand: HAND,
    motion: {
      ...HELD_STILL,
      approachSeconds: APPROACH_SECONDS,
      ...condition.motion,
      distanceMm: distanceMm * NEARER_TIMES,
      nearerMmPerSecond: (distanceMm * (NEARER_TIMES - 1)) / SECONDS,
    },
  };
  return {
    name,
    seed,
    frames: FRAMES,
    camera: { ...camera, focusMm: distanceMm * focus },
    light: { ...OFFICE_LIGHT, ...condition.light },
    room: { ...OFFICE, ...condition.room },
    held: [held],
  };
}
