// Where in a picture something looks like a code, whether or not anything can be read of it: many edges both ways, close together, in a
// patch of its own. Blur, smear, darkness and glare, which hide the finder patterns, leave that.
import type { GreyPicture } from "./grey-picture.ts";

/** Pixels a side of the blocks whose texture is measured. */
export const TEXTURE_BLOCK = 8;
/** A patch reaches as far as its texture is this part of the strongest in it. */
const PATCH_SHARE = 0.4;
/** Fewer blocks than this are no patch, and more patches than this are not asked for. */
const LEAST_BLOCKS = 6;
const MOST_PATCHES = 6;
/** Texture in levels a pixel, over that of noise, below which there is none. */
const LEAST_TEXTURE = 1.2;

/** How strong the texture of each block is, row by row. */
export interface TextureMap {
  readonly columns: number;
  readonly rows: number;
  /** Mean step from a pixel to the next, in levels: the smaller one of across and down, smoothed, less the noise. */
  readonly strength: Float32Array;
  /** Mean step that noise makes, in levels. */
  readonly noise: number;
}

/** Blocks that hang together. */
export interface Patch {
  /** By number: row × columns + column. */
  readonly blocks: readonly number[];
  /** The extent in blocks; the last ones are in it. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly peak: number;
}

/** The texture of a picture as it is counted: of each block the smaller one of its sums of steps across and down, 7 × 7 each, in levels. */
export interface TextureSums {
  readonly columns: number;
  readonly rows: number;
  readonly sums: Uint16Array;
}

/** The sums of a picture. The kiosk counts them faster (drivers/pre-steps.ts). */
export function textureSums({ width, height, luma }: GreyPicture): TextureSums {
  const [columns, rows] = [Math.floor(width / TEXTURE_BLOCK), Math.floor(height / TEXTURE_BLOCK)];
  const sums = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [across, down] = [0, 0];
      // The last row and column of a block are its neighbour's.
      for (let y = row * TEXTURE_BLOCK; y < (row + 1) * TEXTURE_BLOCK - 1; y++) {
        const start = y * width + column * TEXTURE_BLOCK;
        for (let at = start; at < start + TEXTURE_BLOCK - 1; at++) {
          const level = luma[at] ?? 0;
          across += Math.abs((luma[at + 1] ?? 0) - level);
          down += Math.abs((luma[at + width] ?? 0) - level);
        }
      }
      sums[row * columns + column] = Math.min(across, down);
    }
  }
  return { columns, rows, sums };
}

/** The texture of a picture with these sums, or only of some blocks, as if there were none in the others. */
export function textureOf({ columns, rows, sums }: TextureSums, isIn?: (block: number) => boolean): TextureMap {
  const steps = (TEXTURE_BLOCK - 1) ** 2;
  const noise = (sums.toSorted()[Math.floor(sums.length * NOISE_PART)] ?? 0) / steps;
  const strength = smoothed(isIn ? sums.map((sum, block) => (isIn(block) ? sum : 0)) : sums, columns, rows).map((sum) =>
    Math.max(0, sum / steps - noise),
  );
  return { columns, rows, strength, noise };
}

/** At least this part of a frame is wall, skin or paper. */
const NOISE_PART = 0.15;

/** The mean of each block and those around it. */
function smoothed(from: Uint16Array, columns: number, rows: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let row = 0; row < rows; row++) {
    const [top, below] = [Math.max(0, row - 1), Math.min(rows - 1, row + 1)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.max(0, column - 1), Math.min(columns - 1, column + 1)];
      let sum = 0;
      for (let y = top; y <= below; y++) for (let x = left; x <= right; x++) sum += from[y * columns + x] ?? 0;
      to[row * columns + column] = sum / ((right - left + 1) * (below - top + 1));
    }
  }
  return to;
}

/** The patches of a texture, the strongest first. */
export function patchesOf({ columns, rows, strength, noise }: TextureMap): readonly Patch[] {
  const isFree = new Uint8Array(strength.length).fill(1);
  const least = Math.max(LEAST_TEXTURE, noise * 0.6);
  const patches: Patch[] = [];
  const order = [...strength.keys()].filter((block) => (strength[block] ?? 0) >= least);
  order.sort((one, other) => (strength[other] ?? 0) - (strength[one] ?? 0));
  for (const start of order) {
    if (!isFree[start]) continue;
    const peak = strength[start] ?? 0;
    const floor = Math.max(least, peak * PATCH_SHARE);
    const patch = takePatch(start, columns, rows, (block) => isFree[block] === 1 && (strength[block] ?? 0) >= floor, isFree, peak);
    if (patch.blocks.length >= LEAST_BLOCKS) patches.push(patch);
    if (patches.length >= MOST_PATCHES) break;
  }
  return patches;
}

function takePatch(
  start: number,
  columns: number,
  rows: number,
  isIn: (block: number) => boolean,
  isFree: Uint8Array,
  peak: number,
): Patch {
  const blocks: number[] = [];
  const waiting = [start];
  let [left, top, right, bottom] = [columns, rows, 0, 0];
  isFree[start] = 0;
  const visit = (block: number): void => {
    if (!isIn(block)) return;
    isFree[block] = 0;
    waiting.push(block);
  };
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    const x = block % columns;
    const y = (block - x) / columns;
    blocks.push(block);
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    if (x > 0) visit(block - 1);
    if (x + 1 < columns) visit(block + 1);
    if (y > 0) visit(block - columns);
    if (y + 1 < rows) visit(block + columns);
  }
  return { blocks, left, top, right, bottom, peak };
}
