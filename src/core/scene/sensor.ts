import type { Noise } from "./chance.ts";
import type { Exposure } from "./exposure.ts";
import type { CameraSpec } from "./spec.ts";

/** Steps of linear light between black and full; each has its luma. */
const STEPS = 16_384;

/** Turns light in cd/m² into luma: fewer light in the corners, electrons and their noise, gain, the gamma curve, 8 bits. */
export type Sensor = (light: Float32Array, exposure: Exposure, noise: Noise) => Uint8Array;

/** The sensor of a camera. */
export function createSensor(camera: CameraSpec): Sensor {
  const { width, height, sensitivity, fullWell, readNoise, vignetting, gamma } = camera;
  const curve = Uint8Array.from({ length: STEPS + 1 }, (_, step) => Math.round(255 * (step / STEPS) ** gamma));
  const row = new Float32Array(width);
  const readVariance = readNoise * readNoise;
  const corner = (width * width + height * height) / 4;

  return (light, { seconds, gain }, noise) => {
    const luma = new Uint8Array(width * height);
    const electrons = sensitivity * seconds;
    const toStep = (gain / fullWell) * STEPS;
    for (let y = 0, at = 0; y < height; y++) {
      noise(row);
      const awayY = y + 0.5 - height / 2;
      const middle = electrons * (1 - (vignetting * awayY * awayY) / corner);
      const lost = (electrons * vignetting) / corner;
      for (let x = 0; x < width; x++, at++) {
        const away = x + 0.5 - width / 2;
        const caught = (light[at] ?? 0) * (middle - lost * away * away);
        // Light comes in single electrons: their noise is the root of their number.
        const read = Math.min(fullWell, caught + (row[x] ?? 0) * Math.sqrt(caught + readVariance));
        const step = read * toStep;
        luma[at] = step <= 0 ? 0 : step >= STEPS ? 255 : (curve[step | 0] ?? 255);
      }
    }
    return luma;
  };
}
