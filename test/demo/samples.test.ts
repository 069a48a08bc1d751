import { parse as parseToml } from "smol-toml";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import { type History, NO_HISTORY } from "../../src/core/history.ts";
import { publicForm } from "../../src/core/key-file.ts";
import { PolicySchema } from "../../src/core/policy.ts";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { intoShards } from "../../src/core/revocation/shard.ts";
import type { TrustMaterial } from "../../src/core/trust.ts";
import { loadTrustInSteps } from "../../src/core/trust-loading.ts";
import { WALLET_TYPES } from "../../src/core/wallet.ts";
import { EMPTY_REGISTER, revocationsOf, withSamples } from "../../src/demo/issuer-register.ts";
import { DEMO_POLICY } from "../../src/demo/policy.ts";
import { makeSamples, STATUS_URI } from "../../src/demo/samples.ts";
import { AT } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { SEAL_JWK } from "../support/seal-key.ts";

const [ISSUER, STRANGER] = [newIssuerKey(), newIssuerKey("EdDSA", { issuer: "https://stranger.example" })];
const { codes, registered } = makeSamples(ISSUER, STRANGER, AT, 7);
const { issuer: id, kid, jwk } = publicForm(ISSUER);
const trust = trustWith(revocationsOf(withSamples(EMPTY_REGISTER, registered, AT), id, STATUS_URI));

/** Trust as a kiosk has it: the issuer's key, and its lists as they travel. */
function trustWith(lists: readonly RevocationList[]): TrustMaterial {
  const dated = { version: 1, issuedAt: AT, expiresAt: AT + 86_400 };
  const operatorKeys = [{ use: "seal", kid: "centre", jwk: SEAL_JWK }];
  const list = { ...dated, issuers: [{ id, types: [...WALLET_TYPES], keys: [{ kid, jwk }] }], operatorKeys };
  const steps = loadTrustInSteps({ ...dated, list, shards: intoShards(lists, 1) ?? [] });
  let step = steps.next();
  while (!step.done) step = steps.next();
  if (!step.value.ok) throw new Error(step.value.problem);
  return step.value.trust;
}

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

test("the issuer can take back by identity and by place on its list, and has done both", () => {
  const means = registered.map(({ index, standing }) => `${index ?? "identity"} ${standing}`);
  for (const each of ["identity valid", "identity revoked", "7 valid", "8 suspended"]) expect(means).toContain(each);
});

test("the prescription of the next start is another one, and not used up", () => {
  const prescription = (at: number) => makeSamples(ISSUER, STRANGER, at, 0).codes.find((code) => code.id === "prescription")?.text;
  expect(prescription(AT + 1)).not.toBe(prescription(AT));
});
