// From what single frames say to one piece of advice that stands long enough to be followed.
import type { Advice } from "./advice.ts";
import type { FrameSignals } from "./frame-signals.ts";
import type { Region } from "./picture-steps.ts";

/** Whoever has held up a code for so long without an answer is told what would help, in milliseconds. */
const PATIENCE_MS = 1_200;
/** The kiosk reads light codes on dark as well: only one that it has not read for so long is worth the way through a phone's settings. */
const DARK_MODE_PATIENCE_MS = 4_000;
/** A code out of sight for so long was taken away. Frames without a measurement come between those with one. */
const AWAY_MS = 700;
/** After so long without any frame nobody is known to stand there any more. */
export const GAP_MS = 2_000;
/** How fast the weight of a fault follows what frames say: to two thirds in so many milliseconds. */
const WEIGHT_MS = 500;
/** A fault that is not the first of a frame weighs so much less. */
const LATER_WEIGHT = 0.4;
/** Advice is given from this weight on, and stands until its own is below this one … */
const GIVE_WEIGHT = 0.5;
const KEEP_WEIGHT = 0.25;
/** … or another one's is so many times larger; but for so long in any case, so that one can read it and move. */
const OUTWEIGH = 1.5;
const STAND_MS = 1_500;
/** Light that has moved by less than this part of the frame is where it was. */
const SAME_PLACE = 0.1;
/** From one measurement to the next what is held up moves by less than so many of its own sides. */
const SAME_THING_SIDES = 1;

/** One piece of advice for whoever holds up a code that is not read. */
export interface Hint {
  readonly advice: Advice;
  /** With `glare`: where light washes the code out, in parts of the frame's width and height, the largest first. */
  readonly glare?: readonly Region[];
}

/** What the frames so far say. Plain data; `NOBODY_COACHED` before the first. */
export interface Coaching {
  /** Since when, and when last, a code was seen that is not read, in monotonic milliseconds; absent: nobody holds one up. */
  readonly held?: { readonly sinceMs: number; readonly seenMs: number; readonly place: Region };
  readonly weights: Readonly<Partial<Record<Advice, number>>>;
  readonly hint?: Hint;
  /** Since when this hint stands. */
  readonly hintMs: number;
}

/** What a frame adds. */
export interface CoachedFrame {
  /** A code was read in it. */
  readonly isRead: boolean;
  /** It was not looked at, since nothing has moved. */
  readonly isQuiet: boolean;
  readonly signals?: FrameSignals;
  /** Its size in pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

/** The state before the first frame, and when nobody holds up anything. */
export const NOBODY_COACHED: Coaching = { weights: {}, hintMs: 0 };

/**
 * The state after a frame, with the hint that stands then: one at a time, none while codes are read, none in the first moments and none when
 * nobody holds anything up. `atMs` is on a monotonic clock, in milliseconds.
 */
export function nextCoaching(earlier: Coaching, { isRead, isQuiet, signals, size }: CoachedFrame, atMs: number): Coaching {
  if (isRead) return NOBODY_COACHED;
  const before = earlier.held && atMs - earlier.held.seenMs < GAP_MS ? earlier : NOBODY_COACHED;
  if (isQuiet && before.held) return { ...before, held: { ...before.held, seenMs: atMs } };
  if (!signals) return before.held && atMs - before.held.seenMs < AWAY_MS ? before : NOBODY_COACHED;
  const known = before.held && isSameThing(before.held.place, signals.place) ? before : NOBODY_COACHED;
  const held = { sinceMs: known.held?.sinceMs ?? atMs, seenMs: atMs, place: signals.place };
  const weights = weighed(known, signals, atMs - (known.held?.seenMs ?? atMs));
  const { hint, hintMs } = hintOf(known, held.sinceMs, weights, atMs);
  return { held, weights, ...(hint && { hint: withGlare(hint, signals, size) }), hintMs };
}

/** The hint with the place of the light, where it is about that: the same hint as long as it stays where it was. */
function withGlare(hint: Hint, { glare }: FrameSignals, { width, height }: CoachedFrame["size"]): Hint {
  if (hint.advice !== "glare" || glare.length === 0) return hint;
  const boxes = glare.map((box) => ({
    left: box.left / width,
    top: box.top / height,
    width: box.width / width,
    height: box.height / height,
  }));
  const [[now], before] = [boxes, hint.glare?.[0]];
  const isThere = now && before && Math.hypot(middleOf(now).x - middleOf(before).x, middleOf(now).y - middleOf(before).y) < SAME_PLACE;
  return isThere ? hint : { advice: hint.advice, glare: boxes };
}

/** People who walk by are now here, now there; what is held up stays about where it is. */
function isSameThing(one: Region, other: Region): boolean {
  const [from, to] = [middleOf(one), middleOf(other)];
  const side = Math.max(one.width, one.height, other.width, other.height);
  return Math.hypot(to.x - from.x, to.y - from.y) < side * SAME_THING_SIDES;
}

function middleOf(box: Region): { readonly x: number; readonly y: number } {
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

function weighed({ weights }: Coaching, { faults }: FrameSignals, elapsedMs: number): Coaching["weights"] {
  // A measurement counts for the time since the one before; the first as if it stood for a moment already.
  const share = elapsedMs > 0 ? 1 - Math.exp(-elapsedMs / WEIGHT_MS) : LATER_WEIGHT;
  const names = new Set([...(Object.keys(weights) as Advice[]), ...faults]);
  return Object.fromEntries(
    [...names].map((advice) => {
      const now = faults[0] === advice ? 1 : faults.includes(advice) ? LATER_WEIGHT : 0;
      const was = weights[advice] ?? 0;
      return [advice, was + (now - was) * share];
    }),
  );
}

function hintOf(before: Coaching, sinceMs: number, weights: Coaching["weights"], atMs: number): Pick<Coaching, "hint" | "hintMs"> {
  const { hint, hintMs } = before;
  const [heaviest] = (Object.entries(weights) as [Advice, number][])
    .filter(([advice]) => atMs - sinceMs >= (advice === "dark-mode" ? DARK_MODE_PATIENCE_MS : PATIENCE_MS))
    .toSorted(([, one], [, other]) => other - one);
  const [advice, weight] = heaviest ?? [undefined, 0];
  if (hint) {
    const own = weights[hint.advice] ?? 0;
    const isOver = own < KEEP_WEIGHT || (advice !== hint.advice && weight > own * OUTWEIGH && weight >= GIVE_WEIGHT);
    if (!isOver || atMs - hintMs < STAND_MS) return { hint, hintMs };
  }
  if (advice === undefined || weight < GIVE_WEIGHT) return { hintMs };
  return { hint: { advice }, hintMs: atMs };
}
