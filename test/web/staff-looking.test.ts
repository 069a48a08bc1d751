import { expect, test } from "vitest";
import type { StaffResult } from "../../src/core/staff.ts";
import { afterArrival, chosenByHand, lookedAt, NEWEST, stepped, workedWith } from "../../src/web/staff-looking.ts";

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
  expect([lookedAt(results([2, 1]), after)?.id, after.news]).toEqual([1, 2]);
});

test("work is over once what was copied from is hidden", () => {
  const working = workedWith(results([1]), NEWEST);
  expect(afterArrival(results([2, 1], [1]), working, false)).toEqual(NEWEST);
});

test("an older one that was chosen by hand stays, hidden or not, until the newest is chosen", () => {
  const chosen = stepped(results([2, 1]), NEWEST, 1);
  expect(lookedAt(results([2, 1]), chosen)?.id).toBe(1);
  const after = afterArrival(results([3, 2, 1], [1]), chosen, false);
  expect([after.chosen, after.news]).toEqual([1, 3]);
  expect(chosenByHand(results([3, 2, 1]), after, 3)).toEqual(NEWEST);
});

test("under a window and on another page the answer is told of, and what was shown stays", () => {
  expect(afterArrival(results([2, 1]), NEWEST, true)).toEqual({ chosen: 1, news: 2 });
  expect(afterArrival(results([1]), NEWEST, true)).toEqual({ news: 1 });
});

test("a chosen result that is not kept any more is nothing, and never another person's", () => {
  const chosen = chosenByHand(results([2, 1]), NEWEST, 1);
  expect(lookedAt(results([9, 8]), chosen)).toBeUndefined();
});
