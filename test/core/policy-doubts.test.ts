import { expect, test } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import { longSteps, policyDoubts } from "../../src/core/policy-doubts.ts";

const HEALTH = { id: "https://health.example", types: ["prescription" as const], keys: [{}] };
const IDENTITY = { id: "https://identity.example", types: ["citizen" as const], keys: [{}] };

function doubts(policy: Omit<Policy, "id">, issuers = [HEALTH, IDENTITY], hasSealKey = true): readonly string[] {
  return policyDoubts({ id: "p", ...policy }, issuers, hasSealKey).map(({ en }) => en);
}

test("a policy that the listed issuers can satisfy is in no doubt", () => {
  expect(doubts({})).toEqual([]);
  expect(doubts({ credentials: [] })).toEqual([]);
  expect(doubts({ issuers: [HEALTH.id], credentials: ["prescription"] })).toEqual([]);
});

test.each<[string, Omit<Policy, "id">, readonly string[]]>([
  [
    "names an issuer that is not listed",
    { issuers: [HEALTH.id, "https://other.example"] },
    ["issuers that are not on the list: https://other.example"],
  ],
  [
    "wants a type that nobody may sign",
    { credentials: ["prescription", "student"] },
    ["types that no wanted issuer has a key for: student"],
  ],
  [
    "wants a type that only an unwanted issuer may sign",
    { issuers: [HEALTH.id], credentials: ["citizen"] },
    ["types that no wanted issuer has a key for: citizen"],
  ],
  ["wants nobody who is listed", { issuers: [] }, ["no wanted issuer has a key"]],
])("a policy that %s says so", (_, policy, expected) => {
  expect(doubts(policy)).toEqual(expected);
});

test("an issuer without keys satisfies nothing", () => {
  expect(doubts({ credentials: ["citizen"] }, [{ ...IDENTITY, keys: [] }])).toEqual(["types that no wanted issuer has a key for: citizen"]);
  expect(doubts({}, [{ ...IDENTITY, keys: [] }])).toEqual(["no wanted issuer has a key"]);
});

test("a policy that seals is in doubt where the list has no key to seal to", () => {
  const seal = { prescription: ["fullName"], citizen: [] };
  expect(doubts({ seal }, undefined, false)).toEqual(["there is no key to seal this to: prescription"]);
  expect(doubts({ seal })).toEqual([]);
  expect(doubts({}, undefined, false)).toEqual([]);
});

test("a way on that the smallest panel writes small, or that leaves its receipt no room, is told of", () => {
  const long = (letters: number, more: Partial<Policy> = {}) => {
    const nextSteps = { citizen: { vi: "x".repeat(letters), en: "x" } };
    return longSteps({ id: "p", nextStep: { vi: "Mời qua quầy 3.", en: "Please go to counter 3." }, nextSteps, ...more }).map(
      ({ en }) => en,
    );
  };
  const fee = { bin: "970400", account: "0000000000" };
  expect([long(78), long(66, { fee }), long(60, { receipts: true }), long(26, { fee, receipts: true })]).toEqual([[], [], [], []]);
  expect([long(79), long(67, { fee }), long(79, { receipts: true })].map(([said]) => said)).toEqual(
    [78, 66, 78].map((most) => expect.stringMatching(new RegExp(`longer than ${most} letters, a 7-inch panel writes it too small`))),
  );
  expect([long(61, { receipts: true }), long(27, { fee, receipts: true })].map(([said]) => said)).toEqual(
    [60, 26].map((most) =>
      expect.stringMatching(new RegExp(`longer than ${most} letters, a 7-inch panel has no room left for the receipt`)),
    ),
  );
});
