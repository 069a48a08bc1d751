import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { encodeShard } from "../../src/core/revocation/shard.ts";
import { toTheEnd } from "../../src/core/revocation/steps.ts";
import { loadTrustInSteps, type TrustParts } from "../../src/core/trust-loading.ts";
import { AT, EC_KEY, ED_KEY, ISSUER, makeCredential, testKey } from "../support/credential-maker.ts";
import { keyEntry, reasonOf, TRUST_LIST } from "../support/judging.ts";
import { tokenStatusList } from "../support/revocation-lists.ts";
import { SEAL_JWK } from "../support/seal-key.ts";

const shardOf = (...lists: readonly RevocationList[]): Uint8Array => encodeShard(lists) ?? new Uint8Array();

/** What a bundle says; what is left out is as in a good one. */
function parts(list: object = {}, others: Partial<TrustParts> = {}): TrustParts {
  return { list: { ...TRUST_LIST, ...list }, shards: [], version: 7, issuedAt: AT - 60, expiresAt: AT + 86_400, ...others };
}

function load(given: TrustParts) {
  const loaded = toTheEnd(loadTrustInSteps(given));
  if (!loaded.ok) throw new Error(loaded.problem);
  return loaded;
}

function problem(given: TrustParts): string {
  const loaded = toTheEnd(loadTrustInSteps(given));
  return loaded.ok ? "loaded" : loaded.problem;
}

describe("a trust bundle made ready for scans", () => {
  test("has the version of its metadata, the later issue and the earlier end", () => {
    expect(load(parts()).trust).toMatchObject({ version: 7, issuedAt: AT - 60, expiresAt: AT + 86_400 });
    const list = { issuedAt: AT, expiresAt: AT + 1 };
    expect(load(parts(list)).trust).toMatchObject({ version: 7, issuedAt: AT, expiresAt: AT + 1 });
  });

  test("judges as a list by itself does", () => {
    const { trust, rejectedKeys } = load(parts());
    expect(rejectedKeys).toEqual([]);
    expect(reasonOf(makeCredential().text, { trust })).toBe("granted");
    expect(reasonOf(makeCredential({ key: EC_KEY }).text, { trust })).toBe("granted");
    expect(reasonOf(makeCredential({ key: testKey("EdDSA", 66, "x") }).text, { trust })).toBe("issuer-unknown");
  });

  test("has the lists of the trust list and of all shards", () => {
    const uri = "https://issuer.example/status/1";
    const list = {
      statusLists: [{ issuer: ISSUER, revoked: ["ab".repeat(32)] }],
      ridLists: [{ kid: "k", method: "rid", ctr: 1, rids: ["a"] }],
      tokenStatusLists: [{ uri, bits: 1, lst: deflateSync(Uint8Array.of(0b1000_0001)).toString("base64url") }],
    };
    const shards = [
      shardOf(tokenStatusList([5])),
      shardOf({ kind: "identity", name: ISSUER, revoked: new Uint8Array(), suspended: new Uint8Array(32) }),
    ];
    const { revocations } = load(parts(list, { shards })).trust;
    expect(revocations.tokenStatus.get(uri)).toMatchObject([
      { size: 8, values: new Map([[1, Uint32Array.of(0, 7)]]) },
      { size: 1000, values: new Map([[1, Uint32Array.of(5)]]) },
    ]);
    expect(revocations.identity.get(ISSUER)).toHaveLength(2);
    expect(revocations.rid.get("k")).toMatchObject([{ counter: 1, rids: new Map([["a", undefined]]) }]);
    expect(revocations.hash.size).toBe(0);
  });

  test("names the keys that it cannot use instead of using them", () => {
    const keys = [keyEntry(ED_KEY), { kid: "broken", jwk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" } }];
    const operatorKeys = [
      { use: "time", kid: "t", jwk: ED_KEY.jwk },
      { use: "provisioning", kid: "t", jwk: EC_KEY.jwk },
      { use: "time", kid: "rsa", jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } },
      { use: "time", kid: "private", jwk: { ...ED_KEY.jwk, d: "AA" } },
      { use: "time", kid: "other", jwk: { ...ED_KEY.jwk, use: "enc" } },
      { use: "witness", kid: "w", jwk: ED_KEY.jwk },
      { use: "witness", kid: "p256", jwk: EC_KEY.jwk },
      { use: "seal", kid: "s", jwk: SEAL_JWK },
      { use: "seal", kid: "zero", jwk: { ...SEAL_JWK, x: "A".repeat(43) } },
      { use: "seal", kid: "signing", jwk: ED_KEY.jwk },
      { use: "time", kid: "sealing", jwk: SEAL_JWK },
    ];
    const { trust, rejectedKeys } = load(parts({ issuers: [{ id: ISSUER, types: ["citizen"], keys }], operatorKeys }));
    expect(rejectedKeys).toEqual([
      `${ISSUER} broken`,
      "operator time rsa",
      "operator time private",
      "operator time other",
      "operator witness p256",
      "operator seal zero",
      "operator seal signing",
      "operator time sealing",
    ]);
    expect(trust.sealKeys).toMatchObject([{ kid: "s", publicKey: Buffer.from(SEAL_JWK.x, "base64url") }]);
    expect(trust.operatorKeys).toMatchObject([
      { use: "time", kid: "t", key: { algorithm: "EdDSA" } },
      { use: "provisioning", kid: "t", key: { algorithm: "ES256" } },
      { use: "witness", kid: "w", key: { algorithm: "EdDSA" } },
    ]);
    // A key of the operator signs no credentials.
    expect(trust.keys.all.map(({ name }) => name)).toEqual([ED_KEY.kid]);
  });

  test("gives way many times while it is made ready", () => {
    const issuers = Array.from({ length: 50 }, (_, index) => ({ id: `${ISSUER}/${index}`, types: [], keys: [keyEntry(ED_KEY)] }));
    const steps = loadTrustInSteps(parts({ issuers }));
    let count = 0;
    for (; !steps.next().done; ) count++;
    expect(count).toBeGreaterThanOrEqual(50);
  });

  const issuer = { id: ISSUER, types: [], keys: [] };
  const key = { use: "time", kid: "t", jwk: ED_KEY.jwk };
  test.each<[string, TrustParts, RegExp]>([
    ["no list", parts({}, { list: undefined }), /^\(whole\): /],
    ["a list of another kind", parts({}, { list: [] }), /: /],
    ["an unknown member", parts({ note: 1 }), /^note: /],
    ["issuers that are no list", parts({ issuers: {} }), /^issuers/],
    ["an issuer that breaks its form", parts({ issuers: [issuer, { ...issuer, types: ["king"] }] }), /^issuers\.1\.types\.0: /],
    ["10,001 issuers", parts({ issuers: Array(10_001).fill(issuer) }), /^issuers: /],
    ["101 keys of one issuer", parts({ issuers: [{ ...issuer, keys: Array(101).fill(keyEntry(ED_KEY)) }] }), /^issuers\.0\.keys: /],
    ["an identity that is none", parts({ statusLists: [{ issuer: ISSUER, revoked: ["ABC"] }] }), /^statusLists\.0\.revoked\.0: /],
    [
      "10,001 identities",
      parts({ statusLists: [{ issuer: ISSUER, revoked: Array(10_001).fill("ab".repeat(32)) }] }),
      /put them into status shards/,
    ],
    ["another method than rid", parts({ ridLists: [{ kid: "k", method: "x", ctr: 1, rids: [] }] }), /^ridLists\.0\.method: /],
    [
      "10,001 rids",
      parts({ ridLists: [{ kid: "k", method: "rid", ctr: 1, rids: Array(10_001).fill("a") }] }),
      /put them into status shards/,
    ],
    [
      "a status list that is not compressed",
      parts({ tokenStatusLists: [{ uri: "u", bits: 1, lst: "AAAA" }] }),
      /^tokenStatusLists\.0\.lst: /,
    ],
    [
      "a status list that is too large",
      parts({ tokenStatusLists: [{ uri: "u", bits: 1, lst: deflateSync(new Uint8Array(4_194_305)).toString("base64url") }] }),
      /too large/,
    ],
    ["two operator keys of one use and name", parts({ operatorKeys: [key, key] }), /^operatorKeys: /],
    ["an operator key for something else", parts({ operatorKeys: [{ ...key, use: "sig" }] }), /^operatorKeys\.0\.use: /],
    ["a shard that is none", parts({}, { shards: [shardOf(), Uint8Array.of(1)] }), /^shard 1: /],
  ])("is refused with %s", (_, given, expected) => {
    expect(problem(given)).toMatch(expected);
    expect(problem(given).length).toBeLessThanOrEqual(200);
  });
});
