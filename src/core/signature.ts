// The only file of core/ that names node:crypto. Everything in it is a pure function of its arguments.
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hash,
  type KeyObject,
  sign,
  verify,
  X509Certificate,
} from "node:crypto";
import { type CertificateDetails, readCertificateDetails } from "./certificate-extensions.ts";
import { isCanonicalPoint, montgomeryU, PROJECTION } from "./ed25519-key.ts";
import { derSignature, isSecret, pemForPs256, pemOfPoint, plainKey, plainRsa } from "./openssl-encoding.ts";
import type { Algorithm } from "./presentation.ts";
import { rsaWeakness } from "./rsa-key.ts";
import type { EpochSeconds } from "./time.ts";

/** A public key ready for use; importing costs more than verifying, so a trust list keeps these. */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly handle: KeyObject;
}

/** An X.509 certificate (RFC 5280) taken apart. Whether anybody should believe it is not decided here. */
export interface Certificate extends CertificateDetails {
  readonly key: PublicKey;
  /** SHA-256 of its DER, 32 bytes. */
  readonly fingerprint: Uint8Array;
  /** Its holder and who has signed it, as text: to find things by, not to compare (RFC 5280 §7.1 is for isIssuedBy). */
  readonly subject: string;
  readonly issuer: string;
  /** May it sign other certificates (basicConstraints and keyUsage)? */
  readonly isAuthority: boolean;
  /** Object identifiers of its extended key usage; empty where it is not limited. */
  readonly extendedKeyUsage: readonly string[];
  readonly validFrom: EpochSeconds;
  readonly validUntil: EpochSeconds;
  readonly handle: X509Certificate;
}

/** How one algorithm is verified. Signature lengths in bytes; absent: that of the RSA modulus. */
interface Scheme {
  readonly digest: "sha256" | "sha384" | "sha512" | null;
  readonly signatureBytes?: number;
}

/** ECDSA as r‖s (RFC 9053 §2.1), Ed25519 (RFC 8032 §5.1.6), RSASSA-PSS with a salt as long as the digest (RFC 8230 §2). */
const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  EdDSA: { digest: null, signatureBytes: 64 },
  ES256: { digest: "sha256", signatureBytes: 64 },
  ES384: { digest: "sha384", signatureBytes: 96 },
  ES512: { digest: "sha512", signatureBytes: 132 },
  PS256: { digest: "sha256" },
};

const CURVES: Readonly<Record<string, Algorithm>> = { prime256v1: "ES256", secp384r1: "ES384", secp521r1: "ES512" };

/** A public JSON Web Key (RFC 7517, RFC 8037) of a supported algorithm on its curve, in its one spelling, or undefined: also for a private one. */
export function importJwk(jwk: object): PublicKey | undefined {
  try {
    if (isSecret(jwk)) return undefined;
    const plain = plainKey(jwk);
    if (!plain) return plainRsa(jwk) && supported(createPublicKey({ key: jwk as import("node:crypto").JsonWebKey, format: "jwk" }));
    if (plain.algorithm === "EdDSA" && !isCanonicalPoint(plain.point)) return undefined;
    return { algorithm: plain.algorithm, handle: createPublicKey(plain.pem) };
  } catch {
    return undefined;
  }
}

/** The algorithms that this project signs with; the others it only verifies. */
export type SigningAlgorithm = "EdDSA" | "ES256";

/** A private key ready for use. */
export interface PrivateKey {
  readonly algorithm: SigningAlgorithm;
  readonly handle: KeyObject;
  readonly publicKey: PublicKey;
}

/** A private JSON Web Key of an algorithm that we sign with, or undefined. */
export function importPrivateJwk(jwk: object): PrivateKey | undefined {
  try {
    const handle = createPrivateKey({ key: jwk as import("node:crypto").JsonWebKey, format: "jwk" });
    const publicKey = supported(createPublicKey(handle));
    const algorithm = publicKey?.algorithm;
    return publicKey && (algorithm === "EdDSA" || algorithm === "ES256") ? { algorithm, handle, publicKey } : undefined;
  } catch {
    return undefined;
  }
}

/** A certificate (DER, and nothing before or after it) with a key of a supported algorithm, or undefined. */
export function importCertificate(der: Uint8Array): Certificate | undefined {
  try {
    const handle = new X509Certificate(der);
    const [key, details] = [supported(handle.publicKey), readCertificateDetails(der)];
    // Attack: PEM, or bytes after the end, give one certificate many fingerprints.
    if (!key || !details || !handle.raw.equals(der)) return undefined;
    return {
      ...details,
      key,
      fingerprint: sha256(der),
      subject: handle.subject,
      issuer: handle.issuer,
      isAuthority: handle.ca,
      extendedKeyUsage: (handle.keyUsage as readonly string[] | undefined) ?? [],
      validFrom: handle.validFromDate.getTime() / 1000,
      // Not-after is the last second of validity (RFC 5280 §4.1.2.5); our intervals are half-open.
      validUntil: handle.validToDate.getTime() / 1000 + 1,
      handle,
    };
  } catch {
    return undefined;
  }
}

/** True when the certificate names this authority, and the authority may have signed it: a matter of names, in a microsecond. */
export function namesAuthority({ handle }: Certificate, authority: Certificate): boolean {
  return handle.checkIssued(authority.handle);
}

/** True when the certificate names this authority and carries its signature. Up to 1.5 ms. */
export function isIssuedBy(certificate: Certificate, authority: Certificate): boolean {
  try {
    return certificate.isSoundlySigned && namesAuthority(certificate, authority) && certificate.handle.verify(authority.key.handle);
  } catch {
    return false; // the key is of another kind than the signature
  }
}

function supported(handle: KeyObject): PublicKey | undefined {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = handle;
  if (kind === "ed25519") return isCanonicalPoint(rawEd25519(handle)) ? { algorithm: "EdDSA", handle } : undefined;
  if (kind === "rsa") return isReasonableRsa(handle) ? { algorithm: "PS256", handle } : undefined;
  const algorithm = kind === "ec" ? CURVES[details?.namedCurve ?? ""] : undefined;
  return algorithm && { algorithm, handle };
}

function isReasonableRsa(handle: KeyObject): boolean {
  const numbers = plainRsa(handle.export({ format: "jwk" }));
  return numbers !== undefined && rsaWeakness(numbers) === undefined;
}

/** The key in a certificate (DER) as JWK, of whatever kind it is; undefined: this is no certificate. It says what is wrong with one that importCertificate() refuses. */
export function jwkInCertificate(der: Uint8Array): object | undefined {
  try {
    const { raw, publicKey } = new X509Certificate(der);
    return raw.equals(der) ? jwkOf(publicKey) : undefined;
  } catch {
    return undefined;
  }
}

/** The key in a SubjectPublicKeyInfo (DER, RFC 5280 §4.1.2.7, in its one spelling) as JWK, of whatever kind it is; undefined: this is none. */
export function jwkInSpki(der: Uint8Array): object | undefined {
  try {
    const handle = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
    return handle.export({ format: "der", type: "spki" }).equals(der) ? jwkOf(handle) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7517; a key of a kind that has no name there keeps that of OpenSSL, so that nobody takes it for another. */
function jwkOf(handle: KeyObject): object {
  try {
    return handle.export({ format: "jwk" });
  } catch {
    return { kty: handle.asymmetricKeyType };
  }
}

function rawEd25519(handle: KeyObject): Uint8Array {
  return Buffer.from(handle.export({ format: "jwk" }).x ?? "", "base64url");
}

/** PKCS #8 around 32 bytes of X25519 (RFC 8410 §7). */
const X25519_PRIVATE_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex");
const projection = createPrivateKey({ key: Buffer.concat([X25519_PRIVATE_HEAD, PROJECTION]), format: "der", type: "pkcs8" });

/**
 * True for an Ed25519 key in the prime-order group. Only of these do all verifiers say the same of every signature, whether they multiply
 * by the cofactor or not. As long as a signature check: OpenSSL takes off what is of small order, and it must have been nothing.
 */
export function hasPrimeOrder(key: Uint8Array): boolean {
  if (!isCanonicalPoint(key)) return false;
  try {
    const u = montgomeryU(key);
    return diffieHellman({ privateKey: projection, publicKey: createPublicKey(pemOfPoint("X25519", u)) }).equals(u);
  } catch {
    return false; // nothing but small order, or not on the curve
  }
}

/** Keys looked at before: a pure answer, remembered because it costs as much as a signature check. */
const admitted = new WeakMap<KeyObject, boolean>();

function isAdmitted(handle: KeyObject): boolean {
  const known = admitted.get(handle);
  if (known !== undefined) return known;
  const isStrict = hasPrimeOrder(rawEd25519(handle));
  admitted.set(handle, isStrict);
  return isStrict;
}

/** True when the signature is the key's over exactly these bytes. */
export function isSignedBy({ algorithm, handle }: PublicKey, signedBytes: Uint8Array, signature: Uint8Array): boolean {
  const { digest, signatureBytes = Math.ceil((handle.asymmetricKeyDetails?.modulusLength ?? 0) / 8) } = SCHEMES[algorithm];
  if (signature.length !== signatureBytes) return false;
  // What OpenSSL thinks of an R of small order differs from release to release. A key is looked at when it has signed something:
  // whoever makes us try many of them does not keep us busy.
  if (algorithm === "EdDSA") {
    return isCanonicalPoint(signature.subarray(0, 32)) && verify(digest, signedBytes, handle, signature) && isAdmitted(handle);
  }
  if (algorithm === "PS256") return verify(digest, signedBytes, forPs256(handle), signature);
  return verify(digest, signedBytes, handle, derSignature(signature));
}

/** RSA keys made ready for PS256: a pure answer, remembered because to make one costs as much as to use it. */
const pssKeys = new WeakMap<KeyObject, KeyObject>();

function forPs256(handle: KeyObject): KeyObject {
  const known = pssKeys.get(handle);
  if (known) return known;
  const pem = pemForPs256(handle.export({ format: "der", type: "spki" }));
  if (pem === undefined) throw new Error("signature: an RSA key that OpenSSL writes in a way of its own, PS256 cannot be checked");
  const key = createPublicKey(pem);
  pssKeys.set(handle, key);
  return key;
}

/** A signature over some bytes with a private key (Ed25519, or P-256 with SHA-256 as r‖s). */
export function signWith(privateKey: KeyObject, bytes: Uint8Array): Uint8Array {
  return privateKey.asymmetricKeyType === "ed25519"
    ? sign(null, bytes, privateKey)
    : sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** SHA-256 of some bytes: 32 bytes. By way of a string, which takes Node half the time of a new buffer. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash("sha256", bytes, "binary"), "binary");
}

/** HMAC-SHA-256 (RFC 2104): 32 bytes. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(bytes).digest();
}
