import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CredentialType } from "../../src/core/presentation.ts";
import { importJwk, type PublicKey } from "../../src/core/signature.ts";
import { indexKeys, type TrustedKey, type TrustMaterial } from "../../src/core/trust.ts";
import { bytes, int, map, text } from "../support/cbor-bytes.ts";
import { AT, claimsSet, EC_KEY, ED_KEY, ISSUER, makeCredential, type TestKey, testKey } from "../support/credential-maker.ts";
import { judge, keyEntry, reasonOf, TRUST_LIST, trustWith } from "../support/judging.ts";

const VALID = makeCredential();
const IDENTITY = createHash("sha256").update(VALID.payload).digest("hex");
const OTHER_ISSUER = "https://other.example";

function publicKeyOf({ jwk }: TestKey): PublicKey {
  const key = importJwk(jwk);
  if (!key) throw new Error("not a key");
  return key;
}

/** A trusted key as a developer's list or a trust list makes it. */
function trusted(key: TestKey, changes: Partial<TrustedKey> = {}): TrustedKey {
  const kids = [Buffer.from(key.kid)];
  return {
    name: key.kid,
    issuer: ISSUER,
    types: ["citizen"],
    kids,
    key: publicKeyOf(key),
    validFrom: undefined,
    validUntil: undefined,
    ...changes,
  };
}

function trustIn(...keys: readonly TrustedKey[]): TrustMaterial {
  return { ...trustWith(), keys: indexKeys(keys) };
}

const withoutKid = (key = ED_KEY, iss: string | null = ISSUER) =>
  makeCredential({
    key,
    protectedHeader: map([int(1), int(key.algorithm === "EdDSA" ? -8 : -7)]),
    payload: claimsSet({ iss: iss === null ? null : text(iss) }),
  }).text;

describe("the trust list", () => {
  test("missing, nothing signed can be checked, and cards are read all the same", () => {
    expect(judge(VALID.text, { trust: undefined })).toEqual({ reason: "trust-missing", format: "claim169", type: "citizen", warnings: [] });
    expect(reasonOf("099190000001", { trust: undefined })).toBe("document-read");
  });

  test("counts from 300 seconds before its date until the second of its expiry", () => {
    const { issuedAt, expiresAt } = TRUST_LIST;
    const forever = makeCredential({ payload: claimsSet({ exp: null, nbf: null }) }).text;
    const reasons = [issuedAt - 301, issuedAt - 300.001, issuedAt - 300, expiresAt - 0.001, expiresAt].map((at) =>
      reasonOf(forever, { at }),
    );
    expect(reasons).toEqual(["clock-wrong", "clock-wrong", "granted", "granted", "trust-expired"]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("never counts at the time %d", (at) => {
    const forever = makeCredential({ payload: claimsSet({ exp: null, nbf: null }) }).text;
    expect(reasonOf(forever, { at })).toBe("clock-wrong");
    const eternal = { ...trustWith(), issuedAt: Number.NEGATIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
    expect(reasonOf(forever, { at, trust: eternal })).toBe("clock-wrong");
  });

  test.each([-1e15, -1, 0, 1e15, 1e300])("fails closed at the time %d", (at) => {
    expect(["clock-wrong", "trust-expired"]).toContain(reasonOf(VALID.text, { at }));
  });

  test("for a demo warns of every answer", () => {
    expect(judge(VALID.text, { trust: trustWith({ demo: true }) })).toMatchObject({ reason: "granted", warnings: ["demo-key"] });
  });
});

describe("the key", () => {
  test("is good in its half-open time only", () => {
    const at = (validFrom: number | undefined, validUntil: number | undefined) =>
      reasonOf(VALID.text, { trust: trustIn(trusted(ED_KEY, { validFrom, validUntil })) });
    expect(at(AT, AT + 1)).toBe("granted");
    expect(at(AT + 1, undefined)).toBe("issuer-unknown");
    expect(at(undefined, AT)).toBe("issuer-unknown");
    expect(at(undefined, AT + 1)).toBe("granted");
  });

  test("is found among many of the same identifier, whoever else has it", () => {
    const others = Array.from({ length: 12 }, (_, n) => trusted(testKey("EdDSA", n + 20, ED_KEY.kid), { issuer: `https://${n}.example` }));
    expect(reasonOf(VALID.text, { trust: trustIn(...others, trusted(ED_KEY)) })).toBe("granted");
    expect(reasonOf(VALID.text, { trust: trustIn(...others) })).toBe("signature-invalid");
  });

  test("is found among more than are tried when its issuer is the one the credential names; else nobody is called a forger", () => {
    const others = Array.from({ length: 300 }, (_, n) =>
      trusted(testKey("EdDSA", 20 + (n % 100), ED_KEY.kid), { issuer: `https://${n}.example` }),
    );
    expect(reasonOf(VALID.text, { trust: trustIn(...others, trusted(ED_KEY)) })).toBe("granted");
    const anonymous = makeCredential({ payload: claimsSet({ iss: null }) }).text;
    expect(reasonOf(anonymous, { trust: trustIn(...others, trusted(ED_KEY)) })).toBe("issuer-unknown");
  });

  test("is found among a hundred that serve anybody", () => {
    const others = Array.from({ length: 100 }, (_, n) =>
      trusted(testKey("EdDSA", n + 20, ED_KEY.kid), { issuer: undefined, kids: undefined }),
    );
    const right = trusted(ED_KEY, { issuer: undefined, kids: undefined });
    expect(reasonOf(VALID.text, { trust: trustIn(...others, right) })).toBe("granted");
  });

  test("is found behind any number of keys of the other algorithm", () => {
    const others = Array.from({ length: 30 }, (_, n) => trusted(testKey("ES256", n + 20, ED_KEY.kid)));
    expect(reasonOf(VALID.text, { trust: trustIn(...others, trusted(ED_KEY)) })).toBe("granted");
  });

  test("of the other algorithm is never used, whatever the header says", () => {
    const swapped = makeCredential({ key: EC_KEY, protectedHeader: map([int(1), int(-8)], [int(4), bytes("ec-1")]) });
    expect(reasonOf(swapped.text)).toBe("signature-invalid");
  });

  test("costs a bounded time, however many have the identifier", () => {
    const key = trusted(EC_KEY).key;
    const others = Array.from({ length: 5000 }, (_, n) => ({ ...trusted(EC_KEY, { issuer: `https://${n}.example` }), key }));
    const forged = makeCredential({ key: EC_KEY, signature: () => Buffer.alloc(64, 1) }).text;
    const trust = trustIn(...others);
    const before = performance.now();
    expect(reasonOf(forged, { trust })).toBe("issuer-unknown");
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test("of nobody in particular serves any issuer, and the answer says whom the credential named", () => {
    const trust = trustIn(trusted(ED_KEY, { issuer: undefined, kids: undefined }));
    expect(judge(VALID.text, { trust })).toMatchObject({ reason: "granted", issuer: ISSUER, keyId: "ed-1" });
    const anonymous = makeCredential({ payload: claimsSet({ iss: null }) }).text;
    expect(judge(anonymous, { trust })).not.toHaveProperty("issuer");
    expect(reasonOf(makeCredential({ signature: () => Buffer.alloc(64) }).text, { trust })).toBe("signature-invalid");
  });
});

describe("a credential that names no key", () => {
  test("is tried with every key", () => {
    expect(reasonOf(withoutKid())).toBe("granted");
    expect(reasonOf(withoutKid(EC_KEY))).toBe("granted");
    expect(reasonOf(withoutKid(ED_KEY, null))).toBe("granted");
  });

  test("and a stranger as issuer is unknown, not forged", () => {
    expect(reasonOf(withoutKid(testKey("EdDSA", 66, "x"), "https://stranger.example"))).toBe("issuer-unknown");
  });

  test("and an issuer we know, with another's signature, is forged", () => {
    expect(reasonOf(withoutKid(testKey("EdDSA", 66, "x")))).toBe("signature-invalid");
    expect(reasonOf(withoutKid(testKey("EdDSA", 66, "x"), null))).toBe("signature-invalid");
  });
});

describe("the issuer", () => {
  const trust = trustWith({
    issuers: [...TRUST_LIST.issuers, { id: OTHER_ISSUER, types: ["health-insurance"], keys: [keyEntry(testKey("EdDSA", 9, "other-1"))] }],
  });
  const by = (key: TestKey, iss: string | null) =>
    reasonOf(makeCredential({ key, payload: claimsSet({ iss: iss === null ? null : text(iss) }) }).text, { trust });

  test.each<[string, TestKey, string | null, string]>([
    ["signs in its own name", ED_KEY, ISSUER, "granted"],
    ["names nobody", ED_KEY, null, "granted"],
    ["signs in another's name", ED_KEY, OTHER_ISSUER, "issuer-mismatch"],
    ["signs in a name that differs in a slash", ED_KEY, `${ISSUER}/`, "issuer-mismatch"],
    ["signs in a name that differs in case", ED_KEY, ISSUER.toUpperCase(), "issuer-mismatch"],
    ["signs in no name", ED_KEY, "", "issuer-mismatch"],
    ["may not issue the type", testKey("EdDSA", 9, "other-1"), OTHER_ISSUER, "issuer-not-permitted"],
    ["may not issue the type in anybody's name", testKey("EdDSA", 9, "other-1"), ISSUER, "issuer-mismatch"],
  ])("%s: %s", (_, key, iss, reason) => {
    expect(by(key, iss)).toBe(reason);
  });

  test("is named in the answer by the list, also where the credential is silent", () => {
    const anonymous = makeCredential({ payload: claimsSet({ iss: null }) }).text;
    expect(judge(anonymous)).toMatchObject({ reason: "granted", issuer: ISSUER });
  });

  test("that stands in a list twice with one key may issue what either entry permits", () => {
    const entry = (types: CredentialType[]) => ({ id: ISSUER, types, keys: [keyEntry(ED_KEY)] });
    for (const issuers of [
      [entry(["student"]), entry(["citizen"])],
      [entry(["citizen"]), entry(["student"])],
    ]) {
      expect(reasonOf(VALID.text, { trust: trustWith({ issuers }) })).toBe("granted");
    }
  });
});

describe("the order of the checks", () => {
  test("is that nothing unsigned decides: an expired forgery is a forgery", () => {
    const rogue = testKey("EdDSA", 66, "ed-1");
    expect(reasonOf(makeCredential({ key: rogue, payload: claimsSet({ exp: int(1) }) }).text)).toBe("signature-invalid");
    expect(reasonOf(makeCredential({ key: rogue, payload: claimsSet({ iss: text(OTHER_ISSUER) }) }).text)).toBe("signature-invalid");
  });

  test("is that a withdrawn credential which has also expired is expired", () => {
    const expired = makeCredential({ payload: claimsSet({ exp: int(AT) }) });
    const id = createHash("sha256").update(expired.payload).digest("hex");
    expect(reasonOf(expired.text, { trust: trustWith({ statusLists: [{ issuer: ISSUER, revoked: [id] }] }) })).toBe("expired");
  });
});

describe("the status list", () => {
  const statuses = (...statusLists: NonNullable<typeof TRUST_LIST.statusLists>) =>
    reasonOf(VALID.text, { trust: trustWith({ statusLists }) });

  test("revokes and suspends by the identity of the credential", () => {
    expect(statuses({ issuer: ISSUER, revoked: [IDENTITY] })).toBe("revoked");
    expect(statuses({ issuer: ISSUER, suspended: [IDENTITY] })).toBe("suspended");
    expect(statuses({ issuer: ISSUER, revoked: [IDENTITY], suspended: [IDENTITY] })).toBe("revoked");
    expect(statuses({ issuer: ISSUER, revoked: ["0".repeat(64)] })).toBe("granted");
    expect(statuses({ issuer: ISSUER })).toBe("granted");
  });

  test("of one issuer says nothing of another's credentials", () => {
    expect(statuses({ issuer: OTHER_ISSUER, revoked: [IDENTITY] })).toBe("granted");
  });

  test("may have several entries for an issuer, and all of them count", () => {
    expect(statuses({ issuer: ISSUER, revoked: [IDENTITY] }, { issuer: ISSUER, revoked: ["0".repeat(64)] })).toBe("revoked");
    expect(statuses({ issuer: ISSUER, suspended: [IDENTITY] }, { issuer: ISSUER })).toBe("suspended");
  });

  test("finds a credential however its code was written: other tags, other compression, another unsigned header, another signature", () => {
    const trust = trustWith({ statusLists: [{ issuer: ISSUER, revoked: [IDENTITY] }] });
    const again = [
      makeCredential({ tags: [] }),
      makeCredential({ tags: [61, 18] }),
      makeCredential({ unprotected: map([text("x"), int(1)]) }),
      makeCredential({ key: EC_KEY }),
      makeCredential({ key: EC_KEY }),
    ];
    expect(new Set(again.map(({ text: code }) => code)).size).toBe(5);
    for (const { text: code } of again) expect(reasonOf(code, { trust })).toBe("revoked");
  });
});
