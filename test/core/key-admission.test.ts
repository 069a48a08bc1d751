// What enters a trust list, and that the kiosk keeps out by itself whatever admission refuses: docs/decisions/0008-strict-ed25519.md.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import * as ed25519 from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admitKey } from "../../src/core/key-import/admit-key.ts";
import { importIssuerKeys } from "../../src/core/key-import/import-keys.ts";
import { KEY_REFUSALS, type KeyRefusal } from "../../src/core/key-import/key-refusal.ts";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { hasPrimeOrder, isSignedBy } from "../../src/core/signature.ts";
import { loadKey } from "../../src/core/trust.ts";
import { newKey } from "../support/certificate-maker.ts";
import {
  bytesOf,
  challenge,
  L,
  littleEndian,
  P,
  type Signed,
  SMALL_ORDER_ENCODINGS,
  signFreely,
  TORSION,
  times,
  torsion,
} from "../support/ed25519-points.ts";
import "../support/properties.ts";

const { Point } = ed25519;
ed25519.hashes.sha512 = (message) => new Uint8Array(createHash("sha512").update(message).digest());

type Jwk = Readonly<Record<string, unknown>> & { readonly kty: string };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const okp = (x: Uint8Array): Jwk => ({ kty: "OKP", crv: "Ed25519", x: base64(x) });
const jwkOf = (key: KeyObject): Jwk => ({ kty: "", ...key.export({ format: "jwk" }) });
const rsa = (n: bigint, e = 65_537n): Jwk => ({ kty: "RSA", n: base64(minimal(n)), e: base64(minimal(e)) });

function minimal(number: bigint): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

const refusalOf = (jwk: object): KeyRefusal | undefined => {
  const admission = admitKey(jwk);
  return admission.ok ? undefined : admission.refusal;
};

/** The key as the kiosk has it when it loads a list: undefined where it takes none. */
const loaded = (jwk: Jwk) => loadKey({ kid: "k", jwk }, "urn:issuer", CREDENTIAL_TYPES)?.key;

const [P256, P384, P521, ED, RSA] = [newKey("P-256"), newKey("P-384"), newKey("P-521"), newKey("Ed25519"), newKey("RSA")];
const MODULUS = BigInt(`0x${Buffer.from(String(jwkOf(RSA.publicKey)["n"]), "base64url").toString("hex")}`);

describe("a key as every library makes it is admitted, and loads", () => {
  test.each([
    ["EdDSA", ED],
    ["ES256", P256],
    ["ES384", P384],
    ["ES512", P521],
    ["PS256", RSA],
  ])("%s", (algorithm, { publicKey }) => {
    const admission = admitKey({ ...jwkOf(publicKey), kid: "taken off", ext: true });
    expect(admission).toMatchObject({ ok: true, key: { algorithm } });
    // Nothing but the key is left: a list has one spelling of it.
    expect(admission.ok && admission.material).toEqual(publicKey.export({ format: "jwk" }));
    expect(loaded(jwkOf(publicKey))?.handle.equals(publicKey)).toBe(true);
  });
});

/** y with sign, of a spelling that no canonical encoder writes. */
const BEYOND = bytesOf(P + 3n);
const OFF_CURVE = (() => {
  for (let y = 2n; ; y++) {
    try {
      Point.fromBytes(bytesOf(y), true);
    } catch {
      return okp(bytesOf(y));
    }
  }
})();
const MIXED = okp(times(Point.BASE, 77n).add(torsion(3)).toBytes());
/** To look at these takes as long as a signature check, and so is put off until one of them has signed something. */
const AT_FIRST_USE: readonly Jwk[] = [MIXED, OFF_CURVE];

const ec = jwkOf(P256.publicKey);
const [x = new Uint8Array(), y = new Uint8Array()] = [ec["x"], ec["y"]].map((text) => Buffer.from(String(text), "base64url"));
const FIELD_256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;

/** The products that a flawed chip makes: a power of 65537 modulo all small primes. */
const ROCA = (() => {
  const primes = Array.from({ length: 166 }, (_, index) => index + 2).filter((n) => ![2, 3, 5, 7, 11].some((d) => n !== d && n % d === 0));
  const primorial = primes.reduce((product, prime) => product * BigInt(prime), 1n);
  let power = 1n;
  for (let step = 0; step < 1234; step++) power = (power * 65_537n) % primorial;
  return primorial * (2n ** 2047n / primorial + 5n) + power;
})();

/** Every way in which a key can be wrong. */
const REFUSED: readonly (readonly [KeyRefusal, string, Jwk])[] = [
  ["not-canonical", "Ed25519, y beyond the field", okp(BEYOND)],
  ["not-canonical", "Ed25519, 31 bytes", okp(new Uint8Array(31))],
  ["not-canonical", "Ed25519, padded base64url", { ...okp(new Uint8Array(32)), x: `${jwkOf(ED.publicKey)["x"]}=` }],
  ["not-canonical", "Ed25519, base64url with bits left over", { ...okp(new Uint8Array(32)), x: `${"A".repeat(42)}B` }],
  ["not-canonical", "P-256, a coordinate without its leading zeros", { ...ec, x: base64(x.subarray(1)) }],
  ["not-canonical", "P-256, a coordinate with a zero too many", { ...ec, y: base64(Buffer.concat([Uint8Array.of(0), y])) }],
  ["not-canonical", "P-256, a coordinate beyond the field", { ...ec, x: base64(minimal(FIELD_256 + 5n)) }],
  [
    "not-canonical",
    "RSA, a modulus with a leading zero",
    { ...rsa(MODULUS), n: base64(Buffer.concat([Uint8Array.of(0), minimal(MODULUS)])) },
  ],
  ["not-canonical", "RSA, an exponent with a leading zero", { ...rsa(MODULUS), e: base64(Uint8Array.of(0, 1, 0, 1)) }],
  ["small-order", "Ed25519, the neutral element", okp(TORSION[0]?.toBytes() ?? new Uint8Array())],
  ["small-order", "Ed25519, a point of order eight", okp(TORSION[1]?.toBytes() ?? new Uint8Array())],
  ["not-torsion-free", "Ed25519, of mixed order", MIXED],
  ["not-on-curve", "Ed25519", OFF_CURVE],
  ["not-on-curve", "P-256", { ...ec, y: base64(Buffer.concat([y.subarray(0, 31), Uint8Array.of((y[31] ?? 0) ^ 1)])) }],
  ["not-on-curve", "P-384", { ...jwkOf(P384.publicKey), x: base64(new Uint8Array(48)), y: base64(new Uint8Array(48)) }],
  ["not-on-curve", "P-521", { ...jwkOf(P521.publicKey), x: base64(new Uint8Array(66)), y: base64(new Uint8Array(66)) }],
  ["not-on-curve", "the point at infinity", { ...ec, x: base64(new Uint8Array(32)), y: base64(new Uint8Array(32)) }],
  ["too-short", "RSA of 1,024 bits", jwkOf(newKey("RSA-1024").publicKey)],
  ["too-short", "RSA of 2,047 bits", rsa(MODULUS >> 1n)],
  ["too-long", "RSA of 8,193 bits", rsa(2n ** 8192n + 1n)],
  ["weak-exponent", "RSA, 3", rsa(MODULUS, 3n)],
  ["weak-exponent", "RSA, even", rsa(MODULUS, 65_538n)],
  ["weak-exponent", "RSA, more than 32 bits", rsa(MODULUS, 2n ** 32n + 1n)],
  ["weak-modulus", "RSA, even", rsa(MODULUS - 1n)],
  ["weak-modulus", "RSA, with a factor of 163", rsa(MODULUS - (MODULUS % 163n) + (((MODULUS - (MODULUS % 163n)) % 2n) + 1n) * 163n * 2n)],
  ["weak-modulus", "RSA, by a chip with the ROCA flaw", rsa(ROCA)],
  ["unsupported-kind", "secp256k1", jwkOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey)],
  ["unsupported-kind", "Ed448", jwkOf(generateKeyPairSync("ed448").publicKey)],
  ["unsupported-kind", "X25519", jwkOf(generateKeyPairSync("x25519").publicKey)],
  ["private-key", "Ed25519", jwkOf(ED.privateKey)],
  ["private-key", "P-384", jwkOf(P384.privateKey)],
  ["private-key", "RSA", jwkOf(RSA.privateKey)],
  ["private-key", "RSA, one prime of it", { ...jwkOf(RSA.publicKey), p: "AQAB" }],
  ["private-key", "a shared secret", { kty: "oct", k: base64(randomBytes(32)) }],
  ["malformed", "Ed25519 without x", { kty: "OKP", crv: "Ed25519" }],
  ["malformed", "P-256 without y", { kty: "EC", crv: "P-256", x: base64(x) }],
];

describe("a key is refused with its own reason, by admission and by the kiosk itself", () => {
  test.each(REFUSED)("%s: %s", (refusal, _, jwk) => {
    expect(refusalOf(jwk)).toBe(refusal);
    expect(loaded(jwk) === undefined).toBe(!AT_FIRST_USE.includes(jwk));
  });

  test.each([{ use: "enc" }, { key_ops: ["encrypt"] }, { alg: "ES384" }])("not-for-signing: P-256 with %j", (says) => {
    expect(importIssuerKeys(Buffer.from(JSON.stringify({ ...ec, ...says }))).problems.map(({ refusal }) => refusal)).toEqual([
      "not-for-signing",
    ]);
    expect(loaded({ ...ec, ...says })).toBeUndefined();
  });

  test("in words, in both languages", () => {
    for (const { vi, en } of Object.values(KEY_REFUSALS)) for (const text of [vi, en]) expect(text).toMatch(/^.{20,250}$/u);
  });

  test("where it loads nevertheless, nothing that anybody signs with it counts", () => {
    const isCounted = (signed: Signed, jwk = okp(signed.key)) => {
      const key = loaded(jwk);
      return key !== undefined && isSignedBy(key, signed.message, signed.signature);
    };
    expect(isCounted(signFreely(77n, Buffer.from("m")))).toBe(true);
    for (let inKey = 1; inKey < 8; inKey++) {
      for (let inR = 0; inR < 8; inR++) expect(isCounted(signFreely(77n, Buffer.from([inKey, inR]), { inKey, inR }))).toBe(false);
    }
    const anything = fc.record({ message: fc.uint8Array({ maxLength: 40 }), signature: fc.uint8Array({ minLength: 64, maxLength: 64 }) });
    fc.assert(
      fc.property(anything, (signed) => {
        expect(isCounted({ key: new Uint8Array(), ...signed }, OFF_CURVE)).toBe(false);
      }),
    );
  });
});

describe("of Ed25519 points, admission says what the curve and the kiosk say", () => {
  test("of small order: in each of their fourteen spellings, refused", () => {
    const refusals = SMALL_ORDER_ENCODINGS.map((key) => refusalOf(okp(key)));
    expect(new Set(refusals)).toEqual(new Set(["small-order", "not-canonical"]));
    expect(refusals.filter((refusal) => refusal === "small-order")).toHaveLength(8);
    for (const key of SMALL_ORDER_ENCODINGS) expect([loaded(okp(key)), hasPrimeOrder(key)]).toEqual([undefined, false]);
  });

  test("of any order", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: L - 1n }), fc.nat(7), (secret, inKey) => {
        const key = times(Point.BASE, secret).add(torsion(inKey)).toBytes();
        expect(refusalOf(okp(key))).toBe(inKey === 0 ? undefined : "not-torsion-free");
        expect(hasPrimeOrder(key)).toBe(inKey === 0);
      }),
      { numRuns: 40 },
    );
  });

  test("of any 32 bytes: admitted by both or by none", () => {
    const seen = new Set<KeyRefusal | undefined>();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const refusal = refusalOf(okp(key));
        seen.add(refusal);
        expect(refusal === undefined).toBe(hasPrimeOrder(key));
      }),
      { numRuns: 60 },
    );
    expect([...seen].every((refusal) => refusal === undefined || refusal === "not-torsion-free" || refusal === "not-on-curve")).toBe(true);
  });
});

/** One of the twelve situations of "Taming the many EdDSAs" (2020), table 6: made here, by trying messages until the equation is as wanted. */
interface Situation extends Signed {
  /** Does S·B = R + h·A hold as it is; does it hold times eight? */
  readonly plain: boolean;
  readonly timesEight: boolean;
}

/** What the equations say of some bytes, whatever their spelling; S as it is. */
function equations({ key, message, signature }: Signed): Pick<Situation, "plain" | "timesEight"> {
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  const [pointA, pointR] = [Point.fromBytes(key, true), Point.fromBytes(r, true)];
  const h = challenge(r, key, message);
  // h is below L, so that the torsion of A counts with it as it is.
  const difference = pointR.add(h === 0n ? Point.ZERO : pointA.multiply(h, false)).subtract(times(Point.BASE, s));
  return { plain: difference.equals(Point.ZERO), timesEight: difference.clearCofactor().equals(Point.ZERO) };
}

function make(wanted: Pick<Situation, "plain" | "timesEight">, sign: (message: Uint8Array) => Signed): Situation {
  for (let attempt = 0; attempt < 500; attempt++) {
    const signed = sign(Buffer.from(`situation ${attempt}`));
    const found = equations(signed);
    if (found.plain === wanted.plain && found.timesEight === wanted.timesEight) return { ...signed, ...found };
  }
  throw new Error("test: no message makes this situation");
}

const BOTH = { plain: true, timesEight: true };
const WITH_COFACTOR_ONLY = { plain: false, timesEight: true };
const smallKey = torsion(1).toBytes();
/** A point of order four, its y of 0 written as P. */
const odd = bytesOf(P);
const withR = (r: Uint8Array, key: Uint8Array, secret: bigint) => (message: Uint8Array) => ({
  key,
  message,
  signature: Buffer.concat([r, bytesOf((challenge(r, key, message) * secret) % L)]),
});
const mixedKey = times(Point.BASE, 99n).add(torsion(1)).toBytes();
const above = (excess: bigint) => (message: Uint8Array) => {
  const signed = signFreely(99n, message);
  const s = littleEndian(signed.signature.subarray(32)) + excess * L;
  return { ...signed, signature: Buffer.concat([signed.signature.subarray(0, 32), bytesOf(s)]) };
};
const smallWith =
  (r: bigint, inR: number, key = smallKey) =>
  (message: Uint8Array) => ({
    key,
    message,
    signature: Buffer.concat([times(Point.BASE, r).add(torsion(inR)).toBytes(), bytesOf(r)]),
  });

const SITUATIONS: readonly (readonly [string, Situation, KeyRefusal | undefined])[] = [
  ["0: A and R of small order, S = 0", make(BOTH, smallWith(0n, 1)), "small-order"],
  ["1: A of small order, R of mixed", make(BOTH, smallWith(5n, 1)), "small-order"],
  ["2: A of mixed order, R small", make(BOTH, withR(torsion(3).toBytes(), mixedKey, 99n)), "not-torsion-free"],
  ["3: A and R of mixed order", make(BOTH, (m) => signFreely(99n, m, { inKey: 1, inR: 3 })), "not-torsion-free"],
  [
    "4: the same, true only with the cofactor",
    make(WITH_COFACTOR_ONLY, (m) => signFreely(99n, m, { inKey: 1, inR: 3 })),
    "not-torsion-free",
  ],
  ["5: A of mixed order only, with the cofactor", make(WITH_COFACTOR_ONLY, (m) => signFreely(99n, m, { inKey: 1 })), "not-torsion-free"],
  ["6: S above L", make(BOTH, above(1n)), undefined],
  ["7: S far above L", make(BOTH, above(14n)), undefined],
  ["8: R in another spelling, true as it is", make(BOTH, withR(odd, mixedKey, 99n)), "not-torsion-free"],
  ["9: R in another spelling, with the cofactor", make(WITH_COFACTOR_ONLY, withR(odd, mixedKey, 99n)), "not-torsion-free"],
  ["10: A of small order in another spelling", make(BOTH, smallWith(7n, 2, odd)), "not-canonical"],
  ["11: the same, with the cofactor", make(WITH_COFACTOR_ONLY, smallWith(7n, 2, odd)), "not-canonical"],
];

describe("in the twelve situations where verifiers disagree, no key is admitted or no signature counts", () => {
  test.each(SITUATIONS)("%s", (_, signed, refusal) => {
    expect(refusalOf(okp(signed.key))).toBe(refusal);
    const key = loaded(okp(signed.key));
    expect(key !== undefined && isSignedBy(key, signed.message, signed.signature)).toBe(false);
    const second = () => {
      try {
        return ed25519.verify(signed.signature, signed.message, signed.key, { zip215: false });
      } catch {
        return false;
      }
    };
    // After admission there is nothing left that the two could see in different ways.
    expect(refusal === undefined && second()).toBe(false);
  });
});
