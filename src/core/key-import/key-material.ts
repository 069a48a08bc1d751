import { decodeBareBase64Url } from "../base64.ts";
import { isSecret } from "../openssl-encoding.ts";
import { sha256 } from "../signature.ts";
import type { KeyRefusal } from "./key-refusal.ts";
import { type CurveName, coordinateBytes } from "./nist-curve.ts";

/** A public key and nothing else: the members of a JWK that its thumbprint covers, in their order there (RFC 7638 §3.2, RFC 8037 §2). */
export type KeyMaterial =
  | { readonly crv: "Ed25519"; readonly kty: "OKP"; readonly x: string }
  | { readonly crv: CurveName; readonly kty: "EC"; readonly x: string; readonly y: string }
  | { readonly e: string; readonly kty: "RSA"; readonly n: string };

/** Bytes of base64url that are looked at in one number; RSA of 8,192 bits has 1,024. */
const MAX_NUMBER_BYTES = 4096;

/** The key in a JWK (RFC 7517), every number in its one spelling, or why there is none. What the point or the modulus is worth is not looked at. */
export function materialOf(jwk: object): KeyMaterial | KeyRefusal {
  if (isSecret(jwk)) return "private-key";
  const { kty, crv, x, y, n, e } = jwk as Readonly<Record<string, unknown>>;
  if (typeof kty !== "string") return "malformed";
  if (kty === "OKP" && crv === "Ed25519") return faultOf(x, 32) ?? { crv, kty, x: String(x) };
  if (kty === "EC" && (crv === "P-256" || crv === "P-384" || crv === "P-521")) {
    const bytes = coordinateBytes(crv);
    return faultOf(x, bytes) ?? faultOf(y, bytes) ?? { crv, kty, x: String(x), y: String(y) };
  }
  if (kty === "RSA") return faultOf(n) ?? faultOf(e) ?? { e: String(e), kty, n: String(n) };
  return "unsupported-kind";
}

/** A coordinate has the length of its field, with all leading zeros (RFC 7518 §6.2.1.2); any other number has none (§2, Base64urlUInt). */
function faultOf(text: unknown, length?: number): KeyRefusal | undefined {
  if (typeof text !== "string") return "malformed";
  if (text.length > (MAX_NUMBER_BYTES * 4) / 3) return "too-long";
  const bytes = decodeBareBase64Url(text);
  if (!bytes) return "not-canonical";
  return (length === undefined ? bytes.length > 0 && bytes[0] !== 0 : bytes.length === length) ? undefined : "not-canonical";
}

/** JWK thumbprint (RFC 7638) of any kind of key: SHA-256, 32 bytes. */
export function thumbprintOf(material: KeyMaterial): Uint8Array {
  return sha256(Buffer.from(JSON.stringify(material), "utf8"));
}
