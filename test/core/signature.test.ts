import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { importCertificate, importJwk, isSignedBy, type PublicKey } from "../../src/core/signature.ts";
import { makeCertificate, newKey } from "../support/certificate-maker.ts";
import { EC_KEY, ED_KEY, testKey } from "../support/credential-maker.ts";

const message = Buffer.from("message");

function imported(jwk: object): PublicKey {
  const key = importJwk(jwk);
  if (!key) throw new Error("the key was not taken");
  return key;
}

const jwkOf = ({ publicKey }: { readonly publicKey: KeyObject }) => publicKey.export({ format: "jwk" });
const rsa = (modulusLength: number, publicExponent = 65_537) => generateKeyPairSync("rsa", { modulusLength, publicExponent });
const pss = (key: KeyObject, bytes: Uint8Array, digest = "sha256", saltLength = 32) =>
  sign(digest, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

/** Odd and without small factors, as a product of two primes is; to make a real one of this length would take a minute. */
function soundLookingModulus(bytes: number): Buffer {
  for (;;) {
    const modulus = Buffer.concat([Uint8Array.of(0x80), randomBytes(bytes - 2), Uint8Array.of(1)]);
    const number = BigInt(`0x${modulus.toString("hex")}`);
    if (Array.from({ length: 83 }, (_, index) => BigInt(2 * index + 3)).every((divisor) => number % divisor !== 0n)) return modulus;
  }
}

const [RSA, P384, P521] = [rsa(2048), newKey("P-384"), newKey("P-521")];

/** Every algorithm, with the length of its signatures in bytes. */
const ALGORITHMS: readonly (readonly [string, object, number, (bytes: Uint8Array) => Uint8Array])[] = [
  ["EdDSA", ED_KEY.jwk, 64, (bytes) => sign(null, bytes, ED_KEY.privateKey)],
  ["ES256", EC_KEY.jwk, 64, (bytes) => sign("sha256", bytes, { key: EC_KEY.privateKey, dsaEncoding: "ieee-p1363" })],
  ["ES384", jwkOf(P384), 96, (bytes) => sign("sha384", bytes, { key: P384.privateKey, dsaEncoding: "ieee-p1363" })],
  ["ES512", jwkOf(P521), 132, (bytes) => sign("sha512", bytes, { key: P521.privateKey, dsaEncoding: "ieee-p1363" })],
  ["PS256", jwkOf(RSA), 256, (bytes) => pss(RSA.privateKey, bytes)],
];

describe.each(ALGORITHMS)("a signature with %s", (algorithm, jwk, length, signBytes) => {
  const key = imported(jwk);

  test("counts over its own message, with a key of its own algorithm", () => {
    expect(key.algorithm).toBe(algorithm);
    expect(signBytes(message)).toHaveLength(length);
    expect(isSignedBy(key, message, signBytes(message))).toBe(true);
    expect(isSignedBy(key, Buffer.from("messagf"), signBytes(message))).toBe(false);
    expect(isSignedBy(key, Buffer.alloc(0), signBytes(message))).toBe(false);
  });

  test("counts in its own length only", () => {
    const signature = signBytes(message);
    for (const other of [
      Buffer.alloc(0),
      signature.subarray(1),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.concat([Buffer.alloc(1), signature]),
      Buffer.alloc(length),
      Buffer.alloc(length, 255),
      randomBytes(length),
    ]) {
      expect(isSignedBy(key, message, other)).toBe(false);
    }
  });

  test("does not count when any one of its bits is another", () => {
    const signature = signBytes(message);
    for (let bit = 0; bit < length * 8; bit += 7) {
      const changed = Buffer.from(signature);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isSignedBy(key, message, changed)).toBe(false);
    }
  });

  test("does not count under any other key", () => {
    const signature = signBytes(message);
    for (const [other, otherJwk] of ALGORITHMS) {
      if (other !== algorithm) expect(isSignedBy(imported(otherJwk), message, signature)).toBe(false);
    }
  });
});

describe("ECDSA is taken as r and s", () => {
  test("and never in DER", () => {
    for (let round = 0; round < 50; round++) {
      const signature = sign("sha256", Buffer.from([round]), EC_KEY.privateKey);
      expect(isSignedBy(imported(EC_KEY.jwk), Buffer.from([round]), signature)).toBe(false);
    }
  });

  test.each([
    [jwkOf(P384), P384.privateKey, "sha256"],
    [jwkOf(P521), P521.privateKey, "sha384"],
    [EC_KEY.jwk, EC_KEY.privateKey, "sha512"],
  ])("with the digest of its curve and no other, round %#", (jwk, key, digest) => {
    expect(isSignedBy(imported(jwk), message, sign(digest, message, { key, dsaEncoding: "ieee-p1363" }))).toBe(false);
  });
});

describe("RSA is taken as PSS with SHA-256", () => {
  const key = imported(jwkOf(RSA));

  test.each([0, 20, 31, 33, 64, 222])("with a salt as long as the digest, and not of %d bytes", (saltLength) => {
    expect(isSignedBy(key, message, pss(RSA.privateKey, message, "sha256", saltLength))).toBe(false);
  });

  test.each(["sha1", "sha384", "sha512"])("and not with %s", (digest) => {
    expect(isSignedBy(key, message, pss(RSA.privateKey, message, digest))).toBe(false);
  });

  test("and never as PKCS #1 v1.5", () => {
    for (const digest of ["sha1", "sha256", "sha512"]) expect(isSignedBy(key, message, sign(digest, message, RSA.privateKey))).toBe(false);
  });

  test.each([
    [1024, false],
    [2040, false],
    [2048, true],
    [2056, true],
    [4096, true],
  ])("with a key of %d bits: %s", (bits, isTaken) => {
    const pair = rsa(bits);
    const taken = importJwk(jwkOf(pair));
    expect(taken !== undefined).toBe(isTaken);
    if (taken) expect(isSignedBy(taken, message, pss(pair.privateKey, message))).toBe(true);
  });

  test("with a modulus whose length is no whole number of bytes", () => {
    const pair = rsa(2049);
    expect(isSignedBy(imported(jwkOf(pair)), message, pss(pair.privateKey, message))).toBe(true);
  });

  test("with no key that would keep us busy: more than 8192 bits, or a long exponent", () => {
    const { n } = jwkOf(RSA);
    const long = (bytes: number) => soundLookingModulus(bytes).toString("base64url");
    expect(importJwk({ kty: "RSA", n: long(1024), e: "AQAB" })).toBeDefined();
    expect(importJwk({ kty: "RSA", n: long(1025), e: "AQAB" })).toBeUndefined();
    expect(importJwk({ kty: "RSA", n: long(2048), e: "AQAB" })).toBeUndefined();
    expect(importJwk({ kty: "RSA", n, e: "_____w" })).toBeDefined();
    expect(importJwk({ kty: "RSA", n, e: "AQAAAAE" })).toBeUndefined();
    expect(importJwk({ kty: "RSA", n, e: n })).toBeUndefined();
  });

  test("with no exponent that is too small to be safe", () => {
    expect(importJwk(jwkOf(rsa(2048, 3)))).toBeUndefined();
    expect(importJwk({ ...jwkOf(RSA), e: "AQ" })).toBeUndefined();
  });
});

describe("only keys of a supported algorithm are taken", () => {
  test.each<[string, object]>([
    ["secp256k1", jwkOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }))],
    ["Ed448", jwkOf(generateKeyPairSync("ed448"))],
    ["X25519", jwkOf(generateKeyPairSync("x25519"))],
    ["a shared secret", { kty: "oct", k: "AAAA" }],
    ["a point off the curve", { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) }],
    ["a point of another curve", { ...testKey("ES256", 7, "x").jwk, crv: "P-384" }],
    ["half a key", { kty: "OKP", crv: "Ed25519", x: "AAAA" }],
    ["a private key that is damaged", { kty: "EC", crv: "P-256", d: "AAAA" }],
    ["nothing", {}],
  ])("not %s", (_, jwk) => {
    expect(importJwk(jwk)).toBeUndefined();
  });

  test("not a certificate of a key that is none of these, and not what is no certificate", () => {
    expect(importCertificate(Buffer.from("no certificate"))).toBeUndefined();
    expect(importCertificate(Buffer.alloc(0))).toBeUndefined();
    const explicitPss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
    for (const key of [explicitPss, generateKeyPairSync("ec", { namedCurve: "secp256k1" }), newKey("RSA-1024")]) {
      expect(importCertificate(makeCertificate({ key, signingKey: newKey().privateKey }).der)).toBeUndefined();
    }
  });

  test("and each from a certificate, too", () => {
    for (const kind of ["P-256", "P-384", "P-521", "Ed25519", "RSA"] as const) {
      const key = newKey(kind);
      expect(importCertificate(makeCertificate({ key }).der)?.key.handle.equals(key.publicKey)).toBe(true);
    }
  });
});
