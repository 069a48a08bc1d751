import { isSameBytes } from "./sure-symbol.ts";

/** A code is taken away when it was not seen for this long … */
const ABSENT_MS = 700;
/** … in this many frames. Even a good decoder misses a code held still in every other frame, and a slow board looks at few. */
const ABSENT_FRAMES = 3;
/** After this long without any frame (the camera was away) nothing is known any more, and what is seen then is new. */
const FORGET_MS = 5_000;
/** Codes remembered at once. A frame shows one or two; a sheet of labels must not fill the memory. */
const MAX_CODES = 32;

/** What the last frames showed. Plain data; `NOTHING_SHOWN` before the first frame. */
export interface Showings {
  readonly codes: readonly ShownCode[];
  /** Monotonic milliseconds of the last frame. */
  readonly atMs: number;
}

interface ShownCode {
  readonly symbol: Uint8Array;
  /** Monotonic milliseconds of the last frame that showed it. */
  readonly seenMs: number;
  /** Frames without it since. */
  readonly missed: number;
}

/** The state before the first frame. */
export const NOTHING_SHOWN: Showings = { codes: [], atMs: 0 };

/**
 * Which codes of this frame are new showings, in the frame's order. A code held still is one showing; taken away and held up
 * again it is another. `atMs` is the frame's time on a monotonic clock, in milliseconds. `isQuiet`: it is as the one before and was not
 * looked at, so that what it does not show is not taken away either.
 */
export function nextShowings(
  before: Showings,
  symbols: readonly Uint8Array[],
  atMs: number,
  isQuiet = false,
): { readonly after: Showings; readonly shown: readonly Uint8Array[] } {
  const present = before.codes.filter((code) => !isGone(code, atMs));
  const distinct = symbols.filter((symbol, index) => symbols.findIndex((other) => isSameBytes(other, symbol)) === index);
  const shown = distinct.filter((symbol) => !present.some((code) => isSameBytes(code.symbol, symbol)));
  const absent = present.filter((code) => !distinct.some((symbol) => isSameBytes(code.symbol, symbol)));
  const codes = [
    ...distinct.map((symbol) => ({ symbol, seenMs: atMs, missed: 0 })),
    ...absent.map((code) => (isQuiet ? asBefore(code, before.atMs, atMs) : { ...code, missed: code.missed + 1 })),
  ];
  return { after: { codes: codes.slice(0, MAX_CODES), atMs }, shown };
}

/** A time without a look says nothing: the time of the last sight goes along with it. */
function asBefore(code: ShownCode, beforeMs: number, atMs: number): ShownCode {
  return { ...code, seenMs: code.seenMs + (atMs - beforeMs) };
}

function isGone(code: ShownCode, atMs: number): boolean {
  const absentMs = atMs - code.seenMs;
  return absentMs >= FORGET_MS || (absentMs >= ABSENT_MS && code.missed >= ABSENT_FRAMES);
}
