import { inflateSync } from "node:zlib";
import { parse as parseToml } from "smol-toml";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { decodeBase45 } from "../../src/core/base45.ts";
import { decide } from "../../src/core/decide.ts";
import type { Decision } from "../../src/core/decision.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { type Policy, PolicySchema } from "../../src/core/policy.ts";
import { importSealKey } from "../../src/core/seal-key.ts";
import { WALLET_TYPES, type WalletCredential, type WalletType } from "../../src/core/wallet.ts";
import { DEMO_POLICY } from "../../src/demo/policy.ts";
import { issueToWallet } from "../../src/demo/wallet-issuer.ts";
import { int } from "../support/cbor-bytes.ts";
import { AT, HOLDER_KEY, makeLiveCode, testKey } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { SEAL_JWK } from "../support/seal-key.ts";

const ISSUER = newIssuerKey("EdDSA", { demo: true });
const SEAL_KEYS = [importSealKey(SEAL_JWK, "centre")].filter((key) => key !== undefined);
const trust = { ...trustInKeys([publicForm(ISSUER)]).trust, sealKeys: SEAL_KEYS };
const POLICY: Policy = v.parse(v.object({ policy: PolicySchema }), parseToml(DEMO_POLICY)).policy;
const ID = Buffer.from("00112233445566778899aabbccddeeff", "hex");
const holderKey = HOLDER_KEY.jwk;

function issued(type: WalletType, id: Uint8Array = ID): WalletCredential {
  const answer = issueToWallet({ type, holderKey }, ISSUER, AT + 0.5, id);
  if (!answer.ok) throw new Error(answer.problem.en);
  return answer.credential;
}

function judge(text: string, at = AT + 1): Decision {
  return decide({ symbol: Buffer.from(text), source: "desk", at }, trust, POLICY, NO_HISTORY);
}

function live({ text }: WalletCredential): string {
  const packed = decodeBase45(text);
  if (!packed.ok) throw new Error(packed.reason);
  return makeLiveCode({ credential: inflateSync(packed.value), iat: int(AT) }).text;
}

describe.each(WALLET_TYPES)("the demo's %s", (type) => {
  test("is accepted live by the demo's counter", () => {
    expect(judge(live(issued(type)))).toMatchObject({ reason: "granted", type, presentation: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("shows staff what the policy lets them see and nothing else", () => {
    const { disclosed = {}, claims = {} } = judge(live(issued(type)));
    // A picture makes a live code larger than a telephone shows well: the wallet's paper has none.
    const wanted = (POLICY.disclose?.[type] ?? []).filter((name) => name !== "photo");
    expect(Object.keys(disclosed).toSorted()).toEqual([...wanted].toSorted());
    expect(Object.keys(claims).length).toBeGreaterThan(wanted.length);
  });

  test("lasts as long as it says, and says what it is about", () => {
    const credential = issued(type);
    expect(credential).toMatchObject({ type, issuedAt: AT });
    expect(judge(credential.text, credential.expires - 1).reason).not.toBe("expired");
    expect(judge(credential.text, credential.expires).reason).toBe("expired");
    expect(credential.facts.length).toBeGreaterThan(1);
    for (const { label, value } of credential.facts) expect([label.vi, label.en, value].every((words) => words.length > 0)).toBe(true);
  });

  test("is another credential for everybody who asks", () => {
    expect(judge(live(issued(type, Buffer.alloc(16, 1)))).credential).not.toBe(judge(live(issued(type, Buffer.alloc(16, 2)))).credential);
  });
});

test("each rule of the demo's policy is there to be seen", () => {
  expect(judge(issued("citizen").text)).toMatchObject({ reason: "granted", warnings: expect.arrayContaining(["not-live"]) });
  expect(judge(issued("health-insurance").text).reason).toBe("holder-proof-missing");
  expect(judge(live(issued("application"))).fee?.amountVnd).toBe(150_000);
  const answers = (type: WalletType) => judge(live(issued(type))).answers?.map(({ condition, answer }) => `${condition.id} ${answer}`);
  expect(answers("citizen")).toEqual(["adult yes"]);
  expect(answers("household-address")).toEqual(["resident yes"]);
  expect(POLICY.once).toEqual(["prescription"]);
});

describe("the demo's issuer refuses", () => {
  const complaint = (request: unknown) => {
    const answer = issueToWallet(request, ISSUER, AT, ID);
    return answer.ok ? undefined : answer.problem.en;
  };

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "citizen"],
    ["a type that it does not issue", { type: "vaccination", holderKey }],
    ["no key", { type: "citizen" }],
    ["a key of another kind", { type: "citizen", holderKey: testKey("ES256", 5, "p256").jwk }],
    ["a key that is too short", { type: "citizen", holderKey: { ...holderKey, x: "AAAA" } }],
    ["a key with two bits too many", { type: "citizen", holderKey: { ...holderKey, x: `${"A".repeat(42)}B` } }],
    ["more than was asked", { type: "citizen", holderKey, claims: { fullName: "Trần Văn Thử" } }],
  ])("%s", (_, request) => {
    expect(complaint(request)).toMatch(/not \{"type", "holderKey"\}/);
  });

  test("a private key, and says that it must not travel", () => {
    expect(complaint({ type: "citizen", holderKey: { ...holderKey, d: "secret" } })).toMatch(/private key/);
  });

  test("a key of small order, for which anybody could sign", () => {
    expect(complaint({ type: "citizen", holderKey: { ...holderKey, x: "A".repeat(43) } })).toMatch(/cannot be used/);
  });
});
