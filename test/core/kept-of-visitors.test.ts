import { expect, test } from "vitest";
import { keptOfVisitors } from "../../src/core/kept-of-visitors.ts";

const OWN = { keepDays: 30, hasCentral: true };

test("what is kept of a visitor follows the policy in force: sealed parts of all types once, and what staff see where there is a page for them", () => {
  const policy = {
    id: "clinic",
    receipts: true,
    seal: { "health-insurance": ["fullName", "cardNo"], "citizen-id": ["fullName"] },
    disclose: { "citizen-id": ["fullName", "photo"] },
  };
  expect(keptOfVisitors(policy as never, { ...OWN, staffSeconds: 120 })).toEqual({
    ...OWN,
    sealed: ["fullName", "cardNo"],
    shown: { names: ["fullName", "photo"], seconds: 120 },
    receipts: true,
    rule: "clinic",
  });
  expect(keptOfVisitors({ id: "plain" }, OWN)).toEqual({ ...OWN, sealed: [], receipts: false, rule: "plain" });
  expect(keptOfVisitors(undefined, OWN)).toEqual({ ...OWN, sealed: [], receipts: false });
});
