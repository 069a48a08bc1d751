import { modulesOf } from "./code-modules.ts";
import { PHONE_PLOTS } from "./phone-plots.ts";
import { ON_CARD, type Plot } from "./plot.ts";
import { codeOf, type FrameSize, GOOD_PRINT, HAND, HELD_STILL, NEW_CARD, OFFICE, OFFICE_LIGHT, piCamera, webcam } from "./presets.ts";
import { PRINT_PLOTS } from "./print-plots.ts";
import { type SampleCode, sampleCodes } from "./sample-codes.ts";
import type { SequenceSpec } from "./spec.ts";

/** A scene with a name, and what happens in it in one line. */
export interface CataloguedScene {
  readonly name: string;
  readonly says: string;
  readonly spec: SequenceSpec;
}

/** Every named condition, with the codes given or, without any, sample codes about nobody. Frames of 1280×720 unless said otherwise. */
export function sceneCatalogue(
  seed: number,
  codes: readonly SampleCode[] = sampleCodes(seed),
  size: FrameSize = { width: 1280, height: 720 },
): readonly CataloguedScene[] {
  return Object.entries({ ...PRINT_PLOTS, ...PHONE_PLOTS }).map(([name, plot], index) => ({
    name,
    says: plot.says,
    spec: sceneOf(name, plot, codes, size, seed + index * 7919),
  }));
}

function sceneOf(name: string, plot: Plot, codes: readonly SampleCode[], size: FrameSize, seed: number): SequenceSpec {
  const camera = (plot.isWebcam ? webcam : piCamera)(size, plot.camera);
  const wanted = plot.codes.map((code) => codes.find((sample) => sample.name === code));
  const isEmpty = plot.codes.length === 0;
  return {
    name,
    seed,
    frames: 24,
    camera: isEmpty && !plot.camera ? { ...camera, exposure: { ...camera.exposure, metering: "room" } } : camera,
    light: { ...OFFICE_LIGHT, ...plot.light },
    room: { ...OFFICE, ...plot.room },
    held: wanted.flatMap((sample, index) => (sample ? [heldOf(plot, sample, index, wanted.length)] : [])),
  };
}

/** Of several things each has its own half of the frame; the last is nearest. */
function heldOf(plot: Plot, sample: SampleCode, index: number, count: number): SequenceSpec["held"][number] {
  const spec = codeOf(sample, 50, plot.code);
  const isSmall = count > 1 && index > 0;
  const motion = { ...HELD_STILL, ...plot.motion };
  const aside = count > 1 ? (index === 0 ? -48 : 48) : 0;
  return {
    medium: isSmall ? NEW_CARD : (plot.medium ?? GOOD_PRINT),
    // The second one is a card with modules of a third of a millimetre, and its code away from the hand that holds it.
    codes: [isSmall ? codeOf(sample, Math.max(15, (modulesOf(spec)?.side ?? 40) * 0.35), { ...ON_CARD, rightMm: -ON_CARD.rightMm }) : spec],
    hand: { ...HAND, edge: !isSmall && plot.medium?.kind === "card" ? "left" : "right", ...plot.hand },
    motion: { ...motion, rightMm: motion.rightMm + aside, distanceMm: motion.distanceMm - 15 * index },
  };
}
