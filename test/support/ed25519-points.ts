// Points of Curve25519 as nobody makes them: of small order, of mixed order, in every spelling. From the curve's own arithmetic.
import { createHash } from "node:crypto";
import { Point } from "@noble/ed25519";

/** Field prime. */
export const P = 2n ** 255n - 19n;
/** Order of the base point. */
export const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** Bytes as RFC 8032 counts them. */
export const littleEndian = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
/** The same the other way, 32 bytes. */
export const bytesOf = (value: bigint) => new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse());
/** Any multiple of a point of the prime-order group. */
export const times = (point: Point, factor: bigint) => (factor % L === 0n ? Point.ZERO : point.multiply(factor % L));

/** A point of order 8: what is left of any point when the prime order is taken off. */
export const T8 = (() => {
  for (let y = 2n; ; y++) {
    try {
      const point = Point.fromBytes(bytesOf(y), false);
      // L·P by hand: multiply() takes scalars below L only.
      const torsion = point.multiply(L - 1n).add(point);
      if (!torsion.double().double().equals(Point.ZERO)) return torsion;
    } catch {
      // no point has this y
    }
  }
})();

/** The eight points of small order. */
export const TORSION = Array.from({ length: 8 }, (_, index) => {
  let point = Point.ZERO;
  for (let step = 0; step < index; step++) point = point.add(T8);
  return point;
});
/** One of them. */
export const torsion = (index: number) => TORSION[index % 8] ?? Point.ZERO;

/** Every encoding of them: y as it is or plus P where that fits, with either sign, the sign that a point without x cannot have among them. */
export const SMALL_ORDER_ENCODINGS = [
  ...new Set(
    TORSION.flatMap((point) => {
      const y = littleEndian(point.toBytes()) & (2n ** 255n - 1n);
      const spellings = y + P < 2n ** 255n ? [y, y + P] : [y];
      return spellings.flatMap((spelling) => [spelling, spelling + 2n ** 255n]);
    }),
  ),
].map(bytesOf);

/** A signature with all that belongs to it. */
export interface Signed {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signs as whoever knows the secret scalar and follows no rule: torsion in the key, torsion in R, or no r at all. */
export function signFreely(secret: bigint, message: Uint8Array, { inKey = 0, inR = 0, r = 1234567n } = {}): Signed {
  const key = times(Point.BASE, secret).add(torsion(inKey)).toBytes();
  const point = times(Point.BASE, r).add(torsion(inR)).toBytes();
  return { key, message, signature: Buffer.concat([point, bytesOf((r + challenge(point, key, message) * secret) % L)]) };
}

/** h of RFC 8032 §5.1.7. */
export function challenge(r: Uint8Array, key: Uint8Array, message: Uint8Array): bigint {
  return littleEndian(createHash("sha512").update(r).update(key).update(message).digest()) % L;
}
