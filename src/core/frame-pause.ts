/** The least pause that tells two frames apart, in milliseconds: a writer that waits for its turn on a busy board is not done yet. */
const MIN_PAUSE_MS = 10;
/** A pause is this part of the time from one frame to the next. */
const PAUSE_SHARE = 1 / 3;
/** Intervals whose median is taken; one that was torn, or that this program slept through, does not move it. */
const MAX_INTERVALS = 15;
const LEAST_INTERVALS = 3;

/** How long a stream of frames must be silent for the next byte to start one. */
export interface PauseLimit {
  /** In whole milliseconds. */
  limitMs(): number;
  /** A whole frame came at this time on a monotonic clock, in milliseconds. */
  came(atMs: number): void;
}

/** The limit for a camera that was asked for a frame every `askedMs` and may well send more: the shorter of the two intervals counts. */
export function createPauseLimit(askedMs: number): PauseLimit {
  const intervals: number[] = [];
  let lastMs: number | undefined;
  let limitMs = limitFor(askedMs);

  return {
    limitMs: () => limitMs,
    came(atMs) {
      if (lastMs !== undefined) intervals.push(atMs - lastMs);
      lastMs = atMs;
      if (intervals.length > MAX_INTERVALS) intervals.shift();
      if (intervals.length >= LEAST_INTERVALS) limitMs = limitFor(Math.min(askedMs, medianOf(intervals)));
    },
  };
}

function limitFor(intervalMs: number): number {
  return Math.max(MIN_PAUSE_MS, Math.round(intervalMs * PAUSE_SHARE));
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
