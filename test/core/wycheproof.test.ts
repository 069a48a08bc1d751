// Project Wycheproof's attacks on signature verification, through admission and the one function that verifies signatures here.
//
// We take r and s of ECDSA as two numbers of fixed length (RFC 9053 §2.1, RFC 7518 §3.4) and nothing in DER, so there is no reader of DER that could
// be careless. The file of signatures in DER goes through the way back: what derSignature() does not write in exactly these bytes is none.
import { createHash, verify } from "node:crypto";
import * as ed25519 from "@noble/ed25519";
import { describe, expect, test } from "vitest";
import { admitKey } from "../../src/core/key-import/admit-key.ts";
import { derSignature } from "../../src/core/openssl-encoding.ts";
import { importJwk, isSignedBy, jwkInSpki, type PublicKey } from "../../src/core/signature.ts";
import { hasSharedVectors, sharedVectorNames, sharedVectors } from "../support/shared-vectors.ts";

ed25519.hashes.sha512 = (message) => new Uint8Array(createHash("sha512").update(message).digest());

interface Group {
  readonly publicKeyDer: string;
  readonly publicKeyJwk?: object;
  readonly tests: readonly Case[];
}

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: "valid" | "invalid" | "acceptable";
}

const hex = (digits: string) => Buffer.from(digits, "hex");
const groupsOf = (file: string): readonly Group[] => (hasSharedVectors() ? JSON.parse(sharedVectors(`wycheproof/${file}`)).testGroups : []);

/** The key as the file has it in DER; where it stands there as JWK, too, that must be the same key. */
function keyOf({ publicKeyDer, publicKeyJwk }: Group): PublicKey {
  const admission = admitKey(jwkInSpki(hex(publicKeyDer)) ?? {});
  if (!admission.ok) throw new Error(`the key was not admitted: ${admission.refusal}`);
  if (publicKeyJwk) expect(importJwk(publicKeyJwk)?.handle.equals(admission.key.handle)).toBe(true);
  return admission.key;
}

/** r‖s of a signature in DER of two numbers of up to 32 bytes, in its one spelling; else undefined. */
function fixedLength(der: Buffer): Uint8Array | undefined {
  const [rLength = 0, r] = [der[3], der.subarray(4, 4 + (der[3] ?? 0))];
  const s = der.subarray(6 + rLength);
  const halves = [r, s].map((number) => (number.length === 33 ? number.subarray(1) : number));
  if (halves.some((half) => half.length > 32)) return undefined;
  const signature = Buffer.concat(halves.flatMap((half) => [Buffer.alloc(32 - half.length), half]));
  return Buffer.from(derSignature(signature)).equals(der) ? signature : undefined;
}

const asItIs = (signature: Buffer): Uint8Array | undefined => signature;

const FILES = [
  ["ecdsa_secp256r1_sha256_p1363_test.json", 262, asItIs],
  ["ecdsa_secp256r1_sha256_test.json", 484, fixedLength],
  ["ed25519_test.json", 151, asItIs],
  ["rsa_pss_2048_sha256_mgf1_32_test.json", 108, asItIs],
] as const;

/** The verdicts of some verifier on every case of a file, with every key of the file admitted, beside what the file says. */
function verdictsOf(file: string, isValid: (key: PublicKey, message: Buffer, signature: Buffer) => boolean) {
  const cases = groupsOf(file).flatMap((group) => {
    const key = keyOf(group);
    return group.tests.map((one) => ({ ...one, name: `${one.tcId} ${one.comment}`, verdict: isValid(key, hex(one.msg), hex(one.sig)) }));
  });
  return {
    said: cases.map(({ name, result }) => [name, result]),
    given: cases.map(({ name, verdict }) => [name, verdict ? "valid" : "invalid"]),
  };
}

describe.skipIf(!hasSharedVectors())("all of Wycheproof ends as it says", () => {
  test("in every file that there is", () => {
    expect(sharedVectorNames("wycheproof/")).toEqual(FILES.map(([file]) => file));
  });

  test.each(FILES)("%s, all %d cases", (file, count, fixed) => {
    const { said, given } = verdictsOf(file, (key, message, signature) => {
      const candidate = fixed(signature);
      return candidate !== undefined && isSignedBy(key, message, candidate);
    });
    expect(given).toEqual(said);
    expect(given).toHaveLength(count);
  });

  test("by @noble/ed25519 as well, once the keys are admitted", () => {
    const { said, given } = verdictsOf("ed25519_test.json", ({ handle }, message, signature) => {
      try {
        return ed25519.verify(signature, message, handle.export({ format: "der", type: "spki" }).subarray(-32), { zip215: false });
      } catch {
        return false;
      }
    });
    expect(given).toEqual(said);
  });

  test("by node:crypto's own reader of DER as well", () => {
    const { said, given } = verdictsOf("ecdsa_secp256r1_sha256_test.json", ({ handle }, message, signature) =>
      verify("sha256", message, handle, signature),
    );
    expect(given).toEqual(said);
  });
});
