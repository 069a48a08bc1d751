import { coseKeyOf, jwkOfCoseKey } from "../cwt.ts";
import { publicJwkOf } from "../http-signature.ts";
import { importJwk, type PublicKey } from "../signature.ts";

/** A public key as a COSE_Key (RFC 9052 §7). */
export function signingKeyClaim(key: PublicKey): ReadonlyMap<number, unknown> {
  return coseKeyOf(publicJwkOf(key));
}

/** The Ed25519 or P-256 key in a COSE_Key that has no member beside those of its kind: one spelling of a key. Undefined: there is none. */
export function readSigningKey(coseKey: unknown): PublicKey | undefined {
  const jwk = jwkOfCoseKey(coseKey);
  const key = jwk && importJwk(jwk);
  if (!key || (key.algorithm !== "EdDSA" && key.algorithm !== "ES256") || !(coseKey instanceof Map)) return undefined;
  return coseKey.size === signingKeyClaim(key).size ? key : undefined;
}
