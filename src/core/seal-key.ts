// Keys to which personal parts are sealed: X25519 (RFC 7748) as JWK (RFC 8037). They sign nothing, and what signs seals nothing.
import { decodeBareBase64Url } from "./base64.ts";
import { isSecret } from "./openssl-encoding.ts";
import { sha256 } from "./signature.ts";

/** A public key that a kiosk seals to. Its private half is at the centre, away from every machine that is always on. */
export interface SealKey {
  /** Its name in the trust list. */
  readonly kid: string;
  /** How sealed parts name it: the first 8 bytes of its JWK thumbprint (RFC 7638). */
  readonly id: Uint8Array;
  /** 32 bytes, little-endian (RFC 7748 §5). */
  readonly publicKey: Uint8Array;
}

/** The members that a thumbprint covers (RFC 8037 §2), in its order. */
export type SealJwk = { readonly crv: "X25519"; readonly kty: "OKP"; readonly x: string };

const PRIME = 2n ** 255n - 19n;

/**
 * Points of small order, by their coordinate (RFC 7748 §6.1): whoever seals to one shares a secret with everybody. OpenSSL and HPKE
 * (RFC 9180 §7.1.4) refuse the secret that comes of it, but only in front of a citizen.
 */
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  PRIME - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
]);

const KEY_BYTES = 32;
const ID_BYTES = 8;

/** The key in a JWK with everything else taken off, or undefined: a private key, another kind, a coordinate of another spelling or of small order. */
export function sealJwkOf(jwk: object): SealJwk | undefined {
  const { kty, crv, x, use = "enc" } = jwk as Readonly<Record<string, unknown>>;
  if (isSecret(jwk) || kty !== "OKP" || crv !== "X25519" || typeof x !== "string" || use !== "enc") return undefined;
  const bytes = decodeBareBase64Url(x);
  if (bytes?.length !== KEY_BYTES) return undefined;
  const coordinate = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  return coordinate < PRIME && !SMALL_ORDER.has(coordinate) ? { crv, kty, x } : undefined;
}

/** The key ready for use, under the name that the trust list gives it; undefined as for sealJwkOf(). */
export function importSealKey(jwk: object, kid: string): SealKey | undefined {
  const material = sealJwkOf(jwk);
  if (!material) return undefined;
  return { kid, id: sealThumbprint(material).subarray(0, ID_BYTES), publicKey: Buffer.from(material.x, "base64url") };
}

/** JWK thumbprint (RFC 7638): SHA-256, 32 bytes. */
export function sealThumbprint({ crv, kty, x }: SealJwk): Uint8Array {
  return sha256(Buffer.from(JSON.stringify({ crv, kty, x }), "utf8"));
}
