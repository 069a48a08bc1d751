import type { GreyPicture } from "./grey-picture.ts";

/** A level from here on is as white as it gets: what stood there is lost. */
const BLOWN_LEVEL = 250;
/** A bright screen at arm's length fills this share of the picture or more; the spot of a lamp does not. */
const SCREEN_SHARE = 0.04;
/** Samples a side: enough to see a screen, and nothing to pay for. */
const SAMPLES = 32;
/** This many frames in a row must be blown out: a camera that adapts by itself is given its time. */
const PATIENCE_FRAMES = 4;
/** Frames with the one exposure before the other has its turn. The first two or three still show the one before. */
const TURN_FRAMES = 8;
/** After this many turns it is not a screen that is held up, but a window behind the person … */
const MAX_TURNS = 12;
/** … and is left alone for this many frames. */
const REST_FRAMES = 600;

/** Which of two exposures is in turn, and for how long yet. Plain data. */
export interface Bracket {
  readonly isDark: boolean;
  /** Frames of this turn that have come. */
  readonly frames: number;
  /** Frames in a row that were blown out. */
  readonly blown: number;
  /** Turns since the picture was last in order. */
  readonly turns: number;
}

/** The exposure that the camera itself finds right. */
export const NO_BRACKET: Bracket = { isDark: false, frames: 0, blown: 0, turns: 0 };

/**
 * The next state after a frame. While something as large as a screen is blown out, dark turns and normal ones alternate, so that a phone
 * is read in the one and a card in the other.
 */
export function nextBracket(before: Bracket, isBlown: boolean): Bracket {
  const frames = before.frames + 1;
  const blown = isBlown ? before.blown + 1 : 0;
  const { isDark, turns } = before;
  if (isDark) return frames < TURN_FRAMES ? { ...before, frames } : { isDark: false, frames: 0, blown: 0, turns: turns + 1 };
  if (turns >= MAX_TURNS) return frames < REST_FRAMES ? { ...before, frames } : NO_BRACKET;
  if (frames < (turns > 0 ? TURN_FRAMES : PATIENCE_FRAMES)) return { ...before, frames, blown };
  if (blown >= PATIENCE_FRAMES) return { isDark: true, frames: 0, blown: 0, turns: turns + 1 };
  // Whatever was held up is gone, or the camera has adapted.
  return blown === 0 ? { ...NO_BRACKET, frames: PATIENCE_FRAMES } : { ...before, frames, blown };
}

/** Whether something as large as a screen is blown out in the picture. */
export function isBlownOut({ width, height, luma, stride }: GreyPicture & { readonly stride: number }): boolean {
  let blown = 0;
  for (let row = 0; row < SAMPLES; row++) {
    const y = Math.floor(((row + 0.5) * height) / SAMPLES);
    for (let column = 0; column < SAMPLES; column++) {
      const x = Math.floor(((column + 0.5) * width) / SAMPLES);
      if ((luma[y * stride + x] ?? 0) >= BLOWN_LEVEL) blown++;
    }
  }
  return blown >= SCREEN_SHARE * SAMPLES * SAMPLES;
}
