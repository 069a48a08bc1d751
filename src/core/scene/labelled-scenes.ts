import { ADVICE, type Advice } from "../advice.ts";
import { type Chance, createChance } from "./chance.ts";
import { modulesOf } from "./code-modules.ts";
import {
  BRIGHT_PHONE,
  CEILING_PANEL,
  codeOf,
  type FrameSize,
  GOOD_PRINT,
  HAND,
  HELD_STILL,
  NEW_CARD,
  OFFICE,
  OFFICE_LIGHT,
  piCamera,
} from "./presets.ts";
import { sampleCodes } from "./sample-codes.ts";
import type { CameraSpec, CodeSpec, LightSpec, MediumSpec, MotionSpec, SequenceSpec } from "./spec.ts";

/** A scene in which this one thing is wrong, or nothing. Its frames' truth says so too, from the geometry and the photometry. */
export interface LabelledScene {
  readonly advice: Advice | undefined;
  readonly spec: SequenceSpec;
}

const FRAMES = 6;
/** Scenes of each label, each with other codes, media, hands and rooms. */
const TAKES = 3;

/** What is wrong, as a difference from a code that is easy to read. */
interface Fault {
  readonly medium?: MediumSpec;
  readonly code?: Partial<CodeSpec>;
  readonly pixelsPerModule?: number;
  /** Side of the code as a part of the frame's height, in place of the size of its modules. */
  readonly partOfHeight?: number;
  readonly motion?: (pixelsPerMm: number, pixelsPerModule: number) => Partial<MotionSpec>;
  readonly camera?: Partial<CameraSpec>;
  /** Where the lens is sharp, as a part of the distance. */
  readonly focus?: number;
  readonly light?: Partial<LightSpec>;
}

const FAULTS: Readonly<Record<Advice, (chance: Chance) => Fault>> = {
  nearer: ({ between }) => ({ pixelsPerModule: between(1.4, 2.2) }),
  farther: ({ between }) => ({ partOfHeight: between(1.2, 1.6) }),
  tilt: ({ between, next }) => {
    const angle = between(53, 60) * (next() < 0.5 ? -1 : 1);
    return { pixelsPerModule: between(6, 7), motion: () => (next() < 0.5 ? { pitch: angle } : { yaw: angle }) };
  },
  glare: ({ between }) => {
    const pitch = between(-15, -11);
    // A mirror that leans by an angle shows what is at twice of it.
    const lamp = { ...CEILING_PANEL, up: -2 * pitch, width: between(25, 45), height: between(16, 22), luminance: between(11_000, 16_000) };
    return {
      medium: { ...BRIGHT_PHONE, luminance: between(80, 140), gloss: 0.045 },
      motion: () => ({ pitch, swayDegrees: 0.3 }),
      light: { lamps: [lamp] },
    };
  },
  "too-dark": ({ between, next }) => ({ medium: next() < 0.5 ? GOOD_PRINT : NEW_CARD, camera: fixed(between(0.0004, 0.0012)) }),
  "too-bright": ({ between }) => ({
    medium: { ...BRIGHT_PHONE, luminance: between(300, 600) },
    camera: fixed(0.02, between(6, 10)),
  }),
  "out-of-focus": ({ between }) => ({ focus: between(6, 12), camera: { apertureMm: between(4.5, 6) } }),
  moving: ({ between }) => ({
    motion: (pixelsPerMm, pixelsPerModule) => {
      const speed = (between(1.8, 2.6) * pixelsPerModule) / pixelsPerMm / LONG_SECONDS;
      // Half of the way is before the middle of the sequence.
      return { rightMmPerSecond: speed, rightMm: (-speed * FRAMES) / 2 / FRAMES_PER_SECOND, tremorMm: 0.05 };
    },
    camera: fixed(LONG_SECONDS),
  }),
  "dark-mode": ({ between, next }) => ({
    medium: { ...BRIGHT_PHONE, isDarkPage: true, luminance: between(120, 350) },
    code: next() < 0.5 ? { isInverted: true } : { quietModules: between(0, 1) },
  }),
};

const FRAMES_PER_SECOND = 15;
const LONG_SECONDS = 0.02;

function fixed(seconds: number, gain = 1.6): Partial<CameraSpec> {
  return { exposure: { metering: "fixed", seconds, gain, bias: 0, hunting: 0, drift: 0 } };
}

/** Scenes with their labels: a few for each advice, and as many for none. */
export function labelledScenes(seed: number, size: FrameSize = { width: 1280, height: 720 }): readonly LabelledScene[] {
  const labels: readonly (Advice | undefined)[] = [...ADVICE, undefined, undefined];
  return labels.flatMap((advice, index) =>
    Array.from({ length: TAKES }, (_, take) => {
      const chance = createChance(seed, `label ${index}, take ${take}`);
      const fault = advice ? FAULTS[advice](chance) : {};
      return { advice, spec: labelledScene(`${advice ?? "nothing wrong"}, take ${take + 1}`, fault, chance, size) };
    }),
  );
}

function labelledScene(name: string, fault: Fault, chance: Chance, size: FrameSize): SequenceSpec {
  const seed = chance.whole(2 ** 30);
  const samples = sampleCodes(seed).filter(({ name: kind }) => ["claim169", "citizen-card", "link", "vneid"].includes(kind));
  const sample = samples[chance.whole(samples.length)] ?? samples[0];
  if (!sample) throw new Error("scene: no sample codes");
  const medium = fault.medium ?? [GOOD_PRINT, NEW_CARD, BRIGHT_PHONE][chance.whole(3)] ?? GOOD_PRINT;
  const sideMm = medium.kind === "card" ? 25 : 52;
  const place = medium.kind === "card" ? { rightMm: 24, belowMm: 8 } : {};
  const code = codeOf(sample, sideMm, { ...place, ...fault.code });
  const camera = piCamera(size, { framesPerSecond: FRAMES_PER_SECOND, ...fault.camera });
  const modules = modulesOf(code)?.side ?? 1;
  const pixelsPerModule =
    fault.partOfHeight === undefined ? (fault.pixelsPerModule ?? chance.between(4.2, 6)) : (fault.partOfHeight * size.height) / modules;
  const pixelsPerMm = (pixelsPerModule * modules) / sideMm;
  const focal = camera.width / 2 / Math.tan((camera.fieldOfView * Math.PI) / 360);
  const distanceMm = focal / pixelsPerMm;
  const still = { ...HELD_STILL, tremorMm: 0.05, driftMm: Math.min(1.5, distanceMm / 100), swayDegrees: 1, distanceMm };
  const shift = { rightMm: -code.rightMm, belowMm: -code.belowMm };
  const motion = fault.motion?.(pixelsPerMm, pixelsPerModule) ?? {};
  return {
    name,
    seed,
    frames: FRAMES,
    camera: { ...camera, focusMm: distanceMm * (fault.focus ?? 1) },
    light: { ...OFFICE_LIGHT, lux: chance.between(250, 500), ...fault.light },
    room: { ...OFFICE, clutter: chance.between(0.2, 1) },
    held: [
      {
        medium,
        codes: [code],
        hand: medium.kind === "card" ? { ...HAND, edge: "left" } : HAND,
        motion: { ...still, ...shift, ...motion, rightMm: shift.rightMm + (motion.rightMm ?? 0) },
      },
    ],
  };
}
