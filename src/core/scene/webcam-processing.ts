import { type GreyPicture, sharpen } from "../grey-picture.ts";

/** Steps for the luma of a JPEG at quality 50 (ITU-T T.81, table K.1). */
// biome-ignore format: eight by eight
const STEPS_50 = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/** What the fast transform leaves each wave multiplied by (Arai, Agui and Nakajima 1988): rows and columns alike. */
const LEFT = Array.from({ length: 8 }, (_, wave) => (wave === 0 ? 1 : Math.SQRT2 * Math.cos((wave * Math.PI) / 16)));

/** What a cheap USB camera does to a frame before it sends it: sharpens it, and packs it as a JPEG (here without its entropy coding, which loses nothing). */
export function processWebcam(picture: GreyPicture, sharpening: number, quality: number): GreyPicture {
  const sharp = sharpening > 0 ? sharpen(picture, 1, sharpening) : picture;
  const scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  const left = (at: number) => (LEFT[at >> 3] ?? 1) * (LEFT[at & 7] ?? 1);
  const steps = STEPS_50.map((step) => Math.max(1, Math.min(255, step * scale)));
  const toSteps = Float32Array.from(steps, (step, at) => 1 / (step * 8 * left(at)));
  const fromSteps = Float32Array.from(steps, (step, at) => (step * left(at)) / 8);
  const { width, height } = sharp;
  const luma = new Uint8ClampedArray(sharp.luma);
  const block = new Float32Array(64);
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let start = top * width; start + 8 <= (top + 1) * width; start += 8) {
      for (let at = 0; at < 64; at++) block[at] = (luma[start + (at >> 3) * width + (at & 7)] ?? 0) - 128;
      for (let row = 0; row < 64; row += 8) toWaves(block, row, 1);
      for (let column = 0; column < 8; column++) toWaves(block, column, 8);
      for (let at = 0; at < 64; at++) block[at] = Math.round((block[at] ?? 0) * (toSteps[at] ?? 0)) * (fromSteps[at] ?? 0);
      for (let column = 0; column < 8; column++) fromWaves(block, column, 8);
      for (let row = 0; row < 64; row += 8) fromWaves(block, row, 1);
      for (let at = 0; at < 64; at++) luma[start + (at >> 3) * width + (at & 7)] = (block[at] ?? 0) + 128;
    }
  }
  return { width, height, luma: new Uint8Array(luma.buffer) };
}

/** Eight samples, `step` apart, into waves. Names without arrays: this runs half a million times a frame. */
function toWaves(block: Float32Array, at: number, step: number): void {
  const value = (index: number) => block[at + index * step] ?? 0;
  const sum0 = value(0) + value(7);
  const sum1 = value(1) + value(6);
  const sum2 = value(2) + value(5);
  const sum3 = value(3) + value(4);
  const part0 = value(0) - value(7);
  const part1 = value(1) - value(6);
  const part2 = value(2) - value(5);
  const part3 = value(3) - value(4);
  const outer = sum0 - sum3;
  const turned = (sum1 - sum2 + outer) * Math.SQRT1_2;
  const odd0 = part3 + part2;
  const odd2 = part1 + part0;
  const z5 = (odd0 - odd2) * 0.382683433;
  const z2 = 0.5411961 * odd0 + z5;
  const z4 = 1.306562965 * odd2 + z5;
  const z3 = (part2 + part1) * Math.SQRT1_2;
  block[at] = sum0 + sum3 + sum1 + sum2;
  block[at + 4 * step] = sum0 + sum3 - sum1 - sum2;
  block[at + 2 * step] = outer + turned;
  block[at + 6 * step] = outer - turned;
  block[at + 5 * step] = part0 - z3 + z2;
  block[at + 3 * step] = part0 - z3 - z2;
  block[at + step] = part0 + z3 + z4;
  block[at + 7 * step] = part0 + z3 - z4;
}

/** And back. */
function fromWaves(block: Float32Array, at: number, step: number): void {
  const value = (index: number) => block[at + index * step] ?? 0;
  const even0 = value(0) + value(4);
  const even1 = value(0) - value(4);
  const evenSum = value(2) + value(6);
  const evenPart = (value(2) - value(6)) * Math.SQRT2 - evenSum;
  const z13 = value(5) + value(3);
  const z10 = value(5) - value(3);
  const z11 = value(1) + value(7);
  const z12 = value(1) - value(7);
  const odd7 = z11 + z13;
  const z5 = (z10 + z12) * 1.847759065;
  const odd6 = z5 - 2.61312593 * z10 - odd7;
  const odd5 = (z11 - z13) * Math.SQRT2 - odd6;
  const odd4 = 1.0823922 * z12 - z5 + odd5;
  block[at] = even0 + evenSum + odd7;
  block[at + 7 * step] = even0 + evenSum - odd7;
  block[at + step] = even1 + evenPart + odd6;
  block[at + 6 * step] = even1 + evenPart - odd6;
  block[at + 2 * step] = even1 - evenPart + odd5;
  block[at + 5 * step] = even1 - evenPart - odd5;
  block[at + 4 * step] = even0 - evenSum + odd4;
  block[at + 3 * step] = even0 - evenSum - odd4;
}
