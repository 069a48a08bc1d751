import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import * as ed25519 from "@noble/ed25519";
import { describe, expect, test } from "vitest";
import { importCertificate, importJwk, isSignedBy, type PublicKey } from "../../src/core/signature.ts";
import { EC_KEY, ED_KEY, signBytes } from "../support/credential-maker.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

function imported(jwk: object): PublicKey {
  const key = importJwk(jwk);
  if (!key) throw new Error("the key was not taken");
  return key;
}

/** Some groups give the point only: 04, x, y in hex. */
function jwkOfPoint(uncompressed: string): object {
  const [x, y] = [uncompressed.slice(2, 66), uncompressed.slice(66)].map((half) => Buffer.from(half, "hex").toString("base64url"));
  return { kty: "EC", crv: "P-256", x, y };
}

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKeyJwk?: object;
    readonly publicKey: { readonly uncompressed?: string };
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly result: string;
    }[];
  }[];
}

describe.skipIf(!hasSharedVectors()).each([
  ["Ed25519", "wycheproof/ed25519_test.json", 151],
  ["P-256 as r and s", "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", 262],
])("Wycheproof on %s", (_, file, count) => {
  const suite: Wycheproof = hasSharedVectors() ? JSON.parse(sharedVectors(file)) : { testGroups: [] };
  const cases = suite.testGroups.flatMap(({ publicKeyJwk, publicKey, tests }) =>
    tests.map((vector) => ({ ...vector, jwk: publicKeyJwk ?? jwkOfPoint(publicKey.uncompressed ?? "") })),
  );

  test("agrees on every case", () => {
    expect(cases).toHaveLength(count);
    for (const { tcId, comment, msg, sig, result, jwk } of cases) {
      const verdict = isSignedBy(imported(jwk), Buffer.from(msg, "hex"), Buffer.from(sig, "hex"));
      expect([tcId, comment, verdict]).toEqual([tcId, comment, result === "valid"]);
    }
  });
});

describe("a second opinion on Ed25519", () => {
  test("agrees on good signatures and on every kind of damage to them", async () => {
    for (let round = 0; round < 40; round++) {
      const { publicKey, privateKey } = generateKeyPairSync("ed25519");
      const jwk = publicKey.export({ format: "jwk" });
      const message = randomBytes(round);
      const signature = sign(null, message, privateKey);
      const bit = round * 13 + 5;
      const bad = Buffer.from(signature);
      bad[(bit >> 3) % 64] = (bad[(bit >> 3) % 64] ?? 0) ^ (1 << (bit & 7));
      for (const candidate of [signature, bad]) {
        const ours = isSignedBy(imported(jwk), message, candidate);
        const theirs = await ed25519
          .verifyAsync(candidate, message, Buffer.from(jwk.x ?? "", "base64url"), { zip215: false })
          .catch(() => false);
        expect(ours).toBe(theirs);
        expect(ours).toBe(candidate === signature);
      }
    }
  });
});

describe("a signature", () => {
  const message = Buffer.from("message");
  test.each([
    ["EdDSA", ED_KEY],
    ["ES256", EC_KEY],
  ])("(%s) counts only in its own length, and only over its own message", (_, key) => {
    const signature = signBytes(key, message);
    const publicKey = imported(key.jwk);
    expect(isSignedBy(publicKey, message, signature)).toBe(true);
    expect(isSignedBy(publicKey, Buffer.from("messagf"), signature)).toBe(false);
    for (const other of [
      Buffer.alloc(0),
      signature.subarray(1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.alloc(64),
      Buffer.alloc(64, 255),
    ]) {
      expect(isSignedBy(publicKey, message, other)).toBe(false);
    }
  });

  test("in DER is refused", () => {
    expect(isSignedBy(imported(EC_KEY.jwk), message, sign("sha256", message, EC_KEY.privateKey))).toBe(false);
  });
});

describe("only keys of a supported algorithm are taken", () => {
  const jwkOf = (pair: { readonly publicKey: import("node:crypto").KeyObject }) => pair.publicKey.export({ format: "jwk" });
  test.each<[string, object]>([
    ["P-384", jwkOf(generateKeyPairSync("ec", { namedCurve: "P-384" }))],
    ["secp256k1", jwkOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }))],
    ["Ed448", jwkOf(generateKeyPairSync("ed448"))],
    ["X25519", jwkOf(generateKeyPairSync("x25519"))],
    ["RSA", jwkOf(generateKeyPairSync("rsa", { modulusLength: 2048 }))],
    ["a shared secret", { kty: "oct", k: "AAAA" }],
    ["a point off the curve", { kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) }],
    ["half a key", { kty: "OKP", crv: "Ed25519", x: "AAAA" }],
    ["nothing", {}],
  ])("not %s", (_, jwk) => {
    expect(importJwk(jwk)).toBeUndefined();
  });

  test("not what is no certificate", () => {
    expect(importCertificate(Buffer.from("no certificate"))).toBeUndefined();
  });
});
