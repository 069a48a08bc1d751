// Which keys may enter a trust list at all: docs/decisions/0008-strict-ed25519.md. Done once, where a list is made; what is refused here the
// kiosk refuses as well, by other means, when it loads the list or first uses the key.
import { Point } from "@noble/ed25519";
import { rsaWeakness } from "../rsa-key.ts";
import { hasPrimeOrder, importJwk, type PublicKey } from "../signature.ts";
import { CARD_KEY_X } from "../test-card/card-key-point.ts";
import { type KeyMaterial, materialOf } from "./key-material.ts";
import type { KeyRefusal } from "./key-refusal.ts";
import { pointFault } from "./nist-curve.ts";

/** A key that may enter, with everything but the key itself taken off; or why it may not. */
export type Admission =
  | { readonly ok: true; readonly key: PublicKey; readonly material: KeyMaterial }
  | { readonly ok: false; readonly refusal: KeyRefusal };

/**
 * Admits a public key in the form of a JWK: canonical, on its curve, in the prime-order group, of sufficient size. All verifiers say the
 * same of every signature by an admitted key. About a millisecond for Ed25519, as @noble/ed25519 and OpenSSL both have to agree.
 */
export function admitKey(jwk: object): Admission {
  const material = materialOf(jwk);
  if (typeof material === "string") return { ok: false, refusal: material };
  const refusal = weaknessOf(material);
  if (refusal) return { ok: false, refusal };
  const key = importJwk(material);
  return key ? { ok: true, key, material } : { ok: false, refusal: "unsupported-kind" };
}

function weaknessOf(material: KeyMaterial): KeyRefusal | undefined {
  if (material.kty === "OKP") return material.x === CARD_KEY_X ? "test-card-key" : edwardsFault(bytesOf(material.x));
  if (material.kty === "EC") return pointFault(material.crv, bytesOf(material.x), bytesOf(material.y));
  return rsaWeakness({ modulus: bytesOf(material.n), exponent: bytesOf(material.e) });
}

/** RFC 8032 §5.1.3 decides what is canonical; ZIP 215 takes other spellings of the same points, and so tells them from no point at all. */
function edwardsFault(key: Uint8Array): KeyRefusal | undefined {
  const point = pointIn(key, false);
  if (!point) return pointIn(key, true) ? "not-canonical" : "not-on-curve";
  if (point.isSmallOrder()) return "small-order";
  return point.isTorsionFree() && hasPrimeOrder(key) ? undefined : "not-torsion-free";
}

function pointIn(key: Uint8Array, zip215: boolean): Point | undefined {
  try {
    return Point.fromBytes(key, zip215);
  } catch {
    return undefined;
  }
}

function bytesOf(base64url: string): Uint8Array {
  return Buffer.from(base64url, "base64url");
}
