import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegisteredCredential } from "../../src/core/register.ts";
import { STANDINGS } from "../../src/core/standing.ts";
import {
  EMPTY_REGISTER,
  parseRegister,
  type Register,
  revocationsOf,
  withIssued,
  withSamples,
  withStanding,
} from "../../src/demo/issuer-register.ts";
import { AT } from "../support/credential-maker.ts";

const named = (digit: string, changes: Partial<RegisteredCredential> = {}): RegisteredCredential => ({
  credential: digit.repeat(64),
  type: "student",
  initials: "N. T.",
  issuedAt: AT,
  expires: AT + 100,
  standing: "valid",
  ...changes,
});
const sample = (digit: string, changes: Partial<RegisteredCredential> = {}) =>
  named(digit, { sample: { vi: "Mẫu", en: "Sample" }, ...changes });
const revocations = (register: Register) => revocationsOf(register, "https://issuer.example", "https://issuer.example/status/1");
const identities = (register: Register) => {
  const [list] = revocations(register);
  if (list?.kind !== "identity") throw new Error("no list of identities");
  return { revoked: Buffer.from(list.revoked).toString("hex"), suspended: Buffer.from(list.suspended).toString("hex") };
};
const places = (register: Register) => {
  const list = revocations(register)[1];
  if (list?.kind !== "token-status") throw new Error("no list of places");
  return Object.fromEntries([...list.values].map(([value, at]) => [value, [...at]]));
};

test("the newest credential is the first, and none is taken back", () => {
  const register = withIssued(withIssued(EMPTY_REGISTER, named("1")), named("2"));
  expect(register.listed.map(({ credential }) => credential[0])).toEqual(["2", "1"]);
  expect(identities(register)).toEqual({ revoked: "", suspended: "" });
  expect(places(register)).toEqual({});
});

test("what is taken back is on the list of identities or in its place on the status list, until it is given back", () => {
  let register = [named("2"), named("1"), named("3", { index: 9 }), named("4", { index: 7 })].reduce(withIssued, EMPTY_REGISTER);
  for (const digit of ["1", "2", "3", "4"]) register = withStanding(register, digit.repeat(64), "revoked") ?? register;
  expect(identities(register).revoked).toBe("1".repeat(64) + "2".repeat(64));
  expect(places(register)).toEqual({ 1: [7, 9] });
  register = withStanding(register, "3".repeat(64), "suspended") ?? register;
  register = withStanding(register, "1".repeat(64), "valid") ?? register;
  expect(identities(register)).toEqual({ revoked: "2".repeat(64), suspended: "" });
  expect(places(register)).toEqual({ 1: [7], 2: [9] });
});

test("a credential that it has not issued cannot be taken back", () => {
  expect(withStanding(EMPTY_REGISTER, "1".repeat(64), "revoked")).toBeUndefined();
});

describe("at the next start", () => {
  const before = withSamples(
    withIssued(EMPTY_REGISTER, named("9")),
    [sample("1", { index: 0, standing: "revoked" }), sample("2", { index: 1 }), sample("3", { standing: "suspended" })],
    AT,
  );
  const after = withSamples(before, [sample("4", { index: before.nextIndex })], AT + 1);

  test("fresh samples stand in place of the old ones, and what is in a wallet stays", () => {
    expect(after.listed.map(({ credential }) => credential[0])).toEqual(["9", "4"]);
  });

  test("an old sample that was taken back stays so until it expires", () => {
    expect(places(after)).toEqual({ 1: [0] });
    expect(identities(after).suspended).toBe("3".repeat(64));
    const late = withSamples(after, [], AT + 100);
    expect(late.listed).toEqual([]);
    expect(late.former).toEqual([]);
  });

  test("no place of the status list is given twice", () => {
    expect(before.nextIndex).toBe(2);
    expect(after.nextIndex).toBe(3);
  });
});

test("a register of thousands lists the newest 200, and still tells of everything that was taken back", () => {
  let register = EMPTY_REGISTER;
  for (let at = 0; at < 500; at++) {
    const credential = at.toString(16).padStart(64, "0");
    register = withIssued(register, named("0", { credential }));
    if (at % 2 === 0) register = withStanding(register, credential, "revoked") ?? register;
  }
  expect(register.listed.length).toBe(200);
  expect(identities(register).revoked.length).toBe(250 * 64);
});

test("a register reads back from its file as it was written", () => {
  const credential = fc.record({
    credential: fc.stringMatching(/^[0-9a-f]{64}$/),
    standing: fc.constantFrom(...STANDINGS),
    index: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(credential, { maxLength: 5 }), (facts) => {
      const register = facts.map((fact) => named("0", fact)).reduce(withIssued, EMPTY_REGISTER);
      expect(parseRegister(Buffer.from(JSON.stringify(register)))).toEqual(register);
    }),
  );
});

test.each(["", "{}", "[]", '{"nextIndex":0,"listed":[],"former":[],"more":1}', '{"nextIndex":-1,"listed":[],"former":[]}'])(
  "what is no register is none: %s",
  (text) => expect(parseRegister(Buffer.from(text))).toBeUndefined(),
);
