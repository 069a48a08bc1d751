// The curves of FIPS 186-5 whose keys we take: y² = x³ − 3x + b modulo p (SP 800-186 §3.2.1). Their order is prime, so a point that is on
// the curve has nothing of small order. Not in constant time: keys are public.

/** The curves by their JOSE names (RFC 7518 §6.2.1.1). */
export type CurveName = "P-256" | "P-384" | "P-521";

interface Curve {
  readonly p: bigint;
  readonly b: bigint;
  /** Length of a coordinate. */
  readonly bytes: number;
}

const CURVES: Readonly<Record<CurveName, Curve>> = {
  "P-256": {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    bytes: 32,
  },
  "P-384": {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    bytes: 48,
  },
  "P-521": {
    p: 2n ** 521n - 1n,
    b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    bytes: 66,
  },
};

/** Bytes of one coordinate of a curve. */
export function coordinateBytes(curve: CurveName): number {
  return CURVES[curve].bytes;
}

/** What is wrong with a point, or undefined: a coordinate beyond the field is another spelling of one within. */
export function pointFault(curve: CurveName, x: Uint8Array, y: Uint8Array): "not-canonical" | "not-on-curve" | undefined {
  const { p } = CURVES[curve];
  const [xNumber, yNumber] = [numberOf(x), numberOf(y)];
  if (xNumber >= p || yNumber >= p) return "not-canonical";
  return (yNumber * yNumber) % p === ySquared(CURVES[curve], xNumber) ? undefined : "not-on-curve";
}

/** The y of a compressed point (SEC 1 §2.3.4), or undefined where no point has this x. */
export function yOf(curve: CurveName, x: Uint8Array, isOdd: boolean): Uint8Array | undefined {
  const { p, bytes } = CURVES[curve];
  const square = ySquared(CURVES[curve], numberOf(x));
  const root = power(square, (p + 1n) / 4n, p); // p is 3 modulo 4 for all of them
  if ((root * root) % p !== square) return undefined;
  const y = (root % 2n === 1n) === isOdd ? root : p - root;
  return Buffer.from(y.toString(16).padStart(2 * bytes, "0"), "hex");
}

function ySquared({ p, b }: Curve, x: bigint): bigint {
  return (((x * x + p - 3n) % p) * x + b) % p;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
}
