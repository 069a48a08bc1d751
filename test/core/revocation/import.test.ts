import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importBitstringCredential } from "../../../src/core/revocation/import-bitstring.ts";
import { importDccBatch } from "../../../src/core/revocation/import-dcc.ts";
import { importRidList } from "../../../src/core/revocation/import-rid.ts";
import { importStatusListToken } from "../../../src/core/revocation/import-token-status.ts";
import type { Imported } from "../../../src/core/revocation/imported.ts";
import type { TokenStatusList } from "../../../src/core/revocation/list.ts";
import { valueAt } from "../../../src/core/revocation/status-bits.ts";
import { importJwk, type PublicKey } from "../../../src/core/signature.ts";
import { bytes, int, map, text } from "../../support/cbor-bytes.ts";
import { AT, EC_KEY, ED_KEY, type TestKey, testKey } from "../../support/credential-maker.ts";
import { bitstring, LIST_URI, listClaims, listCredential, makeJwt, makeListCwt, makeListJwt } from "../../support/status-tokens.ts";

const KEYS = [ED_KEY, EC_KEY].map(publicKey);

function publicKey({ jwk }: TestKey): PublicKey {
  const key = importJwk(jwk);
  if (!key) throw new Error("a test key was not taken");
  return key;
}

function listIn(imported: Imported): TokenStatusList {
  if (!imported.ok || imported.list.kind !== "token-status") throw new Error(imported.ok ? "another list" : imported.problem.en);
  return imported.list;
}

const problemOf = (imported: Imported): string => (imported.ok ? "imported" : imported.problem.en);

describe("a Status List Token", () => {
  const fromJwt = (jwt: string, at = AT) => importStatusListToken(Buffer.from(jwt), KEYS, at);
  const fromCwt = (cwt: Uint8Array, at = AT) => importStatusListToken(cwt, KEYS, at);

  test.each<[string, Imported]>([
    ["JWT", fromJwt(makeListJwt())],
    ["JWT in a file, with a line end", fromJwt(`${makeListJwt()}\n`)],
    ["JWT signed with ES256", fromJwt(makeListJwt(listClaims(), { typ: "statuslist+jwt" }, EC_KEY))],
    ["JWT with its whole media type", fromJwt(makeListJwt(listClaims(), { typ: "application/statuslist+jwt" }))],
    ["CWT", fromCwt(makeListCwt())],
    ["CWT signed with ES256", fromCwt(makeListCwt({ key: EC_KEY }))],
  ])("is imported as %s", (_, answer) => {
    const list = listIn(answer);
    expect(list).toMatchObject({ name: LIST_URI, bits: 2, size: 4, expiresAt: AT + 86_400 });
    expect([0, 1, 2, 3, 4].map((place) => valueAt(list, place))).toEqual([0, 1, 2, 3, undefined]);
  });

  test("has no expiry where it names none", () => {
    expect(listIn(fromJwt(makeListJwt(listClaims({ exp: undefined }))))).not.toHaveProperty("expiresAt");
  });

  test.each<[string, Imported]>([
    ["JWT", fromJwt(makeListJwt(listClaims({ iss: "https://issuer.example" })))],
    [
      "CWT",
      fromCwt(
        makeListCwt({
          claims: [
            [int(1), text("https://issuer.example")],
            [int(2), text(LIST_URI)],
            [int(6), int(AT - 60)],
            [int(65_533), map([text("bits"), int(1)], [text("lst"), bytes(deflateSync(new Uint8Array(1)))])],
          ],
        }),
      ),
    ],
  ])("says who has signed it, when, and whose it says that it is: %s", (_, answer) => {
    expect(answer).toMatchObject({ ok: true, issuedAt: AT - 60, issuer: "https://issuer.example" });
    expect(answer.ok && answer.signer).toBe(KEYS[0]);
  });

  test.each([1, 2, 4, 8])("of %i bits a credential says of every place what stands there", (bits) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (content) => {
        const status_list = { bits, lst: deflateSync(content).toString("base64url") };
        const list = listIn(fromJwt(makeListJwt(listClaims({ status_list }))));
        for (let place = 0; place < list.size; place++) {
          const at = place * bits;
          expect(valueAt(list, place)).toBe(((content[at >> 3] ?? 0) >> (at & 7)) & (2 ** bits - 1));
        }
      }),
      { numRuns: 30 },
    );
  });

  test("reads the example of the specification", () => {
    // draft-ietf-oauth-status-list §4.1: bits 1, the bytes b9 a3.
    const list = listIn(fromJwt(makeListJwt(listClaims({ status_list: { bits: 1, lst: "eNrbuRgAAhcBXQ" } }))));
    const statuses = Array.from({ length: 16 }, (_, place) => valueAt(list, place));
    expect(statuses).toEqual([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
  });

  const changed = (changes: object) => fromJwt(makeListJwt(listClaims(changes)));
  test.each<[string, Imported, RegExp]>([
    ["another key", fromJwt(makeListJwt(listClaims(), { typ: "statuslist+jwt" }, testKey("EdDSA", 66, "x"))), /not signed/],
    ["another algorithm than the key's", fromJwt(makeListJwt(listClaims(), { typ: "statuslist+jwt", alg: "ES256" })), /not signed/],
    ["no algorithm", fromJwt(makeListJwt(listClaims(), { typ: "statuslist+jwt", alg: "none" })), /not signed/],
    [
      "a signature over other claims",
      fromJwt(makeListJwt().replace(/\.[^.]*\./, `.${Buffer.from("{}").toString("base64url")}.`)),
      /not signed/,
    ],
    ["the type of another token", fromJwt(makeListJwt(listClaims(), { typ: "JWT" })), /not a Status List Token/],
    ["no type", fromJwt(makeListJwt(listClaims(), {})), /not a Status List Token/],
    ["no subject", changed({ sub: undefined }), /not a Status List Token/],
    ["no time", changed({ iat: undefined }), /not a Status List Token/],
    ["an issuer that is a number", changed({ iss: 7 }), /not a Status List Token/],
    ["an expiry as text", changed({ exp: "never" }), /not a Status List Token/],
    ["3 bits", changed({ status_list: { bits: 3, lst: "eNrbuRgAAhcBXQ" } }), /not a Status List Token/],
    ["a list that is not compressed", changed({ status_list: { bits: 1, lst: "AAAA" } }), /not a Status List Token/],
    ["padding", changed({ status_list: { bits: 1, lst: "eNrbuRgAAhcBXQ==" } }), /not a Status List Token/],
    ["an end", changed({ exp: AT }), /has expired/],
    ["a beginning in the future", changed({ iat: AT + 301 }), /from the future/],
    ["the type of another CWT", fromCwt(makeListCwt({ typ: "application/cwt" })), /not a Status List Token/],
    ["another key of a CWT", fromCwt(makeListCwt({ key: testKey("EdDSA", 66, "x") })), /not signed/],
    [
      "a CWT without a list",
      fromCwt(
        makeListCwt({
          claims: [
            [int(2), text("a")],
            [int(6), int(AT)],
          ],
        }),
      ),
      /not a Status List Token/,
    ],
    [
      "a list in a CWT as text",
      fromCwt(
        makeListCwt({
          claims: [
            [int(2), text("a")],
            [int(6), int(AT)],
            [int(65_533), map([text("bits"), int(1)], [text("lst"), text("AA")])],
          ],
        }),
      ),
      /not a Status/,
    ],
    [
      "too much in it",
      changed({ status_list: { bits: 1, lst: deflateSync(new Uint8Array(67_108_865)).toString("base64url") } }),
      /not a Status List Token/,
    ],
    [
      "more revocations than shards take",
      changed({ status_list: { bits: 1, lst: deflateSync(new Uint8Array(2_100_000).fill(255)).toString("base64url") } }),
      /too large/,
    ],
    ["no token at all", fromCwt(new Uint8Array()), /not a Status List Token/],
    ["a file that is too large", fromCwt(new Uint8Array(16_777_217)), /too large/],
  ])("is refused with %s", (_, answer, expected) => {
    expect(problemOf(answer)).toMatch(expected);
  });

  test("as large as 100 million credentials is imported", () => {
    const content = new Uint8Array(12_500_000);
    for (let place = 0; place < 100_000_000; place += 997) content[place >> 3] = (content[place >> 3] ?? 0) | (1 << (place & 7));
    const status_list = { bits: 1, lst: deflateSync(content).toString("base64url") };
    expect(listIn(changed({ status_list }))).toMatchObject({ size: 100_000_000 });
  });
});

describe("a W3C status list credential", () => {
  const from = (credential: object | string, header: object = { typ: "vc+jwt" }, at = AT, key: TestKey = ED_KEY) =>
    importBitstringCredential(Buffer.from(makeJwt(header, credential, key)), KEYS, at);
  const ENDS = 1_796_083_200; // 2026-12-01

  test("is imported as a list of revoked ones", () => {
    const list = listIn(from(listCredential()));
    expect(list).toEqual({
      kind: "token-status",
      name: LIST_URI,
      bits: 1,
      size: 131_072,
      values: new Map([[1, Uint32Array.of(0, 9, 131_071)]]),
      expiresAt: ENDS,
    });
  });

  test("says who has signed it, whose it says that it is, and when it was signed, or else from when on it counts", () => {
    const answer = from({ ...listCredential(), iat: AT - 60 }, { typ: "vc+jwt" }, AT, EC_KEY);
    expect(answer).toMatchObject({ issuedAt: AT - 60, issuer: "https://issuer.example" });
    expect(answer.ok && answer.signer).toBe(KEYS[1]);
    expect(from(listCredential({}, { issuer: { id: "did:web:a" } }))).toMatchObject({ issuedAt: 1_793_491_200, issuer: "did:web:a" });
    const bare = from(listCredential({}, { issuer: undefined, validFrom: undefined }));
    expect(bare.ok && [bare.issuedAt, bare.issuer]).toEqual([undefined, undefined]);
  });

  test("is imported as a list of suspended ones", () => {
    const list = listIn(from(listCredential({ statusPurpose: ["suspension"] })));
    expect([0, 1, 9].map((place) => valueAt(list, place))).toEqual([2, 0, 2]);
    expect(list.bits).toBe(2);
  });

  test("is imported in the form of VC 1.1, and of the draft of 2021", () => {
    const vc = listCredential(
      { type: "StatusList2021", encodedList: gzipSync(bitstring(5)).toString("base64") },
      { type: ["VerifiableCredential", "StatusList2021Credential"] },
    );
    expect(
      listIn(from({ iss: "https://issuer.example", nbf: AT - 60, exp: AT + 60, jti: LIST_URI, vc }, { typ: "JWT" }, AT, EC_KEY)),
    ).toMatchObject({
      name: LIST_URI,
      values: new Map([[1, Uint32Array.of(5)]]),
      expiresAt: AT + 60,
    });
  });

  const subject = (changes: object) => from(listCredential(changes));
  const whole = (changes: object) => from(listCredential({}, changes));
  test.each<[string, Imported, RegExp]>([
    [
      "a Data Integrity proof",
      importBitstringCredential(Buffer.from(JSON.stringify({ ...listCredential(), proof: {} })), KEYS, AT),
      /Data Integrity/,
    ],
    ["no signature", importBitstringCredential(Buffer.from(JSON.stringify(listCredential())), KEYS, AT), /not secured as JWT/],
    ["another key", from(listCredential(), { typ: "vc+jwt" }, AT, testKey("EdDSA", 66, "x")), /not signed/],
    ["a claim vc although it is bare", from({ ...listCredential(), vc: {} }), /not a W3C/],
    ["no claim vc although it is not", from(listCredential(), { typ: "JWT" }), /not a W3C/],
    ["the purpose refresh", subject({ statusPurpose: "refresh" }), /neither revocation nor suspension/],
    ["the purpose message", subject({ statusPurpose: "message", statusSize: 2 }), /neither revocation nor suspension/],
    ["two purposes", subject({ statusPurpose: ["revocation", "suspension"] }), /neither revocation nor suspension/],
    ["two bits a credential", subject({ statusSize: 2 }), /one bit a credential/],
    ["no multibase prefix", subject({ encodedList: gzipSync(bitstring()).toString("base64url") }), /not a W3C/],
    ["fewer than 131,072 places", subject({ encodedList: `u${gzipSync(new Uint8Array(16_383)).toString("base64url")}` }), /not a W3C/],
    ["zlib in place of GZIP", subject({ encodedList: `u${deflateSync(bitstring()).toString("base64url")}` }), /not a W3C/],
    ["another subject", subject({ type: "Person" }), /not a W3C/],
    ["another type", whole({ type: ["VerifiableCredential"] }), /not a W3C/],
    ["no name", whole({ id: undefined }), /not a W3C/],
    ["a date that is none", whole({ validUntil: "tomorrow" }), /not a W3C/],
    ["an end", whole({ validUntil: "2026-11-23T12:30:00Z" }), /has expired/],
    ["a beginning in the future", whole({ validFrom: "2026-11-24T12:30:00Z" }), /from the future/],
    ["a signature from the future", from({ ...listCredential(), iat: AT + 301 }), /from the future/],
    ["a time of signing that is none", from({ ...listCredential(), iat: "now" }), /not a W3C/],
    ["an issuer that is a number", whole({ issuer: 7 }), /not a W3C/],
    ["no JSON", from("{"), /not a W3C/],
  ])("is refused with %s", (_, answer, expected) => {
    expect(problemOf(answer)).toMatch(expected);
  });
});

describe("a revocation list of SMART Health Cards", () => {
  const from = (json: unknown) => importRidList(Buffer.from(typeof json === "string" ? json : JSON.stringify(json)));

  test("is imported", () => {
    expect(from({ kid: "k", method: "rid", ctr: 7, rids: ["a", "b.1000", "b.2000"], more: 1 })).toEqual({
      ok: true,
      list: {
        kind: "rid",
        name: "k",
        counter: 7,
        rids: new Map([
          ["a", undefined],
          ["b", 2000],
        ]),
      },
    });
  });

  test.each<[string, unknown]>([
    ["another method", { kid: "k", method: "hash", ctr: 7, rids: [] }],
    ["no counter", { kid: "k", method: "rid", rids: [] }],
    ["an identifier of 25 letters", { kid: "k", method: "rid", ctr: 7, rids: ["a".repeat(25)] }],
    ["two members of one name", '{"kid":"k","method":"rid","ctr":1,"ctr":9,"rids":[]}'],
    ["no JSON", "["],
    ["one letter, eight million times", `{"kid":"${"k".repeat(8_000_000)}"}`],
  ])("is refused with %s", (_, json) => {
    expect(problemOf(from(json))).toMatch(/not a revocation list of SMART Health Cards/);
  });
});

describe("a revocation batch of EU certificates", () => {
  const KID = Buffer.from("c8b1cb36f4a5e36f", "hex").toString("base64");
  const batch = (changes: object = {}) => ({
    country: "VD",
    expires: "2027-06-01T00:00:00Z",
    kid: KID,
    hashType: "SIGNATURE",
    entries: [{ hash: Buffer.alloc(16, 2).toString("base64") }, { hash: Buffer.alloc(16, 1).toString("base64") }],
    ...changes,
  });
  const from = (json: object, at = AT) => importDccBatch(Buffer.from(JSON.stringify(json)), at);

  test.each([
    ["SIGNATURE", "signature"],
    ["UCI", "uci"],
    ["COUNTRYCODEUCI", "countrycodeuci"],
  ])("of %s is imported, without its expiry, which says something else", (hashType, hashed) => {
    const hashes = new Uint8Array([...Buffer.alloc(16, 1), ...Buffer.alloc(16, 2)]);
    expect(from(batch({ hashType }))).toEqual({ ok: true, list: { kind: "hash", name: "c8b1cb36f4a5e36f", hashed, hashes } });
  });

  test.each<[string, object, RegExp]>([
    ["another type of hash", batch({ hashType: "SHA1" }), /\(hashType\)/],
    ["an unknown key", batch({ kid: "UNKNOWN_KID" }), /\(kid\)/],
    ["no entries", batch({ entries: [] }), /\(entries\)/],
    ["a hash of 32 bytes", batch({ entries: [{ hash: Buffer.alloc(32).toString("base64") }] }), /\(entries\)/],
    ["a date that is none", batch({ expires: "soon" }), /\(expires\)/],
    ["an end", batch({ expires: "2026-11-23T12:30:00Z" }), /nothing to import/],
  ])("is refused with %s", (_, json, expected) => {
    expect(problemOf(from(json))).toMatch(expected);
  });
});

test("no importer throws, whatever it is given", () => {
  const beginnings = [makeListJwt(), makeJwt({ typ: "vc+jwt" }, listCredential()), '{"kid":"k","method":"rid","ctr":7,"rids":["a"]}'].map(
    (all) => Buffer.from(all),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings, Buffer.from(makeListCwt())),
      fc.nat(),
      fc.uint8Array({ maxLength: 8 }),
      (beginning, at, junk) => {
        const damaged = Buffer.from(beginning);
        damaged.set(junk.subarray(0, Math.max(0, damaged.length - (at % damaged.length))), at % damaged.length);
        for (const given of [damaged, damaged.subarray(0, at % damaged.length), junk]) {
          for (const imported of [
            importStatusListToken(given, KEYS, AT),
            importBitstringCredential(given, KEYS, AT),
            importRidList(given),
            importDccBatch(given, AT),
          ]) {
            expect(imported.ok || imported.problem.vi.length > 0).toBe(true);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
