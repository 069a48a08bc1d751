import type { PictureStep } from "./picture-steps.ts";

/** One look for codes at a picture: what is done to it before, and how black and white is made of it. */
export interface Look {
  readonly steps: readonly PictureStep[];
  /**
   * One threshold for the whole picture, which reads other pictures (low light, fine noise) and costs less; else the average around each
   * pixel, which copes with shadows.
   */
  readonly isGlobal: boolean;
  /** Whether white specks in black are closed where nothing is found before; twice the time. */
  readonly isDenoised: boolean;
  /** For the form of QR code that was made before 1997, instead of today's. */
  readonly isOld?: true;
  /** Without looking for light codes on dark, and without the last of what may find one: half the time, and nearly all of the finds. */
  readonly isQuick?: true;
}

const local = (...steps: PictureStep[]): Look => ({ steps, isGlobal: false, isDenoised: false });
const global = (...steps: PictureStep[]): Look => ({ steps, isGlobal: true, isDenoised: false });
const denoised = (look: Look): Look => ({ ...look, isDenoised: true });
const gamma = (by: number): PictureStep => ({ step: "gamma", gamma: by });
const soften = (radius: number): PictureStep => ({ step: "soften", radius });
const sharpen = (radius: number, amount: number): PictureStep => ({ step: "sharpen", radius, amount });
const double: PictureStep = { step: "double" };
const halve: PictureStep = { step: "halve" };

/** The look that every picture gets, and the one that every picture gets in which that one finds nothing. */
export const FIRST_LOOK: Look = local();
export const SECOND_LOOK: Look = global();

/**
 * The looks that read most of what plain ones miss in the frames of a camera, a code that is small or soft: at the whole, and, both of them,
 * at that part of it where a code was seen. They go before the others in two frames of three.
 */
export const USUAL_LOOK: Look = global(sharpen(2, 2), double);
export const USUAL_NEAR_LOOKS: readonly Look[] = [USUAL_LOOK, local(sharpen(2, 2), double)];

/** A look by what it is good for. */
export type LookName = "enlarged" | "bright" | "dark" | "noisy" | "blurred" | "speckled" | "large" | "washed-out";

/** The looks at frames of a camera in which two plain looks find nothing: a few at each, in turns (view-rotation.ts). */
export const STREAM_LOOKS: Readonly<Record<LookName, Look>> = {
  // Too few pixels a module, and soft, in shadow.
  enlarged: local(sharpen(4, 2), double),
  // An over-bright screen.
  bright: global(gamma(3)),
  // Deep shadow, or a spot of light beside the code.
  dark: local(gamma(0.5)),
  // Noise and moiré.
  noisy: global(soften(1)),
  // Out of focus or moved, with noise.
  blurred: local(soften(1), sharpen(8, 3)),
  // Few pixels a module, with noise.
  speckled: denoised(global(sharpen(1, 2), double)),
  // Noise finer than the modules of a code that is near.
  large: global(halve, sharpen(4, 2)),
  "washed-out": local(gamma(2), double),
};

/** The one for codes of a few levels, faded or on a dim display, which have no more texture than clothes: it reads them and costs little more than a plain one. */
export const FAINT_LOOK: Look = { ...STREAM_LOOKS.blurred, isQuick: true };

/** The looks at that part of a frame where a code was seen and not read, or was read a moment ago: it is small, and they are quick. */
export const NEAR_LOOKS: Partial<Readonly<Record<LookName, Look>>> = {
  enlarged: global(sharpen(1, 2), double, double),
  blurred: denoised(local(soften(1), sharpen(8, 3))),
  "washed-out": denoised(local(gamma(2), double)),
  dark: local(sharpen(4, 1), gamma(0.5)),
  speckled: denoised(global(sharpen(4, 2), double)),
  large: global(halve, sharpen(2, 2)),
};

/**
 * The looks at a still in which two plain looks find nothing: measured on 471 readable pictures that others made, in the order of what they
 * win in their time, then those that win least there. They are many on purpose: the few that suffice for one half of those pictures read
 * only two thirds of what can be read of the other.
 */
export const STILL_LOOKS: readonly Look[] = [
  global(halve, sharpen(4, 2)),
  local(gamma(0.5)),
  local(gamma(2), double),
  denoised(global(halve, soften(1))),
  denoised(local(soften(1), sharpen(8, 3))),
  local(sharpen(1, 2), double),
  denoised(global()),
  global(gamma(3)),
  global(halve, halve),
  denoised(local(sharpen(4, 1), gamma(0.5))),
  denoised(local(gamma(3), double)),
  local(sharpen(8, 2)),
  denoised(global(sharpen(4, 2), double)),
  denoised(local(soften(2), sharpen(8, 3))),
  global(soften(1), sharpen(4, 2), double),
  denoised(local(gamma(2))),
  { ...local(), isOld: true },
  local(sharpen(4, 2), double),
  denoised(global(soften(1), sharpen(8, 3))),
  denoised(local(sharpen(4, 2))),
  global(gamma(2), double),
  denoised(local(double)),
  global(gamma(0.5)),
  denoised(global(sharpen(8, 2))),
  denoised(local(halve)),
  local(soften(1), double),
  denoised(global(sharpen(1, 2), double)),
  local({ step: "median" }, double),
  denoised(local(sharpen(2, 3))),
];

/** The looks at a part of a picture where the pattern of a code was seen but not read: it is small, and they are quick. */
export const REGION_LOOKS: readonly Look[] = [
  denoised(local(soften(1), sharpen(8, 3))),
  local(gamma(2), double),
  local(sharpen(2, 2), double),
  global(),
  denoised(global(sharpen(4, 2), double)),
  local(sharpen(4, 1), gamma(0.5)),
  denoised(local(gamma(2), double)),
  global(halve, sharpen(2, 2)),
  denoised(local(soften(2), sharpen(8, 3))),
];
