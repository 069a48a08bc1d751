import { parse as parseToml } from "smol-toml";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import { type History, NO_HISTORY } from "../../src/core/history.ts";
import { publicForm } from "../../src/core/key-file.ts";
import { PolicySchema } from "../../src/core/policy.ts";
import { loadTrust } from "../../src/core/trust.ts";
import { WALLET_TYPES } from "../../src/core/wallet.ts";
import { DEMO_POLICY } from "../../src/demo/policy.ts";
import { makeSamples } from "../../src/demo/samples.ts";
import { AT } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";

const [ISSUER, STRANGER] = [newIssuerKey(), newIssuerKey("EdDSA", { issuer: "https://stranger.example" })];
const { codes, revoked } = makeSamples(ISSUER, STRANGER, AT);
const { issuer: id, kid, jwk } = publicForm(ISSUER);
const { trust } = loadTrust({
  version: 1,
  issuedAt: AT,
  expiresAt: AT + 86_400,
  issuers: [{ id, types: [...WALLET_TYPES], keys: [{ kid, jwk }] }],
  statusLists: [{ issuer: id, revoked: [...revoked] }],
});
const { policy } = v.parse(v.object({ policy: PolicySchema }), parseToml(DEMO_POLICY));
const ACCEPTED_BEFORE: History = { ...NO_HISTORY, lastAccepted: () => AT };

describe.each(codes.map((code) => [code.id, code] as const))("the sample %s", (_, { text, expect: first, afterwards }) => {
  const judge = (history: History) => decide({ symbol: Buffer.from(text), source: "desk", at: AT + 1 }, trust, policy, history).reason;

  test("ends as it says, the first time and afterwards", () => {
    expect(judge(NO_HISTORY)).toBe(first.reason);
    expect(judge(ACCEPTED_BEFORE)).toBe((afterwards ?? first).reason);
  });
});

test("every verdict is among the samples, and each has a name of its own", () => {
  expect(new Set(codes.map(({ expect: { verdict } }) => verdict))).toEqual(
    new Set(["accept", "refuse", "read-only", "unreadable", "cannot-check"]),
  );
  expect(new Set(codes.map((code) => code.id)).size).toBe(codes.length);
  expect(new Set(codes.map(({ label }) => label.vi)).size).toBe(codes.length);
});

test("the prescription of the next start is another one, and not used up", () => {
  const prescription = (at: number) => makeSamples(ISSUER, STRANGER, at).codes.find((code) => code.id === "prescription")?.text;
  expect(prescription(AT + 1)).not.toBe(prescription(AT));
});
