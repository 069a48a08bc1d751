import type { GreyPicture } from "./grey-picture.ts";
import type { Region } from "./picture-steps.ts";

/** Pixels a side of the blocks that `blockMeans` divides a picture into. */
export type BlockSide = 4 | 8 | 16;

/** The mean level of each block, row by row. Blocks at the right and lower edge may have fewer pixels. */
export interface BlockMeans {
  readonly side: BlockSide;
  readonly columns: number;
  readonly rows: number;
  readonly means: Uint8Array;
}

/** A spot is at least this many blocks large; smaller ones hide no code. */
const MIN_SPOT_BLOCKS = 4;
/** More spots than this are not listed, the largest first. */
const MAX_SPOTS = 16;

/** How many pixels have each of the 256 levels. */
export function countLevels({ luma }: GreyPicture): Uint32Array {
  const counts = new Uint32Array(256);
  for (const level of luma) counts[level] = (counts[level] ?? 0) + 1;
  return counts;
}

/** The picture as the means of square blocks: a sixteenth of the pixels or fewer, for what only asks where something changed. */
export function blockMeans({ width, height, luma }: GreyPicture, side: BlockSide): BlockMeans {
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const means = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const right = Math.min(width, (column + 1) * side);
      const below = Math.min(height, (row + 1) * side);
      let sum = 0;
      for (let y = row * side; y < below; y++) for (let x = column * side; x < right; x++) sum += luma[y * width + x] ?? 0;
      const count = (right - column * side) * (below - row * side);
      means[row * columns + column] = Math.floor(sum / count + 0.5);
    }
  }
  return { side, columns, rows, means };
}

/**
 * How sharp a picture is: the mean square of what each inner pixel differs from its four neighbours (their Laplacian). It grows with the
 * contrast squared, so compare pictures of the same thing, or divide. 0 where there is no inner pixel.
 */
export function sharpnessOf({ width, height, luma }: GreyPicture): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const around = (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - width] ?? 0) + (luma[at + width] ?? 0);
      sum += ((luma[at] ?? 0) * 4 - around) ** 2;
    }
  }
  return meanOfInner(sum, width, height);
}

/** A sum over the inner pixels as their mean. */
export function meanOfInner(sum: number, width: number, height: number): number {
  return width > 2 && height > 2 ? sum / ((width - 2) * (height - 2)) : 0;
}

/**
 * Where light washes everything out: the boxes around connected blocks of at least this level, in pixels, the largest first. White paper
 * in bright light looks the same; a spot within a code does not.
 */
export function brightSpots({ side, columns, rows, means }: BlockMeans, atLeast = 250): readonly Region[] {
  const isOpen = means.map((mean) => (mean >= atLeast ? 1 : 0));
  const spots: { readonly blocks: number; readonly region: Region }[] = [];
  for (let start = 0; start < isOpen.length; start++) {
    if (!isOpen[start]) continue;
    const { blocks, left, top, right, bottom } = takeSpot(isOpen, columns, rows, start);
    if (blocks < MIN_SPOT_BLOCKS) continue;
    const region = { left: left * side, top: top * side, width: (right - left + 1) * side, height: (bottom - top + 1) * side };
    spots.push({ blocks, region });
  }
  return spots
    .sort((one, other) => other.blocks - one.blocks)
    .slice(0, MAX_SPOTS)
    .map(({ region }) => region);
}

/** The extent of the spot with this block, in blocks; its blocks are closed. */
function takeSpot(isOpen: Uint8Array, columns: number, rows: number, start: number) {
  let blocks = 0;
  let [left, top, right, bottom] = [columns, rows, 0, 0];
  const waiting = [start];
  isOpen[start] = 0;
  const visit = (block: number): void => {
    if (!isOpen[block]) return;
    isOpen[block] = 0;
    waiting.push(block);
  };
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    const x = block % columns;
    const y = (block - x) / columns;
    blocks++;
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    if (x > 0) visit(block - 1);
    if (x + 1 < columns) visit(block + 1);
    if (y > 0) visit(block - columns);
    if (y + 1 < rows) visit(block + columns);
  }
  return { blocks, left, top, right, bottom };
}
