import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { importSealKey, sealJwkOf } from "../../src/core/seal-key.ts";
import { xPair } from "../support/hpke-by-hand.ts";

const { jwk } = xPair(Buffer.alloc(32, 0x41));
const PUBLIC = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
const PRIME = 2n ** 255n - 19n;

/** A key by its coordinate. */
function keyAt(coordinate: bigint): object {
  const bytes = Buffer.from(coordinate.toString(16).padStart(64, "0"), "hex").reverse();
  return { kty: "OKP", crv: "X25519", x: bytes.toString("base64url") };
}

describe("a key to seal to", () => {
  test("is an X25519 key, with everything else taken off", () => {
    expect(sealJwkOf({ ...PUBLIC, use: "enc", kid: "2026-12" })).toEqual(PUBLIC);
    expect(importSealKey(PUBLIC, "2026-12")).toMatchObject({ kid: "2026-12", publicKey: Buffer.from(jwk.x, "base64url") });
  });

  test.each([
    ["a private key", jwk],
    ["one for signing", { ...PUBLIC, use: "sig" }],
    ["an Ed25519 key", { ...PUBLIC, crv: "Ed25519" }],
    ["another kind", { ...PUBLIC, kty: "EC" }],
    ["a short one", { ...PUBLIC, x: jwk.x.slice(4) }],
    ["another spelling of base64", { ...PUBLIC, x: `${jwk.x}=` }],
    ["none", {}],
    ["a coordinate beyond the field", keyAt(PRIME + 9n)],
    ["a coordinate with its highest bit set", keyAt(9n + 2n ** 255n)],
  ])("is not %s", (_, other) => {
    expect(sealJwkOf(other)).toBeUndefined();
  });

  const ORDER_8 = [
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ];
  test.each([0n, 1n, PRIME - 1n, ...ORDER_8])("is no point of small order, as OpenSSL has it, too: %s", (coordinate) => {
    const point = keyAt(coordinate);
    expect(sealJwkOf(point)).toBeUndefined();
    const { privateKey } = generateKeyPairSync("x25519");
    expect(() => diffieHellman({ privateKey, publicKey: createPublicKey({ key: { ...point }, format: "jwk" }) })).toThrow();
  });
});
