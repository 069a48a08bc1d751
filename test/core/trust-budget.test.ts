import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { PolicySchema } from "../../src/core/policy.ts";
import { budgetOf, MAX_GRACE_DAYS } from "../../src/core/trust-budget.ts";

const DAY = 86_400;
const END = 1_800_000_000;
const at = (days: number, trust?: { warnDays: number; graceDays: number }) =>
  budgetOf({ expiresAt: END }, trust ? { trust } : {}, END + days * DAY);

test.each([
  [-30, "good", 30],
  [-7.001, "good", 7.001],
  [-7, "warning", 7],
  [-0.5, "warning", 0.5],
  [0, "stopped", 0],
  [400, "stopped", 0],
] as const)("without a word of the policy: %s days from the end it is %s, and lasts another %s days", (days, state, left) => {
  expect(at(days)).toEqual({ state, secondsLeft: expect.closeTo(left * DAY, 3) });
});

test.each([
  [-15, "good", 29],
  [-14, "warning", 28],
  [0, "grace", 14],
  [13.9, "grace", 0.1],
  [14, "stopped", 0],
] as const)("with a grace of 14 days: %s days from the end it is %s, and lasts another %s days", (days, state, left) => {
  expect(at(days, { warnDays: 14, graceDays: 14 })).toEqual({ state, secondsLeft: expect.closeTo(left * DAY, 3) });
});

test("a time that is no number is past the end", () => {
  expect(budgetOf({ expiresAt: END }, {}, Number.NaN)).toEqual({ state: "stopped", secondsLeft: 0 });
});

test("the budget never grows with time, and its states come in one order", () => {
  const order = ["good", "warning", "grace", "stopped"];
  const policy = fc.record({ warnDays: fc.nat(60), graceDays: fc.nat(MAX_GRACE_DAYS) });
  fc.assert(
    fc.property(policy, fc.integer({ min: -1e7, max: 1e7 }), fc.nat(1e7), (trust, offset, later) => {
      const [before, after] = [
        budgetOf({ expiresAt: END }, { trust }, END + offset),
        budgetOf({ expiresAt: END }, { trust }, END + offset + later),
      ];
      expect(after.secondsLeft).toBeLessThanOrEqual(before.secondsLeft);
      expect(order.indexOf(after.state)).toBeGreaterThanOrEqual(order.indexOf(before.state));
    }),
  );
});

test.each([
  [{}, { warnDays: 7, graceDays: 0 }],
  [{ graceDays: 45 }, { warnDays: 7, graceDays: 45 }],
  [{ graceDays: 91 }, undefined],
  [{ graceDays: -1 }, undefined],
  [{ warnDays: 0.5 }, undefined],
  [{ warnDays: 61 }, undefined],
  [{ isChecked: false }, undefined],
])("a policy with trust = %j comes to %j", (trust, expected) => {
  const parsed = v.safeParse(PolicySchema, { id: "x", trust });
  expect(parsed.success ? parsed.output.trust : undefined).toEqual(expected);
});
