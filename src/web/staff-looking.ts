import type { StaffResult } from "../core/staff.ts";

/** Which result is shown large. Nothing takes it away from whoever works with it: what arrives meanwhile is told of, and waits. */
export interface Looking {
  /** The result that is shown, by its id; undefined: the newest. */
  readonly chosen?: number;
  /** Why it stays: somebody has copied or sent some of it, or has chosen it by hand. Absent: the next answer takes its place. */
  readonly heldBy?: "work" | "choice";
  /** Those that came while another was held, by their ids, newest first: nobody has looked at them yet. */
  readonly unseen: readonly number[];
}

/** The newest, as it comes. */
export const NEWEST: Looking = { unseen: [] };

/** What is shown; undefined: nothing yet, or what was chosen is not kept any more. Never another in its place. */
export function lookedAt(results: readonly StaffResult[], { chosen }: Looking): StaffResult | undefined {
  return chosen === undefined ? results[0] : results.find(({ id }) => id === chosen);
}

/** Somebody works with this one. */
export function workedWith(results: readonly StaffResult[], looking: Looking): Looking {
  const id = lookedAt(results, looking)?.id;
  return id === undefined ? looking : { ...looking, chosen: id, heldBy: looking.heldBy ?? "work" };
}

/** Somebody chose one by hand; the newest is shown as it comes again. */
export function chosenByHand(results: readonly StaffResult[], looking: Looking, id: number): Looking {
  const unseen = looking.unseen.filter((other) => other !== id);
  return id === results[0]?.id ? { unseen } : { chosen: id, heldBy: "choice", unseen };
}

/** Those who wait to be looked at, in the order in which they came: what is not kept any more, or is hidden by now, is nobody's turn. */
export function queueOf(results: readonly StaffResult[], { unseen }: Looking): readonly StaffResult[] {
  return results.filter(({ id, isHidden }) => unseen.includes(id) && !isHidden).reverse();
}

/** Whose turn it is, or the newest where nobody waits. */
export function nextInQueue(results: readonly StaffResult[], looking: Looking): Looking {
  const [next] = queueOf(results, looking);
  return next ? chosenByHand(results, looking, next.id) : NEWEST;
}

/** The next older (1) or newer (-1). */
export function stepped(results: readonly StaffResult[], looking: Looking, by: 1 | -1): Looking {
  const at = results.findIndex(({ id }) => id === lookedAt(results, looking)?.id);
  const next = results[Math.max(0, Math.min(results.length - 1, at + by))];
  return next ? chosenByHand(results, looking, next.id) : looking;
}

/**
 * After a new answer, which is the first of `results`: it is shown at once, unless somebody holds another, has a window open or looks at another page
 * (`isElsewhere`). Work is over where what was worked with is hidden by now: there is nothing left to copy.
 */
export function afterArrival(results: readonly StaffResult[], looking: Looking, isElsewhere: boolean): Looking {
  const [newest, before] = results;
  if (!newest) return looking;
  const shown = looking.chosen === undefined ? before : lookedAt(results, looking);
  const isHeld = looking.heldBy === "choice" || (looking.heldBy === "work" && shown !== undefined && !shown.isHidden);
  const unseen = looking.unseen.filter((id) => results.some((result) => result.id === id));
  if (!isElsewhere && !isHeld) return { unseen };
  return { ...looking, ...(shown && { chosen: shown.id }), unseen: [newest.id, ...unseen] };
}
