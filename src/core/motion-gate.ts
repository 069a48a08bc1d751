// Whether a frame of a camera need be looked at: an idle room costs next to nothing, and nothing that could be a code goes by unseen.
import type { BlockMeans } from "./picture-measures.ts";

/** After something moved every frame is looked at for so long, in milliseconds; also after the last sight of a code that is not read now. */
const LINGER_MS = 2_000;
/** A pattern that is seen and not read, and does not move for so long, is the wall's; no hand is as still. In milliseconds. */
const STILL_MS = 10_000;
/** A room in which nothing moves is looked at once in so many milliseconds all the same: whatever lies there still may be a code. */
const DUTY_MS = 1_000;

/** A block has changed where its level differs by more than five times the noise of blocks as bright … */
const NOISE_TIMES = 5;
/** … a standard deviation is so many medians of the absolute difference, where noise is normal … */
const DEVIATION_OF_MEDIAN = 1.48;
/** … and by so many levels at least, since levels are rounded, and at most, since what fills the frame must not pass for noise. */
const LEAST_CHANGE = 4;
const MOST_CHANGE = 20;
/** Pairs of neighbours that must have changed alike. The smallest code that can be read covers four times as many blocks. */
const LEAST_PAIRS = 4;
/** Or so many pairs that have both changed, one lighter and one darker as they may be: a code's blocks beside each other are of any level. */
const LEAST_MIXED_PAIRS = 8;
/** From this level on pixels are full, and their mean says nothing of how bright it is. */
const FULL_LEVEL = 240;
/** From this mean on some pixels of a block may be full. */
const BRIGHT_LEVEL = 170;
/** So much of what a change of light makes of a block may be missing, or too much. */
const LIGHT_SHARE = 0.5;
/** Levels of a kind of blocks whose noise is taken together: the dark ones of a gamma curve are the noisiest. */
const KIND_LEVELS = 32;
const KINDS = 256 / KIND_LEVELS;
/** Fewer blocks of a kind say nothing of its noise. */
const LEAST_OF_KIND = 64;

/** What is known of the frames so far. Plain data; `OPEN_GATE` before the first. */
export interface MotionGate {
  /** The last frame that was looked at: what changes slowly adds up until it counts. */
  readonly looked?: { readonly means: BlockMeans; readonly atMs: number };
  readonly movedMs: number;
  /** When a code was read last, or a part of one was seen last. */
  readonly readMs: number;
  readonly seenMs: number;
}

/** What a look at a frame has shown; `half-seen`: what looks like a code, and cannot be read. */
export type Sight = "code" | "half-seen" | "nothing";

/** The state before the first frame. */
export const OPEN_GATE: MotionGate = { movedMs: -Infinity, readMs: -Infinity, seenMs: -Infinity };

/**
 * Whether the frame of these block means, taken at `atMs` of a monotonic clock, is to be looked at, and the state then: always
 * while something moves and for a while after, and every now and then in any case.
 */
export function nextGate(before: MotionGate, means: BlockMeans, atMs: number): { readonly after: MotionGate; readonly isQuiet: boolean } {
  const { looked } = before;
  const movedMs = looked && !hasMoved(looked.means, means) ? before.movedMs : atMs;
  const isMissed = looked !== undefined && before.readMs < looked.atMs && atMs - before.readMs < LINGER_MS;
  const isDue = looked === undefined || atMs - looked.atMs >= DUTY_MS;
  const now = { ...before, movedMs };
  const isQuiet = !(hasMovedLately(now, atMs) || isMissed || hasSeenLately(now, atMs) || isDue);
  return { after: isQuiet ? before : { ...before, movedMs, looked: { means, atMs } }, isQuiet };
}

/** The state after the frame of that time was looked at, and showed this. */
export function afterSight(before: MotionGate, sight: Sight, atMs: number): MotionGate {
  if (sight === "nothing") return before;
  return sight === "code" ? { ...before, readMs: atMs, seenMs: atMs } : { ...before, seenMs: atMs };
}

/** Whether something moved so lately that every frame is looked at for it. */
export function hasMovedLately({ movedMs }: MotionGate, atMs: number): boolean {
  return atMs - movedMs < LINGER_MS;
}

/** Whether a code was read, or a part of one was seen, so lately that every frame is looked at for it; the wall's do not count. */
export function hasSeenLately({ seenMs, movedMs }: MotionGate, atMs: number): boolean {
  return atMs - seenMs < LINGER_MS && atMs - movedMs < STILL_MS;
}

/**
 * Whether anything but light, exposure and noise differs between two frames. Each row of blocks is compared at its own brightness: exposure
 * changes all rows alike, and lamps on 50 Hz mains lighten and darken them in turns (rolling shutter).
 */
export function hasMoved(before: BlockMeans, now: BlockMeans): boolean {
  const { columns, rows } = now;
  if (before.side !== now.side || before.columns !== columns || before.rows !== rows) return true;
  const change = changeOf(before, now);
  const limits = limitsOf(before.means, change);
  const signs = new Int8Array(change.length);
  let [alike, pairs] = [0, 0];
  for (let block = 0; block < change.length; block++) {
    const by = change[block] ?? 0;
    if (Math.abs(by) <= (limits[kindOf(before.means[block] ?? 0)] ?? 0)) continue;
    const sign = Math.sign(by);
    signs[block] = sign;
    for (const beside of [block % columns > 0 ? signs[block - 1] : 0, signs[block - columns]]) {
      if (beside) pairs++;
      if (beside === sign) alike++;
    }
    if (alike >= LEAST_PAIRS || pairs >= LEAST_MIXED_PAIRS) return true;
  }
  return false;
}

/** By how many levels each block differs from what it was, made as bright as its row is now, beyond what the change of light itself explains. */
function changeOf({ means: before, columns, rows }: BlockMeans, { means: now }: BlockMeans): Float32Array {
  const change = new Float32Array(now.length);
  for (let row = 0; row < rows; row++) {
    const [from, until] = [row * columns, (row + 1) * columns];
    let [sumBefore, sumNow] = [1, 1];
    for (let block = from; block < until; block++) {
      if ((before[block] ?? 0) >= FULL_LEVEL || (now[block] ?? 0) >= FULL_LEVEL) continue;
      sumBefore += before[block] ?? 0;
      sumNow += now[block] ?? 0;
    }
    const ratio = sumNow / sumBefore;
    const light = Math.abs(ratio - 1) * LIGHT_SHARE;
    for (let block = from; block < until; block++) {
      const was = before[block] ?? 0;
      const is = now[block] ?? 0;
      const expected = Math.min(255, was * ratio);
      // What is full in part becomes less bright than the rest, or less dark: it may be anything from what it was to what the rest would be.
      const least = was >= BRIGHT_LEVEL ? Math.min(was, expected) : expected;
      const most = was >= BRIGHT_LEVEL ? Math.max(was, expected) : expected;
      change[block] = is > most ? Math.max(0, is - most - light * was) : is < least ? Math.min(0, is - least + light * was) : 0;
    }
  }
  return change;
}

const kindOf = (level: number): number => Math.floor(level / KIND_LEVELS);

/** By kind of block: the difference, in levels, beyond which it is no noise. */
function limitsOf(means: Uint8Array, change: Float32Array): readonly number[] {
  // In quarters of a level up to the largest limit, the last for all that is more.
  const bins = MOST_CHANGE * 4 + 1;
  const counts = new Uint32Array(KINDS * bins);
  for (let block = 0; block < change.length; block++) {
    const bin = Math.min(bins - 1, Math.floor(Math.abs(change[block] ?? 0) * 4));
    const at = kindOf(means[block] ?? 0) * bins + bin;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return Array.from({ length: KINDS }, (_, kind) => {
    const deviation = (medianBin(counts.subarray(kind * bins, (kind + 1) * bins)) / 4) * DEVIATION_OF_MEDIAN;
    return Math.min(MOST_CHANGE, Math.max(LEAST_CHANGE, NOISE_TIMES * deviation));
  });
}

function medianBin(counts: Uint32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_OF_KIND) return 0;
  let below = 0;
  return counts.findIndex((count) => {
    below += count;
    return below * 2 >= total;
  });
}
