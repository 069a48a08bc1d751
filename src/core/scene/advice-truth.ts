import type { Advice } from "../advice.ts";
import type { PlacedCode } from "./sheet.ts";
import type { MediumSpec } from "./spec.ts";
import type { CodeTruth } from "./truth.ts";

/** Below this a finder is not sure of three dark and light modules in turn (decoding.md: 3.9 safe, 2.6 not). */
const LEAST_PIXELS_PER_MODULE = 2.7;
/** A code that is larger than this part of the frame's height and not all inside is too near; a smaller one is only at the edge. */
const LARGE_PART = 0.75;
const MOST_TILT_DEGREES = 48;
/** More of a code washed out than the best error correction restores when it lies in one place. */
const MOST_GLARE = 0.07;
const LEAST_LIGHT_LUMA = 60;
/** Light so much brighter than full white flows over a dark module beside it, by lens and focus. */
const MOST_OVEREXPOSURE = 2;
/** Softness and smear in modules at which neighbours run together. */
const MOST_BLUR_MODULES = 0.5;
const MOST_SMEAR_MODULES = 1.2;
/** Fewer light modules around a code on a dark page are none. */
const LEAST_QUIET_MODULES = 2;

/** What is wrong with a code in a frame of this height, most in the way first. */
export function adviceFor(truth: CodeTruth, { spec }: PlacedCode, medium: MediumSpec, frameHeight: number): readonly Advice[] {
  const isLarge = truth.pixelsPerModule * truth.modules > LARGE_PART * frameHeight;
  const isDarkPage = medium.kind === "phone" && medium.isDarkPage && spec.quietModules < LEAST_QUIET_MODULES;
  const faults: readonly (readonly [Advice, boolean])[] = [
    ["too-dark", Math.max(truth.light, truth.dark) < LEAST_LIGHT_LUMA],
    ["too-bright", truth.overexposure > MOST_OVEREXPOSURE],
    ["glare", truth.glare > MOST_GLARE],
    ["farther", truth.visible < 0.99 && isLarge],
    ["nearer", truth.pixelsPerModule < LEAST_PIXELS_PER_MODULE],
    ["moving", truth.smearPx > MOST_SMEAR_MODULES * truth.pixelsPerModule],
    ["out-of-focus", truth.defocusPx > MOST_BLUR_MODULES * truth.pixelsPerModule],
    ["tilt", truth.tilt > MOST_TILT_DEGREES],
    ["dark-mode", spec.isInverted || isDarkPage],
  ];
  return faults.filter(([, isSo]) => isSo).map(([advice]) => advice);
}
