// How much what is held up looks like a code. What can be read has edges so strong, both ways and close together, that people, clothes and
// bags hardly ever have them: where nothing has, nobody need look.
import { TEXTURE_BLOCK, type TextureMap, type TextureSums, textureOf } from "./code-texture.ts";

/**
 * From this texture on, in levels a pixel, it may be a code that can be read. Of 922 pictures that others made and zxing-wasm reads, at 640
 * and 1280 pixels, the least has 6.7; generated people who walk by have 4.7 at most.
 */
export const CODE_LIKE = 5;
/** So many blocks have at least the texture that counts: fewer are letters, or buttons. */
const BLOCKS = 8;
/** Frames wider than this are looked at in half their size first. */
const MOST_WIDTH = 800;
/** The smallest picture is halved so many times more than the first. Large modules show their texture there. */
const AGAIN = 2;

/** What the texture of a frame is counted from, in one of its sizes. */
export interface ScaledSums {
  readonly sums: TextureSums;
  /** Times that the frame was halved for it. */
  readonly halvings: number;
  /** Pixels of the frame for one of the picture. */
  readonly scale: number;
}

/** The sums of a frame that was halved so many times, and so often halved again. */
export type SumsOf = (halvings: number, again: number) => readonly TextureSums[];

/** Whether what is at a place of the frame, in its pixels, was not there while nobody held up anything. */
export type IsPresent = (x: number, y: number) => boolean;

/** The sums of a frame of this width, the largest picture first. */
export function scaledSums(width: number, sumsOf: SumsOf): readonly ScaledSums[] {
  const own = width > MOST_WIDTH ? 1 : 0;
  return sumsOf(own, AGAIN).map((sums, at) => ({ sums, halvings: own + at, scale: 2 ** (own + at) }));
}

/** The texture of what is held up, in levels a pixel, in the size in which it is strongest. */
export function codeLikeness(scales: readonly ScaledSums[], isPresent: IsPresent): number {
  return Math.max(0, ...scales.map((scaled) => commonTexture(heldTexture(scaled, isPresent))));
}

/** The texture of what is held up alone: that of the room around it does not count. */
export function heldTexture({ sums, scale }: ScaledSums, isPresent: IsPresent): TextureMap {
  return textureOf(sums, blockIsIn(sums, scale, isPresent));
}

/** Whether the middle of a block is present. */
export function blockIsIn({ columns }: Pick<TextureSums, "columns">, scale: number, isPresent: IsPresent): (block: number) => boolean {
  const side = TEXTURE_BLOCK * scale;
  return (block) => isPresent(((block % columns) + 0.5) * side, (Math.floor(block / columns) + 0.5) * side);
}

/** What the strongest blocks, of these or of all, have in common; 0 where they are too few. */
export function commonTexture({ strength }: TextureMap, blocks: Iterable<number> = strength.keys()): number {
  const strongest = new Float32Array(BLOCKS);
  for (const block of blocks) {
    const own = strength[block] ?? 0;
    if (own <= (strongest[0] ?? 0)) continue;
    strongest[0] = own;
    strongest.sort();
  }
  return strongest[0] ?? 0;
}
