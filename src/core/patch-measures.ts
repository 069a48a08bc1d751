import { type Patch, TEXTURE_BLOCK, type TextureMap } from "./code-texture.ts";
import type { GreyPicture } from "./grey-picture.ts";
import type { Region } from "./picture-steps.ts";

/** What the pixels of a patch say, whatever it is a patch of. */
export interface PatchMeasures {
  /** Levels of its light and its dark pixels. */
  readonly light: number;
  readonly dark: number;
  /** Level of most of its light pixels, whatever a lamp makes of some of them. */
  readonly usualLight: number;
  /** Part of its pixels that are as light as pixels can be. */
  readonly full: number;
  /** Part of its pixels that are neither light nor dark: few in a sharp code, up to a half where blur or smear runs modules together. */
  readonly between: number;
  /** Least ratio of its steps one way and across that way: 1 where all ways are alike, less where it is smeared or seen aslant. */
  readonly evenness: number;
  /** Pixels a module of a code with so many edges. Blur hides edges, so that this is too much then. */
  readonly pixelsPerModule: number;
}

/** The shape of a patch, by its blocks' moments of second order. */
export interface PatchShape {
  /** Its narrow side as a part of its wide one: what is square is so from every side. */
  readonly aspect: number;
  /** Its blocks as a part of those in a rectangle of such moments: 1 where it is whole and has straight sides. */
  readonly fill: number;
}

/** These parts of a patch's pixels are darker than its dark and lighter than its light level. */
const EDGE_PART = 0.07;
/** Half of a code is light: so large a part of it is darker than the lighter pixels of that half. */
const USUAL_PART = 0.7;
/** What is neither light nor dark lies between these parts of the way from dark to light. */
const BETWEEN_FROM = 0.3;
const BETWEEN_UNTIL = 0.7;
const FULL_LEVEL = 250;
const LEAST_STEP = 0.3;
/** Steps that noise makes in a gradient of two, against one. */
const GRADIENT_NOISE = 1.2;

/**
 * Measures the pixels of a patch in a part of the frame that holds it, seen with `scale` pixels for one of the picture whose texture it is
 * of, from that picture's `part` on.
 */
export function measurePatch(
  { width, height, luma }: GreyPicture,
  { columns, noise }: TextureMap,
  { blocks }: Patch,
  scale: number,
  part: Pick<Region, "left" | "top">,
): PatchMeasures {
  const counts = new Uint32Array(256);
  const side = TEXTURE_BLOCK * scale;
  let [across, down, falling, rising, steps, pixels] = [0, 0, 0, 0, 0, 0];
  for (const block of blocks) {
    const left = (block % columns) * side - part.left * scale;
    const top = Math.floor(block / columns) * side - part.top * scale;
    for (let y = top; y < Math.min(top + side, height - 2); y++) {
      for (let x = Math.max(1, left); x < Math.min(left + side, width - 2); x++) {
        const at = y * width + x;
        const level = luma[at] ?? 0;
        counts[level] = (counts[level] ?? 0) + 1;
        across += Math.abs((luma[at + 2] ?? 0) - level);
        down += Math.abs((luma[at + 2 * width] ?? 0) - level);
        falling += Math.abs((luma[at + width + 1] ?? 0) - level);
        rising += Math.abs((luma[at + width - 1] ?? 0) - level);
        steps += Math.sqrt(((luma[at + 1] ?? 0) - level) ** 2 + ((luma[at + width] ?? 0) - level) ** 2);
        pixels++;
      }
    }
  }
  const light = quantileLevel(counts, pixels * (1 - EDGE_PART));
  const dark = quantileLevel(counts, pixels * EDGE_PART);
  const contrast = Math.max(1, light - dark);
  const between = counts.subarray(Math.ceil(dark + BETWEEN_FROM * contrast), Math.floor(dark + BETWEEN_UNTIL * contrast) + 1);
  const step = Math.max(LEAST_STEP, steps / Math.max(1, pixels) - noise * GRADIENT_NOISE);
  return {
    light,
    dark,
    usualLight: quantileLevel(counts, pixels * USUAL_PART),
    full: sumOf(counts.subarray(FULL_LEVEL)) / Math.max(1, pixels),
    between: sumOf(between) / Math.max(1, pixels),
    evenness: Math.min(ratioOf(across, down), ratioOf(falling, rising)),
    pixelsPerModule: contrast / step,
  };
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function ratioOf(one: number, other: number): number {
  return Math.min(one, other) / Math.max(1, one, other);
}

/** The first level below which, or at which, so many pixels are. */
function quantileLevel(counts: Uint32Array, pixels: number): number {
  let below = 0;
  const level = counts.findIndex((count) => {
    below += count;
    return below >= pixels;
  });
  return level < 0 ? 255 : level;
}

/** The shape of a patch. */
export function shapeOf({ columns }: Pick<TextureMap, "columns">, { blocks }: Patch): PatchShape {
  const points = blocks.map((block) => ({ x: block % columns, y: Math.floor(block / columns) }));
  const count = points.length;
  const [middleX, middleY] = [points.reduce((sum, { x }) => sum + x, 0) / count, points.reduce((sum, { y }) => sum + y, 0) / count];
  // A block is a square, not a point: a twelfth of its side squared is its own.
  let [xx, yy, xy] = [1 / 12, 1 / 12, 0];
  for (const { x, y } of points) {
    xx += (x - middleX) ** 2 / count;
    yy += (y - middleY) ** 2 / count;
    xy += ((x - middleX) * (y - middleY)) / count;
  }
  const half = (xx + yy) / 2;
  const apart = Math.sqrt(Math.max(0, half ** 2 - (xx * yy - xy ** 2)));
  const [wide, narrow] = [half + apart, Math.max(1 / 12, half - apart)];
  return { aspect: Math.sqrt(narrow / wide), fill: count / (12 * Math.sqrt(wide * narrow)) };
}
