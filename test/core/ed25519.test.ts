// Our Ed25519 (node:crypto behind the admission of core/ed25519-key.ts) against a second implementation, @noble/ed25519 in its strict mode,
// in the situations where verifiers are known to differ (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020). The situations
// are made here, from the curve's own arithmetic. The rule: docs/decisions/0008-strict-ed25519.md.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import * as ed25519 from "@noble/ed25519";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCanonicalPoint } from "../../src/core/ed25519-key.ts";
import { hasPrimeOrder, importJwk, isSignedBy } from "../../src/core/signature.ts";
import {
  bytesOf,
  challenge,
  L,
  littleEndian,
  P,
  type Signed,
  SMALL_ORDER_ENCODINGS,
  signFreely,
  T8,
  TORSION,
  times,
  torsion,
} from "../support/ed25519-points.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const { Point } = ed25519;
ed25519.hashes.sha512 = (message) => new Uint8Array(createHash("sha512").update(message).digest());

function ours({ key, message, signature }: Signed): boolean {
  const imported = importJwk({ kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") });
  return imported !== undefined && isSignedBy(imported, message, signature);
}

function theirs({ key, message, signature }: Signed): boolean {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Strict in their terms, too: their equation is multiplied by the cofactor, so what it cannot see is looked at beside it. */
function theirsStrictly(signed: Signed): boolean {
  const isPrime = (encoding: Uint8Array) => {
    try {
      const point = Point.fromBytes(encoding, false);
      return !point.isSmallOrder() && point.isTorsionFree();
    } catch {
      return false;
    }
  };
  return theirs(signed) && isPrime(signed.key) && isPrime(signed.signature.subarray(0, 32));
}

describe("the test's own arithmetic", () => {
  test("has a point of order eight, and fourteen encodings of the eight points of small order", () => {
    expect(new Set(TORSION.map((point) => point.toHex())).size).toBe(8);
    expect(torsion(7).add(T8).equals(Point.ZERO)).toBe(true);
    expect(SMALL_ORDER_ENCODINGS).toHaveLength(14);
  });

  test("signs as everybody does where it follows the rules", () => {
    const signed = signFreely(987_654_321n, Buffer.from("message"));
    expect([ours(signed), theirs(signed)]).toEqual([true, true]);
  });
});

describe("a key is refused", () => {
  test("of small order, in every encoding, although anybody signs anything with it", () => {
    for (const key of SMALL_ORDER_ENCODINGS) {
      expect(isCanonicalPoint(key)).toBe(false);
      expect(hasPrimeOrder(key)).toBe(false);
      for (const r of SMALL_ORDER_ENCODINGS) {
        for (const s of [0n, 1n, 12_345n]) {
          const signed = { key, message: Buffer.from("pay 1,000,000"), signature: Buffer.concat([r, bytesOf(s)]) };
          expect([ours(signed), theirs(signed)]).toEqual([false, false]);
        }
      }
    }
  });

  test("in an encoding that is not canonical: a y beyond the prime, or a sign where there is no x", () => {
    for (let beyond = 0n; beyond < 19n; beyond++) {
      for (const sign of [0n, 2n ** 255n]) {
        expect(isCanonicalPoint(bytesOf(P + beyond + sign))).toBe(false);
        expect(importJwk({ kty: "OKP", crv: "Ed25519", x: Buffer.from(bytesOf(P + beyond + sign)).toString("base64url") })).toBeUndefined();
      }
    }
    expect(isCanonicalPoint(bytesOf(1n + 2n ** 255n))).toBe(false);
    expect(isCanonicalPoint(new Uint8Array(31))).toBe(false);
    expect(isCanonicalPoint(new Uint8Array(33))).toBe(false);
  });

  test("of mixed order, although other verifiers take its signatures, some of them always and some now and then", () => {
    for (let inKey = 1; inKey < 8; inKey++) {
      const key = times(Point.BASE, 55n).add(torsion(inKey)).toBytes();
      expect([isCanonicalPoint(key), hasPrimeOrder(key)]).toEqual([true, false]);
      for (let round = 0; round < 8; round++) {
        const signed = signFreely(55n, Buffer.from([inKey, round]), { inKey });
        expect([theirs(signed), ours(signed)]).toEqual([true, false]);
      }
    }
  });

  test("of mixed order, also where the torsion of R makes even the equation without cofactor hold", () => {
    let found = 0;
    for (let inKey = 1; inKey < 8; inKey++) {
      for (let inR = 0; inR < 8; inR++) {
        const signed = signFreely(77n, Buffer.from([inKey, inR]), { inKey, inR });
        const h = challenge(signed.signature.subarray(0, 32), signed.key, signed.message);
        if (!torsion(inR + Number((h * BigInt(inKey)) % 8n)).equals(Point.ZERO)) continue;
        found++;
        expect(ours(signed)).toBe(false);
      }
    }
    expect(found).toBeGreaterThan(0);
  });

  test("that is on no curve", () => {
    let found = 0;
    for (let y = 2n; y < 40n; y++) {
      const key = bytesOf(y);
      const isOnCurve = (() => {
        try {
          return Point.fromBytes(key, false) !== undefined;
        } catch {
          return false;
        }
      })();
      if (isOnCurve) continue;
      found++;
      expect(hasPrimeOrder(key)).toBe(false);
      expect(ours({ key, message: Buffer.alloc(1), signature: Buffer.concat([Point.BASE.toBytes(), bytesOf(5n)]) })).toBe(false);
    }
    expect(found).toBeGreaterThan(5);
  });
});

describe("admission", () => {
  test("says of every kind of point what the curve's arithmetic says", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: L - 1n }), fc.nat(7), (secret, inKey) => {
        expect(hasPrimeOrder(times(Point.BASE, secret).add(torsion(inKey)).toBytes())).toBe(inKey === 0);
      }),
      { numRuns: 60 },
    );
  });

  test("says of any 32 bytes what the curve's arithmetic says", () => {
    const expected = (key: Uint8Array) => {
      try {
        const point = Point.fromBytes(key, false);
        return !point.isSmallOrder() && point.isTorsionFree();
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        expect(hasPrimeOrder(key)).toBe(expected(key));
      }),
      { numRuns: 100 },
    );
  });
});

describe("a signature of a good key is refused", () => {
  const secret = 31_415_926n;
  const message = Buffer.from("message");
  const good = signFreely(secret, message);
  const [r, s] = [good.signature.subarray(0, 32), littleEndian(good.signature.subarray(32))];

  test("when its S is L or more, by whatever multiple", () => {
    for (let multiple = 1n; s + multiple * L < 2n ** 256n; multiple++) {
      const signed = { ...good, signature: Buffer.concat([r, bytesOf(s + multiple * L)]) };
      expect([ours(signed), theirs(signed)]).toEqual([false, false]);
    }
    for (const other of [L, L - s, 2n ** 256n - 1n, 0n]) {
      const signed = { ...good, signature: Buffer.concat([r, bytesOf(other)]) };
      expect([ours(signed), theirs(signed)]).toEqual([false, false]);
    }
  });

  test("when its R has a torsion component, which the equation with cofactor does not see", () => {
    for (let inR = 1; inR < 8; inR++) {
      const signed = signFreely(secret, message, { inR });
      expect([theirs(signed), ours(signed)]).toEqual([true, false]);
    }
  });

  test("when its R is of small order, in every encoding", () => {
    for (const small of SMALL_ORDER_ENCODINGS) {
      // Without r, S = h·a: for the neutral element even the equation without cofactor holds.
      const signature = Buffer.concat([small, bytesOf((challenge(small, good.key, message) * secret) % L)]);
      expect(ours({ ...good, signature })).toBe(false);
    }
  });

  test("when its R is the same point with another sign, or another point", () => {
    const flipped = Buffer.from(good.signature);
    flipped[31] = (flipped[31] ?? 0) ^ 0x80;
    expect([ours({ ...good, signature: flipped }), theirs({ ...good, signature: flipped })]).toEqual([false, false]);
  });

  test("when any one of its bits is another, or one of the message's or the key's", () => {
    const flip = (bytes: Uint8Array, bit: number) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return changed;
    };
    for (let bit = 0; bit < 512; bit += 3) expect(ours({ ...good, signature: flip(good.signature, bit) })).toBe(false);
    for (let bit = 0; bit < 56; bit++) expect(ours({ ...good, message: flip(message, bit) })).toBe(false);
    for (let bit = 0; bit < 256; bit++) expect(ours({ ...good, key: flip(good.key, bit) })).toBe(false);
  });
});

describe("two implementations agree", () => {
  test("on whatever anybody signs: torsion in the key or in R, S out of range, damage, or nothing of it", () => {
    const torsionIndex = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) });
    const scalar = fc.bigInt({ min: 1n, max: L - 1n });
    const parts = fc.record({
      secret: scalar,
      r: fc.oneof({ weight: 9, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant(0n) }),
      inKey: torsionIndex,
      inR: torsionIndex,
      message: fc.uint8Array({ maxLength: 64 }),
      excess: fc.oneof({ weight: 4, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 14n }) }),
      // Half of them whole, so that many are taken.
      damage: fc.option(fc.nat(511), { freq: 1 }),
    });
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(parts, ({ secret, r, inKey, inR, message, excess, damage }) => {
        const signed = signFreely(secret, message, { inKey, inR, r });
        const signature = Buffer.from(signed.signature);
        signature.set(bytesOf(littleEndian(signature.subarray(32)) + excess * L), 32);
        if (damage !== null) signature[damage >> 3] = (signature[damage >> 3] ?? 0) ^ (1 << (damage & 7));
        const verdict = ours({ ...signed, signature });
        seen[`${verdict}`]++;
        expect(verdict).toBe(theirsStrictly({ ...signed, signature }));
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(5);
  });

  test("on the signatures of everyday keys", () => {
    for (let round = 0; round < 30; round++) {
      const { publicKey, privateKey } = generateKeyPairSync("ed25519");
      const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
      const message = randomBytes(round * 7);
      const signed = { key, message, signature: sign(null, message, privateKey) };
      expect([ours(signed), theirs(signed), hasPrimeOrder(key)]).toEqual([true, true, true]);
    }
  });

  test.skipIf(!hasSharedVectors())("on every case of Wycheproof", () => {
    const suite: {
      readonly testGroups: readonly {
        readonly publicKey: { readonly pk: string };
        readonly tests: readonly { readonly msg: string; readonly sig: string }[];
      }[];
    } = JSON.parse(sharedVectors("wycheproof/ed25519_test.json"));
    for (const { publicKey, tests } of suite.testGroups) {
      for (const { msg, sig } of tests) {
        const [key = Buffer.alloc(0), message = Buffer.alloc(0), signature = Buffer.alloc(0)] = [publicKey.pk, msg, sig].map((hex) =>
          Buffer.from(hex, "hex"),
        );
        expect(ours({ key, message, signature })).toBe(theirs({ key, message, signature }));
      }
    }
  });
});
