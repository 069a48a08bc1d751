// The only file of core/ that names node:crypto. Everything in it is a pure function of its arguments.
import { createHmac, createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import type { Algorithm } from "./presentation.ts";

/** A public key ready for use; importing costs more than verifying, so a trust list keeps these. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly handle: KeyObject;
}

/** Raw signature length in bytes: Ed25519 (RFC 8032 §5.1.6) and ES256 as r‖s (RFC 9053 §2.1) are the same. */
const SIGNATURE_BYTES = 64;

/** A public JSON Web Key (RFC 7517, RFC 8037) of a supported algorithm on its curve, or undefined. */
export function importJwk(jwk: object): PublicKey | undefined {
  try {
    return supported(createPublicKey({ key: jwk as import("node:crypto").JsonWebKey, format: "jwk" }));
  } catch {
    return undefined;
  }
}

/** A private key ready for use. */
export interface PrivateKey {
  readonly algorithm: Algorithm;
  readonly handle: KeyObject;
  readonly publicKey: PublicKey;
}

/** A private JSON Web Key of a supported algorithm on its curve, or undefined. */
export function importPrivateJwk(jwk: object): PrivateKey | undefined {
  try {
    const handle = createPrivateKey({ key: jwk as import("node:crypto").JsonWebKey, format: "jwk" });
    const publicKey = supported(createPublicKey(handle));
    return publicKey && { algorithm: publicKey.algorithm, handle, publicKey };
  } catch {
    return undefined;
  }
}

/** The public key in an X.509 certificate (DER), or undefined. The certificate itself is not judged: being on the trust list is. */
export function importCertificate(der: Uint8Array): PublicKey | undefined {
  try {
    return supported(new X509Certificate(der).publicKey);
  } catch {
    return undefined;
  }
}

function supported(handle: KeyObject): PublicKey | undefined {
  if (handle.asymmetricKeyType === "ed25519") return { algorithm: "EdDSA", handle };
  const isP256 = handle.asymmetricKeyType === "ec" && handle.asymmetricKeyDetails?.namedCurve === "prime256v1";
  return isP256 ? { algorithm: "ES256", handle } : undefined;
}

/** True when the signature is the key's over exactly these bytes. */
export function isSignedBy(key: PublicKey, signedBytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  switch (key.algorithm) {
    case "EdDSA":
      return verify(null, signedBytes, key.handle, signature);
    case "ES256":
      return verify("sha256", signedBytes, { key: key.handle, dsaEncoding: "ieee-p1363" }, signature);
  }
}

/** A signature over some bytes with a private key (Ed25519, or P-256 with SHA-256 as r‖s). */
export function signWith(privateKey: KeyObject, bytes: Uint8Array): Uint8Array {
  return privateKey.asymmetricKeyType === "ed25519"
    ? sign(null, bytes, privateKey)
    : sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** SHA-256 of some bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(bytes).digest();
}
