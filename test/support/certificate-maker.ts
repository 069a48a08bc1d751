// X.509 certificates (RFC 5280) put together by hand, so that tests can also write what no authority would.
import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A DER value (X.690 §8): tag, length, contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

const sequence = (...items: readonly Uint8Array[]) => der(0x30, ...items);
const integer = (value: number) => der(0x02, Uint8Array.of(value));
const boolean = (value: boolean) => der(0x01, Uint8Array.of(value ? 0xff : 0));
const octets = (content: Uint8Array) => der(0x04, content);
const bits = (content: Uint8Array, unused = 0) => der(0x03, Uint8Array.of(unused), content);
const printable = (text: string) => der(0x13, Buffer.from(text, "latin1"));

/** An object identifier (X.690 §8.19). */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): readonly number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >>> 7).map((byte) => byte | 0x80), low];
}

/** `C=…, CN=…` as a Name. */
function nameOf(commonName: string, country = "VN"): Uint8Array {
  const attribute = (type: string, text: string) => der(0x31, sequence(oid(type), printable(text)));
  return sequence(attribute("2.5.4.6", country), attribute("2.5.4.3", commonName));
}

/** GeneralizedTime of seconds since 1970 (§4.1.2.5.2). */
function time(at: number): Uint8Array {
  const text = new Date(at * 1000).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x18, Buffer.from(text, "latin1"));
}

/** How a certificate is signed: COSE would say ES256, ES384, EdDSA, PS256; the rest is for tests of what must be refused. */
export type CertificateSignature =
  | "ecdsa-sha256"
  | "ecdsa-sha384"
  | "ecdsa-sha1"
  | "rsa-sha256"
  | "rsa-sha1"
  | "pss-sha256"
  | "pss-sha1"
  | "ed25519";

const NULL = der(0x05);
const pssParameters = (digest: Uint8Array) =>
  sequence(
    der(0xa0, sequence(digest, NULL)),
    der(0xa1, sequence(oid("1.2.840.113549.1.1.8"), sequence(digest, NULL))),
    der(0xa2, integer(32)),
  );

const ALGORITHMS: Readonly<Record<CertificateSignature, { readonly id: Uint8Array; readonly digest: string | null }>> = {
  "ecdsa-sha1": { id: sequence(oid("1.2.840.10045.4.1")), digest: "sha1" },
  "ecdsa-sha256": { id: sequence(oid("1.2.840.10045.4.3.2")), digest: "sha256" },
  "ecdsa-sha384": { id: sequence(oid("1.2.840.10045.4.3.3")), digest: "sha384" },
  "rsa-sha1": { id: sequence(oid("1.2.840.113549.1.1.5"), NULL), digest: "sha1" },
  "rsa-sha256": { id: sequence(oid("1.2.840.113549.1.1.11"), NULL), digest: "sha256" },
  "pss-sha256": { id: sequence(oid("1.2.840.113549.1.1.10"), pssParameters(oid("2.16.840.1.101.3.4.2.1"))), digest: "sha256" },
  // Parameters left away mean SHA-1 and a salt of 20 bytes (RFC 4055 §3.1).
  "pss-sha1": { id: sequence(oid("1.2.840.113549.1.1.10"), sequence()), digest: "sha1" },
  ed25519: { id: sequence(oid("1.3.101.112")), digest: null },
};

/** A key pair for certificates; new in every run. */
export interface CertificateKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A new key pair. */
export function newKey(kind: "P-256" | "P-384" | "P-521" | "Ed25519" | "RSA" | "RSA-1024" = "P-256"): CertificateKey {
  if (kind === "Ed25519") return generateKeyPairSync("ed25519");
  if (kind === "RSA" || kind === "RSA-1024") return generateKeyPairSync("rsa", { modulusLength: kind === "RSA" ? 2048 : 1024 });
  return generateKeyPairSync("ec", { namedCurve: kind });
}

/** What a certificate says; what is left out is as in a signer's certificate that is in force at the time of the tests. */
export interface CertificateRecipe {
  readonly subject?: string;
  readonly key?: CertificateKey;
  /** Who signs it; absent: itself. */
  readonly by?: MadeCertificate;
  /** The name and the key of who signs it, where they are not those of `by`. */
  readonly issuer?: string;
  readonly signingKey?: KeyObject;
  readonly signature?: CertificateSignature;
  /** First and last second of validity. */
  readonly from?: number;
  readonly to?: number;
  /** basicConstraints; absent: none. */
  readonly authority?: boolean;
  readonly pathLength?: number;
  /** The first byte of keyUsage: 0x80 digitalSignature, 0x40 nonRepudiation, 0x04 keyCertSign, 0x02 cRLSign; absent: none. */
  readonly keyUsage?: number;
  readonly extendedKeyUsage?: readonly string[];
  /** ICAO document types, e.g. NV. */
  readonly documentTypes?: readonly string[];
  /** More extensions: OID, critical or not, the contents of its octets. */
  readonly more?: readonly (readonly [string, boolean, Uint8Array])[];
  /** 1 has no extensions at all. */
  readonly version?: 1 | 3;
}

/** A certificate, with the key that belongs to it. */
export interface MadeCertificate {
  readonly der: Uint8Array;
  readonly subject: string;
  readonly key: CertificateKey;
}

/** Year 2026, when the tests happen. */
const YEAR_2020 = 1_577_836_800;
const YEAR_2040 = 2_208_988_800;

/** A certificate: a signer's, but for what the recipe says. */
export function makeCertificate(recipe: CertificateRecipe = {}): MadeCertificate {
  const { subject = "Signer", key = newKey(), by, from = YEAR_2020, to = YEAR_2040, version = 3 } = recipe;
  const signingKey = recipe.signingKey ?? by?.key.privateKey ?? key.privateKey;
  const algorithm = ALGORITHMS[recipe.signature ?? usualSignature(signingKey)];
  const toBeSigned = sequence(
    ...(version === 3 ? [der(0xa0, integer(2))] : []),
    der(0x02, Buffer.concat([Uint8Array.of(1), randomBytes(8)])),
    algorithm.id,
    nameOf(recipe.issuer ?? by?.subject ?? subject),
    sequence(time(from), time(to)),
    nameOf(subject),
    key.publicKey.export({ format: "der", type: "spki" }),
    ...(version === 3 ? [der(0xa3, sequence(...extensionsOf(recipe)))] : []),
  );
  const signature = signatureOf(signingKey, toBeSigned, recipe.signature ?? usualSignature(signingKey));
  return { der: sequence(toBeSigned, algorithm.id, bits(signature)), subject, key };
}

/** An authority's certificate: what an authority of the recipe's kind usually says. */
export function makeAuthority(recipe: CertificateRecipe = {}): MadeCertificate {
  return makeCertificate({ subject: "Country root", authority: true, keyUsage: 0x06, ...recipe });
}

function usualSignature({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): CertificateSignature {
  if (kind === "ed25519") return "ed25519";
  if (kind === "rsa") return "rsa-sha256";
  return details?.namedCurve === "prime256v1" ? "ecdsa-sha256" : "ecdsa-sha384";
}

function signatureOf(key: KeyObject, bytes: Uint8Array, kind: CertificateSignature): Uint8Array {
  const { digest } = ALGORITHMS[kind];
  if (!kind.startsWith("pss")) return sign(digest, bytes, key);
  return sign(digest, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest === "sha1" ? 20 : 32 });
}

function extensionsOf(recipe: CertificateRecipe): readonly Uint8Array[] {
  const { authority, pathLength, keyUsage, extendedKeyUsage, documentTypes, more = [] } = recipe;
  const list: (readonly [string, boolean, Uint8Array])[] = [];
  if (authority !== undefined) {
    const length = pathLength === undefined ? [] : [integer(pathLength)];
    list.push(["2.5.29.19", true, sequence(...(authority ? [boolean(true)] : []), ...length)]);
  }
  if (keyUsage !== undefined) list.push(["2.5.29.15", true, bits(Uint8Array.of(keyUsage), 0)]);
  if (extendedKeyUsage) list.push(["2.5.29.37", false, sequence(...extendedKeyUsage.map(oid))]);
  if (documentTypes) list.push(["2.23.136.1.1.6.2", false, sequence(integer(0), der(0x31, ...documentTypes.map(printable)))]);
  return [...list, ...more].map(([id, critical, content]) => sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(content)));
}

/** A certificate as a trust list has it. */
export function certificateEntry({ der: bytes }: MadeCertificate): { readonly certificate: string } {
  return { certificate: Buffer.from(bytes).toString("base64") };
}
