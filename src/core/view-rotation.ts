// Which further looks a frame of a camera gets in which plain looks found nothing: a few, others in the next frame, those first that are
// likely here.

/** What was tried so far. Plain data; `newRotation` before the first frame. */
export interface Rotation {
  /** Frames so far in which further looks were needed. */
  readonly turn: number;
  /** By look: the turn of its last try. */
  readonly triedAt: readonly number[];
  /** By look: what it has won of late, 0 to `MAX_CREDIT`. */
  readonly credit: readonly number[];
  /** The look that found something last, as long as it has not failed twice since: the next frame most likely looks the same. */
  readonly favourite?: { readonly look: number; readonly failures: number };
}

/** A look that has just won goes before others that have waited so many turns longer; each failure halves it. */
const MAX_CREDIT = 4;
/** Most turns that an expectation puts a look before others: none waits for ever. */
export const MAX_EXPECTATION = 4;
const MAX_FAVOURITE_FAILURES = 2;

/** The state before the first frame, for so many looks. */
export function newRotation(looks: number): Rotation {
  return { turn: 1, triedAt: Array<number>(looks).fill(0), credit: Array<number>(looks).fill(0) };
}

/**
 * The next look of this turn, undefined where each that is possible was tried: the favourite, then the one that has waited longest, less what
 * it is expected to win. `expectation` of a look: how many turns this frame speaks for it, 0 to `MAX_EXPECTATION`; undefined: it is not
 * possible in this frame. A possible look waits for at most as many turns as there are looks, and 8 more, where each turn tries one.
 */
export function nextLook(rotation: Rotation, expectation: readonly (number | undefined)[]): number | undefined {
  const { turn, triedAt, credit, favourite } = rotation;
  const isFree = (look: number): boolean => expectation[look] !== undefined && (triedAt[look] ?? 0) < turn;
  if (favourite && isFree(favourite.look)) return favourite.look;
  let best: number | undefined;
  let bestRank = Number.NEGATIVE_INFINITY;
  for (const look of expectation.keys()) {
    if (!isFree(look)) continue;
    const expected = Math.min(MAX_EXPECTATION, Math.max(0, expectation[look] ?? 0));
    const rank = turn - (triedAt[look] ?? 0) + expected + (credit[look] ?? 0);
    if (rank > bestRank) [best, bestRank] = [look, rank];
  }
  return best;
}

/** The state after a look was tried in this turn, and found a code or did not. */
export function afterLook(rotation: Rotation, look: number, hasFound: boolean): Rotation {
  const { favourite, ...others } = rotation;
  const triedAt = rotation.triedAt.with(look, rotation.turn);
  const credit = rotation.credit.with(look, hasFound ? MAX_CREDIT : (rotation.credit[look] ?? 0) / 2);
  const after = { ...others, triedAt, credit };
  if (hasFound) return { ...after, favourite: { look, failures: 0 } };
  if (!favourite) return after;
  const failures = favourite.failures + (favourite.look === look ? 1 : 0);
  return failures < MAX_FAVOURITE_FAILURES ? { ...after, favourite: { look: favourite.look, failures } } : after;
}

/** The state when the frame is done with. */
export function afterTurn(rotation: Rotation): Rotation {
  return { ...rotation, turn: rotation.turn + 1 };
}

/** What the levels of a picture say of its light. */
export type Light = "dark" | "bright" | "even";

/** The light of a picture by how many pixels have each of the 256 levels. */
export function lightOf(levels: Uint32Array): Light {
  const total = levels.reduce((sum, count) => sum + count, 0);
  const share = (from: number, until: number) => levels.subarray(from, until).reduce((sum, count) => sum + count, 0) / Math.max(1, total);
  if (share(248, 256) > BRIGHT_SHARE) return "bright";
  return share(0, DARK_LEVEL) > DARK_SHARE ? "dark" : "even";
}

/** White beyond measure is a lamp, a window or a screen, from this share of the picture on. */
const BRIGHT_SHARE = 0.08;
const DARK_LEVEL = 64;
const DARK_SHARE = 0.7;
