import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { indexKeys, KeySchema, loadKey, TrustListSchema } from "../../src/core/trust.ts";
import { loadTrust } from "../../src/core/trust-loading.ts";
import { bytes, int, map } from "../support/cbor-bytes.ts";
import { ED_KEY, ISSUER, makeCredential } from "../support/credential-maker.ts";
import { keyEntry, reasonOf, TRUST_LIST, trustWith } from "../support/judging.ts";

/** A self-signed P-256 certificate of nobody (CN=tram-test, made for this test; its private key was thrown away). */
const CERTIFICATE =
  "MIIBfTCCASOgAwIBAgIUPzgsRQCD9wg3sgoYdoV7xhwyD2gwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJdHJhbS10ZXN0MB4XDTI2MTEyMzIxNTk1M1oXDTM2MTEyMDIxNTk1M1owFDESMBAGA1UEAwwJdHJhbS10ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2+rz5Cx0BXTmOBV6Aaic4QDRl2KW9N33uRuGOKEdGo1vIjiM7tolHVghVvDzVTTrFIvcwH1HMBmgPHic/A8Ff6NTMFEwHQYDVR0OBBYEFMangCaeU+VT1ZA/qD0Qlzv5eJC5MB8GA1UdIwQYMBaAFMangCaeU+VT1ZA/qD0Qlzv5eJC5MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJo87K9+j5wTfPgZXKgeiITa2WqcMgU5rFjnbfcDgLTVAiB8H+r93SBU0cuskVtvM91BX5/gZ0vh9jVs2u6ruF4FlA==";

/** The reason for a credential whose header names the key with these bytes, while the trust list writes it so. */
function found(listed: string, shown: Uint8Array): string {
  const credential = makeCredential({ protectedHeader: map([int(1), int(-8)], [int(4), bytes(shown)]) });
  const keys = [{ ...keyEntry(ED_KEY), kid: listed }];
  return reasonOf(credential.text, { trust: trustWith({ issuers: [{ id: ISSUER, types: ["citizen"], keys }] }) });
}

describe("a key identifier in a list", () => {
  const raw = Buffer.from("00fa8b107c5b1d2e", "hex");
  test.each<[string, string, Uint8Array]>([
    ["as text", "ed-1", Buffer.from("ed-1")],
    ["as text beyond ASCII", "khoá số 1", Buffer.from("khoá số 1")],
    ["in hex", raw.toString("hex"), raw],
    ["in capital hex", raw.toString("hex").toUpperCase(), raw],
    ["in base64", raw.toString("base64"), raw],
    ["in base64url", Buffer.from("fbff", "hex").toString("base64url"), Buffer.from("fbff", "hex")],
    ["in hex that was meant as text", "abcd", Buffer.from("abcd")],
  ])("is found: %s", (_, listed, shown) => {
    expect(found(listed, shown)).toBe("granted");
  });

  test.each<[string, string, Uint8Array]>([
    ["in another case", "ED-1", Buffer.from("ed-1")],
    ["longer", "ed-1", Buffer.from("ed-11")],
    ["shorter", "ed-1", Buffer.from("ed-")],
    ["empty", "ed-1", Buffer.alloc(0)],
  ])("is not found by one that is %s", (_, listed, shown) => {
    expect(found(listed, shown)).toBe("issuer-unknown");
  });

  test("names the key in answers as the list wrote it", () => {
    expect(loadKey({ ...keyEntry(ED_KEY), kid: "00FA8b" }, ISSUER, [])?.name).toBe("00FA8b");
  });

  test("may stand in the JWK, and the entry's own goes first", () => {
    const { jwk } = keyEntry(ED_KEY);
    expect(loadKey({ jwk: { kty: "OKP", ...jwk, kid: "inner" } }, ISSUER, [])?.name).toBe("inner");
    expect(loadKey({ kid: "outer", jwk: { kty: "OKP", ...jwk, kid: "inner" } }, ISSUER, [])?.name).toBe("outer");
  });

  test("of a certificate without one is the first 8 bytes of its SHA-256", () => {
    const fingerprint = new X509Certificate(Buffer.from(CERTIFICATE, "base64")).fingerprint256
      .replaceAll(":", "")
      .slice(0, 16)
      .toLowerCase();
    const key = loadKey({ certificate: CERTIFICATE }, ISSUER, []);
    expect(key?.name).toBe(fingerprint);
    expect(key?.kids?.map((kid) => Buffer.from(kid).toString("hex"))).toEqual([fingerprint]);
    expect(key?.key.algorithm).toBe("ES256");
  });

  test.each(["\n", "\r\n"])("of a certificate in lines, as PEM has them (%j), is the same", (end) => {
    const lines = CERTIFICATE.match(/.{1,64}/g)?.join(end);
    const entry = v.parse(KeySchema, { certificate: `${lines}${end}` });
    expect(loadKey(entry, ISSUER, [])).toMatchObject({ name: loadKey({ certificate: CERTIFICATE }, ISSUER, [])?.name });
  });
});

describe("the index of keys", () => {
  test("lists a key once under each reading of its identifier, and apart where it has none", () => {
    // "AAAA" reads as text, as hex and as base64.
    const named = loadKey({ ...keyEntry(ED_KEY), kid: "AAAA" }, ISSUER, []);
    const nameless = loadKey({ jwk: keyEntry(ED_KEY).jwk }, undefined, []);
    if (!named || !nameless) throw new Error("the key was not taken");
    const index = indexKeys([named, nameless]);
    expect([...index.byKid.keys()].toSorted()).toEqual(["000000", "41414141", "aaaa"]);
    for (const keys of index.byKid.values()) expect(keys).toEqual([named]);
    expect(index.anyKid).toEqual([nameless]);
    expect(index.all).toEqual([named, nameless]);
  });
});

describe("a trust list", () => {
  test("names the keys that it cannot use instead of using them", () => {
    const keys = [
      keyEntry(ED_KEY),
      { jwk: keyEntry(ED_KEY).jwk },
      { kid: "rsa", jwk: { kty: "RSA", n: "AQAB", e: "AQAB" } },
      { kid: "broken", jwk: { kty: "EC", crv: "P-256", x: "AA", y: "AA" } },
      { kid: "certificate", certificate: "AAAA" },
    ];
    const { trust, rejectedKeys } = loadTrust({ ...TRUST_LIST, issuers: [{ id: ISSUER, types: ["citizen"], keys }] });
    expect(rejectedKeys).toEqual([`${ISSUER} (no kid)`, `${ISSUER} rsa`, `${ISSUER} broken`, `${ISSUER} certificate`]);
    expect(trust.keys.all.map(({ name }) => name)).toEqual(["ed-1"]);
    expect(trust.keys.anyKid).toEqual([]);
  });

  test("as JSON has exactly the shape of the schema", () => {
    expect(v.safeParse(TrustListSchema, TRUST_LIST).success).toBe(true);
  });

  test.each<[string, object]>([
    ["version 0", { version: 0 }],
    ["a version with a fraction", { version: 1.5 }],
    ["a date before 1970", { issuedAt: -1 }],
    ["no expiry", { expiresAt: undefined }],
    ["an unknown member", { note: "x" }],
    ["an unknown type", { issuers: [{ id: ISSUER, types: ["king"], keys: [] }] }],
    ["an issuer without a name", { issuers: [{ id: "", types: [], keys: [] }] }],
    ["a revocation that is no identity", { statusLists: [{ issuer: ISSUER, revoked: ["ABC"] }] }],
    ["a revocation in capitals", { statusLists: [{ issuer: ISSUER, revoked: ["A".repeat(64)] }] }],
    ["101 keys of one issuer", { issuers: [{ id: ISSUER, types: [], keys: Array(101).fill(keyEntry(ED_KEY)) }] }],
  ])("is refused with %s", (_, changes) => {
    expect(v.safeParse(TrustListSchema, { ...TRUST_LIST, ...changes }).success).toBe(false);
  });

  test.each<[string, object]>([
    ["neither key nor certificate", { kid: "x" }],
    ["both", { jwk: { kty: "OKP" }, certificate: "AAAA" }],
    ["a certificate that is no base64", { certificate: "no base64" }],
    ["an empty identifier", { kid: "", jwk: { kty: "OKP" } }],
    ["an unknown member", { jwk: { kty: "OKP" }, trusted: true }],
  ])("has no key with %s", (_, key) => {
    expect(v.safeParse(KeySchema, key).success).toBe(false);
  });
});
