// Two people at two readers in one instant: each of them gets an answer and sees it, one after the other.
import { RELAY_PULSE_MS } from "./indication.ts";
import type { Verdict } from "./reason.ts";
import type { SourceKind } from "./scan.ts";

/**
 * How long an answer stands before that to a showing at another source takes its place, in milliseconds: a lamp is seen, and the strike of a
 * door has let go. Not longer than the relay is held at all.
 */
export const HOLD_MS = Math.min(500, RELAY_PULSE_MS);

/** Where something is shown: a source by its number, or what has none, as the desk's window. */
export type Place = number | SourceKind;

/** Who waits for an answer, and whose stands. Plain data; `NOBODY` before the first showing. */
export interface Turns<Showing> {
  /** In the order in which they came; of each place the newest showing, because people look at the last thing they held up. */
  readonly waiting: ReadonlyMap<Place, Showing>;
  /** Whose answer is held: only this place gets another one now. */
  readonly held?: Place;
}

/** The state before the first showing. */
export const NOBODY: Turns<never> = { waiting: new Map<Place, never>() };

/** With one showing more. It takes the place in the queue of an older one of its source: whoever shows code after code gets no further by it. */
export function queued<Showing>(turns: Turns<Showing>, place: Place, showing: Showing): Turns<Showing> {
  return { ...turns, waiting: new Map(turns.waiting).set(place, showing) };
}

/** The showing whose turn it is, taken out of the queue; undefined: nobody waits, or an answer to somebody else is held. */
export function nextTurn<Showing>({
  waiting,
  held,
}: Turns<Showing>): { readonly after: Turns<Showing>; readonly place: Place; readonly showing: Showing } | undefined {
  const [first] = waiting;
  if (!first || (held !== undefined && held !== first[0])) return undefined;
  const [place, showing] = first;
  return { after: { waiting: new Map([...waiting].slice(1)) }, place, showing };
}

/**
 * For how long the answer just given is held, in milliseconds. One that says nothing of what was shown is not: another source may have read
 * the very same code better, and a reader that sends noise must not keep others waiting.
 */
export function holdMs(verdict: Verdict): number {
  return verdict === "unreadable" ? 0 : HOLD_MS;
}
