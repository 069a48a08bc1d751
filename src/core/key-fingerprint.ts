import { hexOf } from "./hex.ts";
import { materialOf, thumbprintOf } from "./key-import/key-material.ts";
import { sealJwkOf, sealThumbprint } from "./seal-key.ts";
import { sha256 } from "./signature.ts";

/** A key as a trust list has it. */
export interface ListedKey {
  readonly jwk?: object | undefined;
  readonly certificate?: string | undefined;
}

/**
 * What tells one key from every other, whatever it is called: 64 lower-case hex digits, of a bare key its JWK thumbprint (RFC 7638), of a
 * certificate its SHA-256. People compare the beginning of it, as fingerprintOf() groups it.
 */
export function fingerprintOfKey({ jwk, certificate }: ListedKey): string {
  if (certificate !== undefined) return hexOf(sha256(Buffer.from(certificate, "base64")));
  const seal = sealJwkOf(jwk ?? {});
  if (seal) return hexOf(sealThumbprint(seal));
  const material = materialOf(jwk ?? {});
  // Somebody wrote what is no key into the draft: it is not published, and until then it is told apart all the same.
  return hexOf(typeof material === "string" ? sha256(Buffer.from(JSON.stringify(jwk ?? {}), "utf8")) : thumbprintOf(material));
}
