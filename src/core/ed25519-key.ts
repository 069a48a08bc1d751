// Which points may stand in Ed25519 keys and signatures: docs/decisions/0008-strict-ed25519.md.
/** Field prime of Curve25519. */
const P = 2n ** 255n - 19n;

/** y-coordinates of the eight points of small order: whoever may choose such a key forges a signature for any message. */
const SMALL_ORDER_Y: readonly bigint[] = [
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
];

/**
 * False for encodings that are no canonical one (RFC 8032 §5.1.3), and for the points of small order. A few microseconds, so that a list
 * of thousands of keys is looked through at once. What is left may still be off the curve, or have a torsion component: see hasPrimeOrder()
 * in signature.ts.
 */
export function isCanonicalPoint(encoding: Uint8Array): boolean {
  if (encoding.length !== 32) return false;
  const y = littleEndian(encoding) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER_Y.includes(y);
}

/**
 * The point of a canonical key on Curve25519, its u-coordinate in 32 bytes: u = (1 + y) / (1 − y) (RFC 7748 §4.1). A key and its negative
 * share it.
 */
export function montgomeryU(key: Uint8Array): Uint8Array {
  const y = littleEndian(key) & (2n ** 255n - 1n);
  return bytesOf(((1n + y) * inverse(P + 1n - y)) % P);
}

/** Order of the base point (RFC 8032 §5.1). */
const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/**
 * A scalar for X25519 that takes off whatever a point has of small order: 5L − 1 is a multiple of 8 and −1 modulo L, so of P + T, P of the
 * prime-order group and T of small order, it makes −P. It has its highest bit where RFC 7748 §5 demands it: clamping changes nothing.
 */
export const PROJECTION: Uint8Array = bytesOf(5n * L - 1n);

/** Inverse modulo P by Euclid's algorithm; of 0, 0. Not in constant time: keys are public. */
function inverse(value: bigint): bigint {
  let [rest, divisor, factor, next] = [P, value % P, 0n, 1n];
  while (divisor !== 0n) {
    const quotient = rest / divisor;
    [rest, divisor] = [divisor, rest - quotient * divisor];
    [factor, next] = [next, factor - quotient * next];
  }
  return rest === 1n ? (factor + P) % P : 0n;
}

function bytesOf(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}
