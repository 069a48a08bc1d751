// How the room looks when nobody holds up anything: what is not of the room is held up.
import type { BlockMeans } from "./picture-measures.ts";

/** The room is learnt from frames so far apart, in milliseconds. */
const LEARN_EVERY_MS = 250;
/** A block is as it was where it differs by no more than so many levels and this part of its level, beyond the change of light. */
const SAME_LEVELS = 4;
const SAME_PART = 0.05;
/** A block that has been as it was in so many such frames, eight seconds, is of the room: no hand is as still. */
const STEADY_FRAMES = 32;
/** One that was not has so many of them still to show: it may have been noise. Where the room is known, what is other than it has them all. */
const UNSTEADY_FRAMES = 8;
/** Every so many blocks are asked for the change of light. */
const LIGHT_EVERY = 7;
/** From this level on pixels are full, and do not become brighter with the others. */
const FULL_LEVEL = 240;

/** What is known of a camera's room. Plain data; `UNKNOWN_ROOM` before the first frame. */
export interface EmptyRoom {
  readonly atMs: number;
  /** The last frame that it was learnt from. */
  readonly last?: BlockMeans;
  /** By block: the frames for which it has been steady; and its level when it was of the room last, in the light of now, where `isKnown`. */
  readonly steady: Uint8Array;
  readonly levels: Float32Array;
  readonly isKnown: Uint8Array;
}

/** The state before the first frame. */
export const UNKNOWN_ROOM: EmptyRoom = {
  atMs: Number.NEGATIVE_INFINITY,
  steady: new Uint8Array(),
  levels: new Float32Array(),
  isKnown: new Uint8Array(),
};

/** The state after a frame of these block means, taken at `atMs` of a monotonic clock. */
export function nextRoom(before: EmptyRoom, now: BlockMeans, atMs: number): EmptyRoom {
  if (atMs - before.atMs < LEARN_EVERY_MS) return before;
  const { means } = now;
  const isSame = before.last?.side === now.side && before.last.columns === now.columns && before.last.rows === now.rows;
  const last = isSame ? before.last : undefined;
  const steady = new Uint8Array(means.length);
  const levels = last ? before.levels.slice() : new Float32Array(means.length);
  const isKnown = last ? before.isKnown.slice() : new Uint8Array(means.length);
  const light = last ? changeOfLight(last.means, means) : 1;
  let [sumBefore, sumNow] = [1, 1];
  for (let block = 0; last && block < means.length; block++) {
    const [was, is] = [last.means[block] ?? 0, means[block] ?? 0];
    const isSteady = isAsBefore(was, is, light);
    const frames = before.steady[block] ?? 0;
    const isOther = isKnown[block] === 1 && !isAsBefore(levels[block] ?? 0, is, light);
    steady[block] = isSteady ? Math.min(STEADY_FRAMES, frames + 1) : isOther ? 0 : Math.max(0, frames - UNSTEADY_FRAMES);
    if (!isSteady || was >= FULL_LEVEL || is >= FULL_LEVEL) continue;
    [sumBefore, sumNow] = [sumBefore + was, sumNow + is];
  }
  // What somebody hides is as bright as it would be now, so that all levels are of one light. Sums, since single levels are rounded.
  const finely = sumNow / sumBefore;
  for (let block = 0; last && block < means.length; block++) {
    const isOfRoom = steady[block] === STEADY_FRAMES;
    levels[block] = isOfRoom ? (means[block] ?? 0) : (levels[block] ?? 0) * finely;
    if (isOfRoom) isKnown[block] = 1;
  }
  return { atMs, last: now, steady, levels, isKnown };
}

/** Whether most of the room is known. */
export function isRoomKnown({ isKnown }: EmptyRoom): boolean {
  return isKnown.reduce((sum, known) => sum + known, 0) > isKnown.length / 2;
}

/** Whether what a frame shows at a point, in its pixels, is not of the room; where the room is not known yet, anything may be held up. */
export function heldIn(
  { last, levels, isKnown }: EmptyRoom,
  { side, columns, rows, means }: BlockMeans,
): (x: number, y: number) => boolean {
  if (!last || last.columns !== columns || last.rows !== rows) return () => true;
  const light = changeOfLight(levels, means);
  return (x, y) => {
    const block = Math.floor(y / side) * columns + Math.floor(x / side);
    return !isKnown[block] || !isAsBefore(levels[block] ?? 0, means[block] ?? 0, light);
  };
}

function isAsBefore(was: number, is: number, light: number): boolean {
  const expected = Math.min(255, was * light);
  return Math.abs(is - expected) <= SAME_LEVELS + SAME_PART * expected;
}

/** How many times brighter the blocks have become: the one in the middle, so that what is held up does not count. 0 is of no block. */
function changeOfLight(before: Uint8Array | Float32Array, means: Uint8Array): number {
  const ratios = new Float32Array(Math.ceil(means.length / LIGHT_EVERY));
  let count = 0;
  for (let block = 0; block < means.length; block += LIGHT_EVERY) {
    const [was, is] = [before[block] ?? 0, means[block] ?? 0];
    if (was > 0 && was < FULL_LEVEL && is < FULL_LEVEL) ratios[count++] = is / was;
  }
  return count > 0 ? (ratios.subarray(0, count).sort()[count >> 1] ?? 1) : 1;
}
