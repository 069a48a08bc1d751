// Which RSA keys may be used at all: their length, their exponent, and what of a modulus can be seen to be weak without factoring it.

/** An RSA public key's two numbers (RFC 8017 §3.1), big-endian and without leading zeros. */
export interface RsaNumbers {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/**
 * RSA keys shorter than this can be broken (NIST SP 800-131A); longer than this, or with a larger exponent, they are a way to keep us
 * busy: 3 ms a signature with an exponent of 2048 bits. In bits.
 */
const RSA_BITS = { least: 2048, most: 8192 };
/** FIPS 186-5 §5.4 (e) has 2¹⁶ < e < 2²⁵⁶, odd; nobody uses more than 32 bits. */
const RSA_EXPONENT = { least: 65_537n, most: 0xffff_ffffn };

/** What can be wrong with an RSA key. */
export type RsaWeakness = "too-short" | "too-long" | "weak-exponent" | "weak-modulus";

/** Why an RSA key must not be used, or undefined. Some 5 µs. */
export function rsaWeakness({ modulus, exponent }: RsaNumbers): RsaWeakness | undefined {
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < RSA_BITS.least) return "too-short";
  if (bits > RSA_BITS.most) return "too-long";
  const e = exponent.length > 8 ? RSA_EXPONENT.most + 1n : numberOf(exponent);
  if (e < RSA_EXPONENT.least || e > RSA_EXPONENT.most || e % 2n === 0n) return "weak-exponent";
  return isWeakModulus(numberOf(modulus)) ? "weak-modulus" : undefined;
}

/** The odd primes up to 167: those that the ROCA fingerprint looks at. */
const PRIMES: readonly number[] = Array.from({ length: 83 }, (_, index) => 2 * index + 3).filter((candidate) => {
  for (let divisor = 3; divisor * divisor <= candidate; divisor += 2) if (candidate % divisor === 0) return false;
  return true;
});
const PRIMORIAL = PRIMES.reduce((product, prime) => product * BigInt(prime), 1n);

/** For each of these primes, the remainders that powers of 65537 leave. */
const POWERS_OF_65537: readonly ReadonlySet<number>[] = PRIMES.map((prime) => {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power);
  return powers;
});

/**
 * Attack: a modulus that is even or has a small factor is no product of two large primes, and anybody can take it apart. So can be those
 * of a widespread chip whose primes are powers of 65537 modulo many small primes ("The Return of Coppersmith's Attack", CVE-2017-15361):
 * their product is one, too. Of other moduli, one in 240 million looks alike.
 */
function isWeakModulus(modulus: bigint): boolean {
  if (modulus % 2n === 0n) return true;
  const rest = modulus % PRIMORIAL;
  const remainders = PRIMES.map((prime) => Number(rest % BigInt(prime)));
  return remainders.includes(0) || remainders.every((remainder, index) => POWERS_OF_65537[index]?.has(remainder));
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
}
