import { createChance } from "./chance.ts";
import type { CameraSpec, LightSpec } from "./spec.ts";

/** How a frame was exposed. */
export interface Exposure {
  readonly seconds: number;
  readonly gain: number;
}

/** Where automatic exposure puts the mean of what it meters: 18 % of the full scale of linear light. */
const MIDDLE_GREY = 0.18;
/** Automatic exposure swings about once in 0.8 s, and less by half each 0.6 s. */
const HUNTING_HERTZ = 1.25;
const HUNTING_HALVED_SECONDS = 0.6;
/** Mains of 50 Hz: lamps flicker at twice that. */
const FLICKER_HERTZ = 100;
const SHORTEST_SECONDS = 1 / 8000;

/** The exposure at a time; `metered` is the mean luminance of what is metered, in cd/m². */
export function createExposure(camera: CameraSpec, metered: number, seed: number): (seconds: number) => Exposure {
  const { exposure, sensitivity, fullWell } = camera;
  const phase = createChance(seed, "exposure").between(0, 2 * Math.PI);
  return (at) => {
    const swing = exposure.hunting * Math.cos(2 * Math.PI * HUNTING_HERTZ * at + phase) * 0.5 ** (at / HUNTING_HALVED_SECONDS);
    const error = 2 ** (exposure.bias + swing + exposure.drift * at);
    if (exposure.metering === "fixed") return { seconds: exposure.seconds * error, gain: exposure.gain };
    const wanted = ((MIDDLE_GREY * fullWell) / (sensitivity * Math.max(metered, 1e-3))) * error;
    const seconds = Math.max(SHORTEST_SECONDS, Math.min(exposure.seconds, wanted));
    return { seconds, gain: Math.max(1, Math.min(exposure.gain, wanted / seconds)) };
  };
}

/** Light of lamps on the mains, relative to its mean, in what is exposed about a time. An exposure of 10 ms or 20 ms sees none of it. */
export function flickerAt({ flicker }: LightSpec, middleSeconds: number, exposureSeconds: number): number {
  return 1 + flicker * waveMean(FLICKER_HERTZ, middleSeconds, exposureSeconds);
}

/** Light of a dimmed screen, relative to its mean, in the same way. */
export function dimmingAt(
  dimming: { readonly depth: number; readonly hertz: number } | undefined,
  middleSeconds: number,
  exposureSeconds: number,
): number {
  return dimming ? 1 + dimming.depth * waveMean(dimming.hertz, middleSeconds, exposureSeconds) : 1;
}

/** Mean of a wave over the exposure: the wave at its middle, lower the more of it the exposure takes in. */
function waveMean(hertz: number, middleSeconds: number, exposureSeconds: number): number {
  const part = Math.PI * hertz * exposureSeconds;
  return (part < 1e-6 ? 1 : Math.sin(part) / part) * Math.cos(2 * Math.PI * hertz * middleSeconds);
}

/** From luminance in cd/m² to a part of the full scale, 0 to 1 and beyond. */
export function scaleOf({ sensitivity, fullWell }: CameraSpec, { seconds, gain }: Exposure): number {
  return (sensitivity * seconds * gain) / fullWell;
}

/** Luma of a luminance in this exposure, 0 to 255, without noise. */
export function lumaOf(camera: CameraSpec, exposure: Exposure, luminance: number): number {
  return 255 * Math.min(1, Math.max(0, luminance * scaleOf(camera, exposure))) ** camera.gamma;
}
