// Which Ed25519 public keys may verify anything (docs/decisions/0008-strict-ed25519.md).
import { Point } from "@noble/ed25519";

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
 * False for encodings that are no canonical point of large order (RFC 8032 §5.1.3). A few microseconds, so that a list of thousands
 * is looked through at once. The points that are left may still have a torsion component: see hasPrimeOrder().
 */
export function isCanonicalEd25519Key(key: Uint8Array): boolean {
  if (key.length !== 32) return false;
  const y = littleEndian(key) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER_Y.includes(y);
}

/**
 * True for a point of the prime-order group. Only of these do all verifiers say the same of every signature, whether they multiply by the cofactor
 * or not. A millisecond or two: asked when a key is first used, and remembered.
 */
export function hasPrimeOrder(key: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(key, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false; // not on the curve
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}
