// How the room looks when nobody holds up anything: what is not of the room is held up.
import type { BlockMeans } from "./picture-measures.ts";

/** The room is learnt from frames so far apart, in milliseconds. */
const LEARN_EVERY_MS = 250;
/** A block whose level has stayed within so many levels from one such frame to the next … */
const STEADY_LEVELS = 4;
/** … for so many of them, eight seconds, is of the room: no hand is as still. */
const STEADY_FRAMES = 32;
/** A block that differs from the room by more than so many levels, and this part of its level, is not of the room. */
const HELD_LEVELS = 4;
const HELD_PART = 0.05;
/** From this level on pixels are full, and do not become brighter with the others. */
const FULL_LEVEL = 240;

/** What is known of a camera's room. Plain data; `UNKNOWN_ROOM` before the first frame. */
export interface EmptyRoom {
  readonly atMs: number;
  /** The last frame that it was learnt from. */
  readonly last?: BlockMeans;
  /** By block: the frames for which it has been steady; and its level when it was of the room last, where `isKnown`. */
  readonly steady: Uint8Array;
  readonly levels: Uint8Array;
  readonly isKnown: Uint8Array;
}

/** The state before the first frame. */
export const UNKNOWN_ROOM: EmptyRoom = {
  atMs: Number.NEGATIVE_INFINITY,
  steady: new Uint8Array(),
  levels: new Uint8Array(),
  isKnown: new Uint8Array(),
};

/** The state after a frame of these block means, taken at `atMs` of a monotonic clock. */
export function nextRoom(before: EmptyRoom, now: BlockMeans, atMs: number): EmptyRoom {
  if (atMs - before.atMs < LEARN_EVERY_MS) return before;
  const { means } = now;
  const isSame = before.last?.side === now.side && before.last.columns === now.columns && before.last.rows === now.rows;
  const last = isSame ? before.last : undefined;
  const steady = new Uint8Array(means.length);
  const levels = last ? before.levels.slice() : new Uint8Array(means.length);
  const isKnown = last ? before.isKnown.slice() : new Uint8Array(means.length);
  for (let block = 0; last && block < means.length; block++) {
    const level = means[block] ?? 0;
    if (Math.abs(level - (last.means[block] ?? 0)) > STEADY_LEVELS) continue;
    steady[block] = Math.min(STEADY_FRAMES, (before.steady[block] ?? 0) + 1);
    if (steady[block] !== STEADY_FRAMES) continue;
    levels[block] = level;
    isKnown[block] = 1;
  }
  return { atMs, last: now, steady, levels, isKnown };
}

/** Whether most of the room is known. */
export function isRoomKnown({ isKnown }: EmptyRoom): boolean {
  return isKnown.reduce((sum, known) => sum + known, 0) > isKnown.length / 2;
}

/** Whether what a frame shows at a point, in its pixels, is not of the room; where the room is not known yet, anything may be held up. */
export function heldIn({ last, levels, isKnown }: EmptyRoom, { side, columns, rows, means }: BlockMeans): (x: number, y: number) => boolean {
  if (!last || last.columns !== columns || last.rows !== rows) return () => true;
  const light = changeOfLight(levels, isKnown, means);
  return (x, y) => {
    const block = Math.floor(y / side) * columns + Math.floor(x / side);
    const expected = Math.min(255, (levels[block] ?? 0) * light);
    return !isKnown[block] || Math.abs((means[block] ?? 0) - expected) > HELD_LEVELS + HELD_PART * expected;
  };
}

/** How many times brighter the room has become: in the middle of its blocks, so that what is held up does not count. */
function changeOfLight(levels: Uint8Array, isKnown: Uint8Array, means: Uint8Array): number {
  const ratios: number[] = [];
  for (const [block, level] of levels.entries()) {
    const now = means[block] ?? 0;
    if (isKnown[block] && level > 0 && level < FULL_LEVEL && now < FULL_LEVEL) ratios.push(now / level);
  }
  return Float32Array.from(ratios).sort()[ratios.length >> 1] ?? 1;
}
