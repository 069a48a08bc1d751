// HTTP Message Signatures (RFC 9421) in one fixed profile, docs/protocol.md: label `tram`, components @method, @path and
// content-digest in this order, parameters created and keyid. One spelling, so nothing has to be parsed that could be read twice.
import { isSignedBy, type PublicKey, sha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";

/** What a signature covers of a request. */
export interface SignedParts {
  /** Upper case, as it stands in the request line. */
  readonly method: string;
  /** Absolute path without query (RFC 9421 §2.2.6). */
  readonly path: string;
  /** Value of the Content-Digest field, so that the signature covers the content too. */
  readonly contentDigest: string;
}

/** The two header fields of a signed request (RFC 9421 §4). */
export interface SignatureFields {
  readonly "signature-input": string;
  readonly signature: string;
}

/** A signature as it arrived: parsed, not yet believed. */
export interface RequestSignature {
  readonly created: EpochSeconds;
  /** Thumbprint of the key that is said to have signed: see keyThumbprint(). */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** Signs bytes with the device key, wherever that key lives. */
export type Signer = (bytes: Uint8Array) => Uint8Array;

const COMPONENTS = '("@method" "@path" "content-digest")';
const INPUT = /^tram=\("@method" "@path" "content-digest"\);created=(0|[1-9][0-9]{0,11});keyid="([A-Za-z0-9_-]{43})"$/;
/** An Ed25519 or P-256 signature is 64 bytes: 86 base64 characters and two of padding; the last character carries four zero bits. */
const SIGNATURE = /^tram=:([A-Za-z0-9+/]{85}[AQgw]==):$/;

/**
 * The bytes under a signature (RFC 9421 §2.5): one line a component, then the parameters. Values come from our own request or
 * from a parsed header, so neither can hold a line break.
 */
export function signatureBase(components: readonly (readonly [name: string, value: string])[], parameters: string): Uint8Array {
  const lines = components.map(([name, value]) => `"${name}": ${value}\n`);
  return Buffer.from(`${lines.join("")}"@signature-params": ${parameters}`, "utf8");
}

/** The Content-Digest field of some content (RFC 9530 §2): SHA-256 over the bytes as they travel, compressed. */
export function contentDigest(content: Uint8Array): string {
  return `sha-256=:${Buffer.from(sha256(content)).toString("base64")}:`;
}

/** The members of a public JWK that its thumbprint covers (RFC 7638 §3.2, RFC 8037 §2). `y`: P-256 only. */
export type PublicJwk = { readonly crv: string; readonly kty: string; readonly x: string; readonly y?: string };

/** A key as JWK, its members in the order of the thumbprint: one spelling per key. */
export function publicJwkOf(key: PublicKey): PublicJwk {
  const { crv = "", kty = "", x = "", y } = key.handle.export({ format: "jwk" });
  return y === undefined ? { crv, kty, x } : { crv, kty, x, y };
}

/** JWK thumbprint (RFC 7638): SHA-256, base64url, 43 characters. It names a device key in requests and in lists. */
export function keyThumbprint(key: PublicKey): string {
  return Buffer.from(sha256(Buffer.from(JSON.stringify(publicJwkOf(key)), "utf8"))).toString("base64url");
}

/** The fields that make a request a signed one. `created` is written in whole seconds. */
export function signRequest(parts: SignedParts, created: EpochSeconds, keyId: string, sign: Signer): SignatureFields {
  const parameters = parametersOf(Math.max(0, Math.floor(created)), keyId);
  const signature = Buffer.from(sign(profileBase(parts, parameters))).toString("base64");
  return { "signature-input": `tram=${parameters}`, signature: `tram=:${signature}:` };
}

/** A signature out of its header fields, or undefined where they are not exactly of our profile. */
export function parseSignature(input: string, signature: string): RequestSignature | undefined {
  const [, created, keyId] = INPUT.exec(input) ?? [];
  const [, base64] = SIGNATURE.exec(signature) ?? [];
  if (created === undefined || keyId === undefined || base64 === undefined) return undefined;
  return { created: Number(created), keyId, signature: Buffer.from(base64, "base64") };
}

/** True when this key signed exactly these parts. Says nothing of the content until its digest has been compared. */
export function isRequestSignedBy(key: PublicKey, parts: SignedParts, signature: RequestSignature): boolean {
  return isSignedBy(key, profileBase(parts, parametersOf(signature.created, signature.keyId)), signature.signature);
}

function parametersOf(created: number, keyId: string): string {
  return `${COMPONENTS};created=${created};keyid="${keyId}"`;
}

function profileBase(parts: SignedParts, parameters: string): Uint8Array {
  return signatureBase(
    [
      ["@method", parts.method],
      ["@path", parts.path],
      ["content-digest", parts.contentDigest],
    ],
    parameters,
  );
}
