// Our spellings against the ones that node:crypto makes itself.
import { constants, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derSignature, pemForPs256, pemOfPoint, plainKey } from "../../src/core/openssl-encoding.ts";
import "../support/properties.ts";

const message = Buffer.from("message");

describe("a JWK as PEM", () => {
  test.each(["ed25519", "P-256"])("is the same key as by node:crypto (%s)", (kind) => {
    for (let round = 0; round < 20; round++) {
      const { publicKey } = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: kind });
      const plain = plainKey(publicKey.export({ format: "jwk" }));
      expect(plain?.pem).toBe(publicKey.export({ format: "pem", type: "spki" }));
      expect(createPublicKey(plain?.pem ?? "").equals(publicKey)).toBe(true);
    }
  });

  test("is written for X25519, too", () => {
    const { publicKey } = generateKeyPairSync("x25519");
    const point = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    expect(pemOfPoint("X25519", point)).toBe(publicKey.export({ format: "pem", type: "spki" }));
  });

  const x = randomBytes(32).toString("base64url");
  test.each<[string, object]>([
    ["another curve", { kty: "EC", crv: "P-384", x, y: x }],
    ["another kind", { kty: "RSA", n: x, e: "AQAB" }],
    ["half a point", { kty: "EC", crv: "P-256", x }],
    ["a short coordinate", { kty: "EC", crv: "P-256", x, y: x.slice(0, -2) }],
    ["another spelling of base64", { kty: "OKP", crv: "Ed25519", x: `${"A".repeat(42)}B` }],
    ["no text", { kty: "OKP", crv: "Ed25519", x: 1 }],
    ["nothing", {}],
  ])("is left to node:crypto where it has %s", (_, jwk) => {
    expect(plainKey(jwk)).toBeUndefined();
  });

  test("off the curve is no key", () => {
    expect(() => createPublicKey(plainKey({ kty: "EC", crv: "P-256", x, y: x })?.pem ?? "")).toThrow();
  });
});

describe("r and s as DER", () => {
  test.each(["P-256", "P-384", "P-521"])("verify as node:crypto's own form of them does (%s)", (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
    for (let round = 0; round < 40; round++) {
      const signature = sign("sha256", randomBytes(round), { key: privateKey, dsaEncoding: "ieee-p1363" });
      const toSign = round % 2 === 0 ? message : Buffer.alloc(0);
      const valid = sign("sha256", toSign, { key: privateKey, dsaEncoding: "ieee-p1363" });
      for (const candidate of [signature, valid]) {
        expect(verify("sha256", toSign, publicKey, derSignature(candidate))).toBe(
          verify("sha256", toSign, { key: publicKey, dsaEncoding: "ieee-p1363" }, candidate),
        );
      }
    }
  });

  test("say the same of numbers as they may not be: zero, small, the largest, as large as the order", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const number = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.constantFrom(0, 1, 127, 128, 255).map((value) => Buffer.concat([new Uint8Array(31), Uint8Array.of(value)])),
      fc.constant(Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex")),
      fc.constant(Buffer.alloc(32, 255)),
    );
    fc.assert(
      fc.property(number, number, (r, s) => {
        const signature = Buffer.concat([r, s]);
        const [ours, theirs] = [
          verify("sha256", message, publicKey, derSignature(signature)),
          verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature),
        ];
        expect(ours).toBe(theirs);
      }),
      { numRuns: 200 },
    );
  });
});

describe("an RSA key for PS256", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = pemForPs256(publicKey.export({ format: "der", type: "spki" })) ?? "";
  const pss = (digest: string, saltLength: number, more: object = {}) =>
    sign(digest, message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength, ...more });

  test("is the same key, for SHA-256 and a salt of 32 bytes", () => {
    const key = createPublicKey(pem);
    expect(key.asymmetricKeyDetails).toEqual({
      modulusLength: 2048,
      publicExponent: 65_537n,
      hashAlgorithm: "sha256",
      mgf1HashAlgorithm: "sha256",
      saltLength: 32,
    });
    expect(verify("sha256", message, key, pss("sha256", 32))).toBe(true);
  });

  test.each([0, 20, 31, 33, 222])("takes no signature with a salt of %d bytes", (saltLength) => {
    expect(verify("sha256", message, createPublicKey(pem), pss("sha256", saltLength))).toBe(false);
  });

  test("takes none of PKCS #1 1.5", () => {
    expect(verify("sha256", message, createPublicKey(pem), sign("sha256", message, privateKey))).toBe(false);
  });

  test("is none where the key is of another kind", () => {
    expect(pemForPs256(generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }))).toBeUndefined();
  });

  test("is made of 4,096 and 8,192 bits as well", () => {
    for (const modulusLength of [4096, 8192]) {
      const jwk = { kty: "RSA", n: Buffer.alloc(modulusLength / 8, 0xff).toString("base64url"), e: "AQAB" };
      const long = createPublicKey({ key: jwk, format: "jwk" });
      const key = createPublicKey(pemForPs256(long.export({ format: "der", type: "spki" })) ?? "");
      expect(key.asymmetricKeyDetails?.modulusLength).toBe(modulusLength);
    }
  });
});
