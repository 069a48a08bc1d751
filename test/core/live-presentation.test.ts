import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import { array, bytes, hex, int, map, tag, text } from "../support/cbor-bytes.ts";
import {
  AT,
  claimsSet,
  confirmationOf,
  EC_KEY,
  ED_KEY,
  HOLDER_KEY,
  headerOf,
  type LiveRecipe,
  makeCredential,
  makeLiveCode,
  testKey,
  wrap,
} from "../support/credential-maker.ts";
import { type Circumstances, judge, reasonOf } from "../support/judging.ts";

const THIEF = testKey("EdDSA", 77, "thief");
const PHONE = testKey("ES256", 78, "phone");
const boundTo = (key = HOLDER_KEY) => makeCredential({ payload: claimsSet({ more: [confirmationOf(key)] }) });
const reason = (recipe: LiveRecipe, circumstances: Circumstances = {}) => reasonOf(makeLiveCode(recipe).text, circumstances);
const policy = (changes: Partial<Policy>): Policy => ({ ...WANT_EVERYTHING, ...changes });

describe("a live code is granted", () => {
  test("as the credential inside it, with an identity of its own", () => {
    const decision = judge(makeLiveCode().text);
    expect(decision).toMatchObject({
      reason: "granted",
      format: "claim169",
      type: "citizen",
      claims: { fullName: "Nguyễn Thị Kiểm Thử" },
      warnings: [],
    });
    expect(decision.credential).toBe(judge(boundTo().text).credential);
    expect(decision.presentation).toMatch(/^[0-9a-f]{64}$/);
    expect(decision.presentation).not.toBe(judge(makeLiveCode({ iat: int(AT - 1) }).text).presentation);
  });

  test.each<[string, LiveRecipe]>([
    ["with a P-256 key in the phone", { credential: boundTo(PHONE).message, key: PHONE }],
    ["without a content type", { typ: null }],
    ["with its content type as text", { typ: text("application/kb+cwt") }],
    ["with the credential's tags 61 and 18", { credential: tag(61, boundTo().message) }],
    ["made for this service point", { aud: text("https://quay-3.example") }],
  ])("%s", (_, recipe) => {
    expect(reason(recipe, { policy: policy({ audience: "https://quay-3.example" }) })).toBe("granted");
  });

  test("from 30 seconds before it was made to just before 90 seconds after", () => {
    const { text: code } = makeLiveCode();
    expect([-31, -30, 0, 60, 89.9, 90, 3600].map((seconds) => reasonOf(code, { at: AT + seconds }))).toEqual([
      "holder-clock-wrong",
      "granted",
      "granted",
      "granted",
      "granted",
      "presentation-expired",
      "presentation-expired",
    ]);
  });
});

describe("a live code is refused", () => {
  test.each<[string, LiveRecipe, string]>([
    ["signed by a thief who photographed the credential", { key: THIEF }, "holder-proof-invalid"],
    ["around a credential that names no holder", { credential: makeCredential().message }, "holder-proof-invalid"],
    ["signed with another kind of key", { key: EC_KEY }, "holder-proof-invalid"],
    [
      "around a forged credential",
      { credential: makeCredential({ key: THIEF, protectedHeader: headerOf(ED_KEY) }).message },
      "signature-invalid",
    ],
    ["without the time it was made", { iat: null }, "malformed"],
    ["with another content type", { typ: int(293) }, "malformed"],
    ["around another live code", { credential: makeLiveCode().message }, "malformed"],
    ["around nothing that is signed", { credential: map() }, "malformed"],
    ["around bytes instead of an item", { credential: bytes(boundTo().message) }, "malformed"],
    ["made for another service point", { aud: text("https://quay-4.example") }, "audience-mismatch"],
  ])("%s", (_, recipe, expected) => {
    expect(reason(recipe)).toBe(expected);
  });

  test("where the credential stands outside the holder's signature, for then it is the token that counts as one", () => {
    const unprotected = map([int(13), boundTo().message]);
    expect(reasonOf(makeCredential({ unprotected, payload: map([int(6), int(AT)]) }).text)).toBe("not-understood");
  });

  test("where its credential is no longer in force, and says that of the credential", () => {
    const expired = makeCredential({ payload: claimsSet({ exp: int(AT), more: [confirmationOf()] }) });
    expect(reason({ credential: expired.message })).toBe("expired");
  });

  test("the second time, and the next one of the same credential is granted", () => {
    expect(reason({}, { wasPresented: true })).toBe("presentation-replayed");
    expect(reason({ iat: int(AT - 15) }, { wasPresented: false })).toBe("granted");
  });

  test("when any bit of it is flipped", () => {
    const { message } = makeLiveCode();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: message.length * 8 - 1 }), (bit) => {
        const flipped = Uint8Array.from(message);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(reasonOf(wrap(flipped))).not.toBe("granted");
      }),
      { numRuns: 400 },
    );
  });
});

describe("what a policy asks of the way a credential is shown", () => {
  const STATIC = boundTo().text;
  const LIVE = makeLiveCode().text;
  test.each<["required" | "preferred" | "off" | undefined, string, string, readonly string[]]>([
    ["required", LIVE, "granted", []],
    ["required", STATIC, "holder-proof-missing", []],
    ["preferred", LIVE, "granted", []],
    ["preferred", STATIC, "granted", ["not-live"]],
    ["off", LIVE, "granted", []],
    ["off", STATIC, "granted", []],
    [undefined, STATIC, "granted", []],
  ])("%s", (live, symbol, expected, warnings) => {
    const asked = policy(live ? { live: { citizen: live } } : {});
    expect(judge(symbol, { policy: asked })).toMatchObject({ reason: expected, warnings });
  });

  test("off still means that a live code which is shown is checked", () => {
    const asked = policy({ live: { citizen: "off" } });
    expect(reason({ iat: int(AT - 90) }, { policy: asked })).toBe("presentation-expired");
    expect(reason({ key: THIEF }, { policy: asked })).toBe("holder-proof-invalid");
    expect(reason({}, { policy: asked, wasPresented: true })).toBe("presentation-replayed");
  });

  test("once: never a second time, however long ago the first was", () => {
    const asked = policy({ once: ["citizen"] });
    expect(reasonOf(STATIC, { policy: asked })).toBe("granted");
    expect(reasonOf(STATIC, { policy: asked, acceptedAt: 0 })).toBe("used-up");
    expect(reasonOf(LIVE, { policy: asked, acceptedAt: AT + 1000 })).toBe("used-up");
    expect(reasonOf(STATIC, { policy: policy({ once: ["prescription"] }), acceptedAt: AT - 1 })).toBe("granted");
  });
});

describe("the holder's key", () => {
  test.each<[string, Uint8Array]>([
    ["that is no COSE key", map([int(1), text("key")])],
    ["that is named by an identifier only", map([int(3), bytes("kid")])],
    ["of an unknown curve", map([int(1), map([int(1), int(1)], [int(-1), int(99)], [int(-2), bytes(new Uint8Array(32))])])],
    ["without a second coordinate", map([int(1), map([int(1), int(2)], [int(-1), int(1)], [int(-2), bytes(new Uint8Array(32))])])],
    ["of CBOR undefined", hex("f7")],
    ["in a list", array()],
  ])("%s makes the credential malformed: it must not pass for one without a holder", (_, cnf) => {
    expect(reasonOf(makeCredential({ payload: claimsSet({ more: [[int(8), cnf]] }) }).text)).toBe("malformed");
  });

  test.each([0, 1])("of small order (y = %d) proves nothing: anybody could sign with it", (y) => {
    const point = new Uint8Array(32);
    point[0] = y;
    const cnf = map([int(1), map([int(1), int(1)], [int(-1), int(6)], [int(-2), bytes(point)])]);
    const credential = makeCredential({ payload: claimsSet({ more: [[int(8), cnf]] }) });
    expect(reason({ credential: credential.message })).toBe("holder-proof-invalid");
  });
});

test("the identity of a live code is the hash of what the holder signed, however it is spelt", () => {
  const made = makeLiveCode();
  const protectedHeader = map([int(1), int(-8)], [int(13), boundTo().message], [int(16), int(294)]);
  const signed = array(text("Signature1"), bytes(protectedHeader), bytes(""), bytes(made.payload));
  expect(judge(made.text).presentation).toBe(createHash("sha256").update(signed).digest("hex"));
});
