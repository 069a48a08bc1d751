// Project Wycheproof's attacks on signature verification, through the one function that verifies signatures here.
//
// Not among them: ecdsa_secp256r1_sha256_test.json. Its signatures are in DER, and most of its cases are spellings of DER that a careless
// reader takes. We take r and s as two numbers of fixed length (RFC 9053 §2.1, RFC 7518 §3.4) and nothing in DER, so there is no reader
// to be careless; that DER is refused is tested in signature.test.ts. Its arithmetic cases are in the p1363 file, too.
import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { importJwk, isSignedBy, type PublicKey } from "../../src/core/signature.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

interface Suite {
  readonly testGroups: readonly {
    readonly publicKeyJwk?: object;
    readonly publicKeyDer?: string;
    readonly publicKey?: { readonly uncompressed?: string };
    readonly tests: readonly Case[];
  }[];
}

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly msg: string;
  readonly sig: string;
  readonly result: "valid" | "invalid" | "acceptable";
}

function keyOf({ publicKeyJwk, publicKeyDer = "", publicKey }: Suite["testGroups"][number]): PublicKey {
  const point = publicKey?.uncompressed;
  const jwk =
    publicKeyJwk ??
    (point === undefined
      ? createPublicKey({ key: Buffer.from(publicKeyDer, "hex"), format: "der", type: "spki" }).export({ format: "jwk" })
      : jwkOfPoint(point));
  const key = importJwk(jwk);
  if (!key) throw new Error("the key was not taken");
  return key;
}

/** Some groups give the point only: 04, x, y in hex. */
function jwkOfPoint(uncompressed: string): object {
  const [x, y] = [uncompressed.slice(2, 66), uncompressed.slice(66)].map((half) => Buffer.from(half, "hex").toString("base64url"));
  return { kty: "EC", crv: "P-256", x, y };
}

describe.skipIf(!hasSharedVectors()).each([
  ["Ed25519", "wycheproof/ed25519_test.json", 151],
  ["P-256 as r and s", "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", 262],
  ["RSASSA-PSS, 2048 bits, SHA-256, a salt of 32 bytes", "wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json", 108],
])("Wycheproof on %s", (_, file, count) => {
  const suite: Suite = hasSharedVectors() ? JSON.parse(sharedVectors(file)) : { testGroups: [] };

  test("agrees on every case", () => {
    let seen = 0;
    for (const group of suite.testGroups) {
      const key = keyOf(group);
      for (const { tcId, comment, msg, sig, result } of group.tests) {
        const verdict = isSignedBy(key, Buffer.from(msg, "hex"), Buffer.from(sig, "hex"));
        expect([tcId, comment, verdict ? "valid" : "invalid"]).toEqual([tcId, comment, result]);
        seen++;
      }
    }
    expect(seen).toBe(count);
  });
});
