import { type Patch, TEXTURE_BLOCK } from "./code-texture.ts";
import type { GreyPicture } from "./grey-picture.ts";
import { type BlockMeans, blockMeans, brightSpots } from "./picture-measures.ts";
import type { Region } from "./picture-steps.ts";

/** The levels of a picture by blocks of the size of a texture's. */
export type Levels = BlockMeans;

/** From this level on a block is washed out, where the code's own light modules are well below. */
const WASHED_OUT = 236;
const LEAST_ABOVE_LIGHT = 25;
/** How far beside a code, as a part of its longer side, a lamp's reflection still lies on what is held up. */
const BESIDE = 0.5;
/** Blocks between a patch and the ring of what is around it: the first ones may be of its edge. */
const RING_FROM = 0;

/** The levels of a picture. */
export function levelsOf(picture: GreyPicture): Levels {
  return blockMeans(picture, TEXTURE_BLOCK);
}

/** Boxes in pixels of the picture, where a lamp washes out a patch or what is close to it, and how large a part of both that is. */
export function brightBeside(levels: Levels, patch: Patch, light: number): { readonly part: number; readonly boxes: readonly Region[] } {
  const { columns, rows, means } = levels;
  const least = Math.max(WASHED_OUT, light + LEAST_ABOVE_LIGHT);
  if (least > 254) return { part: 0, boxes: [] };
  const reach = Math.ceil(Math.max(patch.right - patch.left, patch.bottom - patch.top) * BESIDE);
  const near = new Uint8Array(means.length);
  let count = 0;
  for (let row = Math.max(0, patch.top - reach); row <= Math.min(rows - 1, patch.bottom + reach); row++) {
    for (let column = Math.max(0, patch.left - reach); column <= Math.min(columns - 1, patch.right + reach); column++) {
      const block = row * columns + column;
      if ((means[block] ?? 0) < least) continue;
      near[block] = 255;
      count++;
    }
  }
  return { part: count / (patch.blocks.length + count), boxes: brightSpots({ ...levels, means: near }) };
}

/** The middle level of the blocks around a patch, within the picture. */
export function ringLevel({ columns, rows, means }: Levels, { left, top, right, bottom }: Patch): number {
  const [from, until] = [RING_FROM, RING_FROM + 1];
  const ring: number[] = [];
  for (let row = top - until; row <= bottom + until; row++) {
    for (let column = left - until; column <= right + until; column++) {
      const isInside = row >= top - from && row <= bottom + from && column >= left - from && column <= right + from;
      if (!isInside && row >= 0 && row < rows && column >= 0 && column < columns) ring.push(means[row * columns + column] ?? 0);
    }
  }
  return ring.toSorted((one, other) => one - other)[ring.length >> 1] ?? 255;
}
