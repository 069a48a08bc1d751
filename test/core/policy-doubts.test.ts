import { expect, test } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import { policyDoubts } from "../../src/core/policy-doubts.ts";

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
