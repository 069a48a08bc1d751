import { expect, test } from "vitest";
import type { StaffResult } from "../../src/core/staff.ts";
import { afterArrival, chosenByHand, lookedAt, NEWEST, nextInQueue, queueOf, stepped, workedWith } from "../../src/web/staff-looking.ts";

const NO_WORDS = { vi: "", en: "" };

/** Results with these ids, the newest first; `hidden`: those in which nothing personal is left. */
function results(ids: readonly number[], hidden: readonly number[] = []): readonly StaffResult[] {
  return ids.map((id) => ({
    id,
    seq: id,
    at: id,
    reason: "document-read",
    verdict: "read-only",
    code: "T-300",
    headline: NO_WORDS,
    detail: NO_WORDS,
    next: NO_WORDS,
    source: "desk",
    warnings: [],
    ...(hidden.includes(id) && { isHidden: true }),
  }));
}

test("a new answer is shown at once where nobody works with another", () => {
  expect(afterArrival(results([2, 1]), NEWEST, false)).toEqual(NEWEST);
});

test("what was copied from stays after the next answer, which is told of: one form never gets two people's lines", () => {
  const working = workedWith(results([1]), NEWEST);
  const after = afterArrival(results([2, 1]), working, false);
  expect([lookedAt(results([2, 1]), after)?.id, after.unseen]).toEqual([1, [2]]);
});

test("work is over once what was copied from is hidden", () => {
  const working = workedWith(results([1]), NEWEST);
  expect(afterArrival(results([2, 1], [1]), working, false)).toEqual(NEWEST);
});

test("an older one that was chosen by hand stays, hidden or not, until the newest is chosen", () => {
  const chosen = stepped(results([2, 1]), NEWEST, 1);
  expect(lookedAt(results([2, 1]), chosen)?.id).toBe(1);
  const after = afterArrival(results([3, 2, 1], [1]), chosen, false);
  expect([after.chosen, after.unseen]).toEqual([1, [3]]);
  expect(chosenByHand(results([3, 2, 1]), after, 3)).toEqual(NEWEST);
});

test("under a window and on another page the answer is told of, and what was shown stays", () => {
  expect(afterArrival(results([2, 1]), NEWEST, true)).toEqual({ chosen: 1, unseen: [2] });
  expect(afterArrival(results([1]), NEWEST, true)).toEqual({ unseen: [1] });
});

test("a chosen result that is not kept any more is nothing, and never another person's", () => {
  const chosen = chosenByHand(results([2, 1]), NEWEST, 1);
  expect(lookedAt(results([9, 8]), chosen)).toBeUndefined();
});

test("nobody is lost between two looks: who came meanwhile waits, and is looked at in turn", () => {
  const working = workedWith(results([1]), NEWEST);
  const two = afterArrival(results([2, 1]), working, true);
  const three = afterArrival(results([3, 2, 1]), two, false);
  const all = results([3, 2, 1]);
  expect([lookedAt(all, three)?.id, queueOf(all, three).map(({ id }) => id)]).toEqual([1, [2, 3]]);
  const next = nextInQueue(all, three);
  expect([lookedAt(all, next)?.id, next.unseen]).toEqual([2, [3]]);
  const four = afterArrival(results([4, 3, 2, 1]), next, false);
  expect([four.chosen, four.unseen]).toEqual([2, [4, 3]]);
  expect(nextInQueue(results([4, 3, 2, 1]), nextInQueue(results([4, 3, 2, 1]), four))).toEqual(NEWEST);
});

test("whose lines are hidden, or not kept any more, is nobody's turn", () => {
  const looking = { chosen: 1, heldBy: "choice", unseen: [9, 3, 2] } as const;
  expect(queueOf(results([3, 2, 1], [2]), looking).map(({ id }) => id)).toEqual([3]);
  expect(nextInQueue(results([3, 2, 1], [2, 3]), looking)).toEqual(NEWEST);
});
