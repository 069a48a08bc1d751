// Keys and signatures as root metadata write them (TUF §4.2).
import { decodeBase64 } from "./base64.ts";
import { hexOf } from "./hex.ts";
import { hasPrimeOrder, importJwk, isSignedBy, jwkInSpki, type PublicKey } from "./signature.ts";

/** A key that may sign metadata. */
export interface TufKey {
  readonly key: PublicKey;
  /** The same for one key under whatever name: a threshold counts keys, not names. */
  readonly identity: string;
}

/**
 * The key, or undefined for one that is not to be admitted: not canonical, of small order or with a torsion component (as for the keys of
 * issuers: docs/decisions/0008-strict-ed25519.md), or not on its curve. `unknown` for a kind that this version has never heard of: it counts for nothing.
 */
export function importTufKey(kind: string, scheme: string, value: string): TufKey | "unknown" | undefined {
  if (kind === "ed25519" && scheme === "ed25519") return importEd25519(value);
  // Older repositories write the kind as the scheme (TUF §4.2).
  if ((kind === "ecdsa" || kind === scheme) && scheme === "ecdsa-sha2-nistp256") return importP256(value);
  return "unknown";
}

function importEd25519(value: string): TufKey | undefined {
  if (!/^[0-9a-f]{64}$/.test(value)) return undefined;
  const point = Buffer.from(value, "hex");
  const key = hasPrimeOrder(point) ? importJwk({ kty: "OKP", crv: "Ed25519", x: point.toString("base64url") }) : undefined;
  return key && { key, identity: `ed25519 ${value}` };
}

const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n((?:[A-Za-z0-9+/=]{1,64}\r?\n)+)-----END PUBLIC KEY-----\r?\n?$/;

function importP256(value: string): TufKey | undefined {
  const spki = decodeBase64((PEM.exec(value)?.[1] ?? "").replace(/\r?\n/g, ""));
  const jwk = spki?.length ? jwkInSpki(spki) : undefined;
  const key = jwk && importJwk(jwk);
  return spki && key?.algorithm === "ES256" ? { key, identity: `p256 ${hexOf(spki)}` } : undefined;
}

/** True when the signature, hex as metadata write it, is the key's over exactly these bytes. */
export function isTufSignature({ key }: TufKey, signedBytes: Uint8Array, hex: string): boolean {
  if (!/^(?:[0-9a-f]{2}){1,256}$/.test(hex)) return false;
  const bytes = Buffer.from(hex, "hex");
  const signature = key.algorithm === "ES256" ? plainEcdsa(bytes) : bytes;
  return signature !== undefined && isSignedBy(key, signedBytes, signature);
}

/** r‖s out of an Ecdsa-Sig-Value of P-256 in DER (RFC 3279 §2.2.3), or undefined where it is none. */
function plainEcdsa(der: Uint8Array): Uint8Array | undefined {
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!s || der[0] !== 0x30 || der[1] !== der.length - 2 || s.end !== der.length) return undefined;
  return Buffer.concat([r.number, s.number]);
}

/** A positive INTEGER of at most 32 bytes with no zero too many before it (X.690 §8.3), filled up to 32 bytes. */
function readInteger(der: Uint8Array, at: number): { readonly number: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  const [first = 0xff, second = 0] = der.subarray(at + 2, end);
  if (der[at] !== 0x02 || length < 1 || end > der.length || first >= 0x80) return undefined;
  if (first === 0 && (length === 1 || second < 0x80)) return undefined; // zero, or a number with a needless one before it
  const digits = der.subarray(first === 0 ? at + 3 : at + 2, end);
  if (digits.length > 32) return undefined;
  return { number: Buffer.concat([new Uint8Array(32 - digits.length), digits]), end };
}
