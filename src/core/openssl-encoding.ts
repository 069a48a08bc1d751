// Keys and signatures in the spelling that OpenSSL reads without questions. Through node:crypto's options objects (`jwk`, `ieee-p1363`, a
// padding) each call takes 10 to 25 µs longer, a fifth of a signature check.

import { decodeBareBase64Url } from "./base64.ts";
import type { RsaNumbers } from "./rsa-key.ts";

/** A public key of a curve that we know, as text for OpenSSL. */
export interface PlainKey {
  readonly algorithm: "EdDSA" | "ES256" | "ES384" | "ES512";
  readonly pem: string;
  /** Ed25519: the point as RFC 8032 §5.1.2 encodes it; the others: x and y. */
  readonly point: Uint8Array;
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) up to the point itself: RFC 8410 §4, RFC 5480 §2 (uncompressed). */
const HEADS = {
  Ed25519: Buffer.from("302a300506032b6570032100", "hex"),
  X25519: Buffer.from("302a300506032b656e032100", "hex"),
  P256: Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex"),
  P384: Buffer.from("3076301006072a8648ce3d020106052b8104002203620004", "hex"),
  P521: Buffer.from("30819b301006072a8648ce3d020106052b810400230381860004", "hex"),
} as const;

/** A point of a curve as PEM. */
export function pemOfPoint(curve: keyof typeof HEADS, point: Uint8Array): string {
  return pemOf(Buffer.concat([HEADS[curve], point]));
}

/** Members that only secrets have (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const SECRET_MEMBERS: readonly string[] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/** True for a JWK that holds a secret, or a part of one, whatever else it holds: it is no public key, and its secret is out. */
export function isSecret(jwk: object): boolean {
  return SECRET_MEMBERS.some((name) => name in jwk);
}

/** Curves by their JOSE names (RFC 7518 §6.2.1.1), with the length of a coordinate in bytes. */
const CURVES: Readonly<
  Record<string, { readonly algorithm: "ES256" | "ES384" | "ES512"; readonly head: keyof typeof HEADS; readonly bytes: number }>
> = {
  "P-256": { algorithm: "ES256", head: "P256", bytes: 32 },
  "P-384": { algorithm: "ES384", head: "P384", bytes: 48 },
  "P-521": { algorithm: "ES512", head: "P521", bytes: 66 },
};

/** A JWK of a curve that we know with its coordinates in full length (RFC 8037 §2, RFC 7518 §6.2.1), or undefined for any other. */
export function plainKey(jwk: object): PlainKey | undefined {
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>;
  if (kty === "OKP" && crv === "Ed25519") {
    const point = coordinate(x, 32);
    return point && { algorithm: "EdDSA", pem: pemOfPoint("Ed25519", point), point };
  }
  const curve = kty === "EC" && typeof crv === "string" && Object.hasOwn(CURVES, crv) ? CURVES[crv] : undefined;
  if (!curve) return undefined;
  const [first, second] = [coordinate(x, curve.bytes), coordinate(y, curve.bytes)];
  if (!first || !second) return undefined;
  const point = Buffer.concat([first, second]);
  return { algorithm: curve.algorithm, pem: pemOfPoint(curve.head, point), point };
}

/** A coordinate of this many bytes in base64url, in its one canonical spelling. */
function coordinate(text: unknown, bytes: number): Uint8Array | undefined {
  return typeof text === "string" && text.length === Math.ceil((bytes * 4) / 3) ? decodeBareBase64Url(text) : undefined;
}

/** Most letters of base64url in a number of an RSA key: three times what is allowed, so that one which is too long can be told. */
const MAX_NUMBER = 4096;

/** The numbers of an RSA key as JWK in their one canonical spelling, without leading zeros (RFC 7518 §2), or undefined for any other. */
export function plainRsa(jwk: object): RsaNumbers | undefined {
  const { kty, n, e } = jwk as Readonly<Record<string, unknown>>;
  const [modulus, exponent] = kty === "RSA" ? [number(n), number(e)] : [];
  return modulus && exponent && { modulus, exponent };
}

function number(text: unknown): Uint8Array | undefined {
  const bytes = typeof text === "string" && text.length <= MAX_NUMBER ? decodeBareBase64Url(text) : undefined;
  return bytes?.[0] ? bytes : undefined;
}

/** r‖s, each half of the bytes, as Ecdsa-Sig-Value (RFC 3279 §2.2.3): two INTEGERs in a SEQUENCE. Of 64, 96 or 132 bytes. */
export function derSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const numbers = Buffer.concat([derInteger(signature.subarray(0, half)), derInteger(signature.subarray(half))]);
  return Buffer.concat([numbers.length < 0x80 ? Uint8Array.of(0x30, numbers.length) : Uint8Array.of(0x30, 0x81, numbers.length), numbers]);
}

/** An Ecdsa-Sig-Value of P-256 as r‖s, 64 bytes; undefined where it is not what derSignature() writes. */
export function plainSignature(der: Uint8Array): Uint8Array | undefined {
  const firstBytes = der[3] ?? 0;
  const numbers = [der.subarray(4, 4 + firstBytes), der.subarray(6 + firstBytes)];
  const plain = Buffer.alloc(64);
  for (const [index, number] of numbers.entries()) {
    const digits = number[0] === 0 ? number.subarray(1) : number;
    if (digits.length > 32) return undefined;
    plain.set(digits, 32 * (index + 1) - digits.length);
  }
  return Buffer.from(derSignature(plain)).equals(der) ? plain : undefined;
}

/** Without leading zeros, but for the one that says that a number is not negative (X.690 §8.3). */
function derInteger(number: Uint8Array): Uint8Array {
  let from = 0;
  while (from < number.length - 1 && number[from] === 0) from++;
  const digits = number.subarray(from);
  const isHigh = (digits[0] ?? 0) >= 0x80;
  return Buffer.concat([isHigh ? Uint8Array.of(0x02, digits.length + 1, 0) : Uint8Array.of(0x02, digits.length), digits]);
}

/** rsaEncryption (RFC 3279 §2.3.1), as every SubjectPublicKeyInfo of an RSA key has it. */
const RSA_ENCRYPTION = Buffer.from("300d06092a864886f70d0101010500", "hex");
/** id-RSASSA-PSS with SHA-256, MGF1 over SHA-256 and a salt of 32 bytes (RFC 4055 §3.1): that of PS256 (RFC 8230 §2). */
const PSS_SHA_256 = Buffer.from(
  "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
  "hex",
);

/** The SubjectPublicKeyInfo of an RSA key as that of the same key for PS256 and nothing else; undefined where it is no RSA key. */
export function pemForPs256(spki: Uint8Array): string | undefined {
  const at = Buffer.from(spki).indexOf(RSA_ENCRYPTION);
  if (at < 0 || at > 6) return undefined;
  const key = spki.subarray(at + RSA_ENCRYPTION.length);
  const length = PSS_SHA_256.length + key.length; // above 255 and below 65,536: RSA_BITS in signature.ts
  return pemOf(Buffer.concat([Uint8Array.of(0x30, 0x82, length >> 8, length & 0xff), PSS_SHA_256, key]));
}

/** Most letters of base64 on one line (RFC 7468 §2). */
const LINE = 64;

/** PEM (RFC 7468 §13) of a SubjectPublicKeyInfo. */
function pemOf(spki: Buffer): string {
  const base64 = spki.toString("base64");
  let lines = "";
  for (let at = 0; at < base64.length; at += LINE) lines += `${base64.slice(at, at + LINE)}\n`;
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`;
}
