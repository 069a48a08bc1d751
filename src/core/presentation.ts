import type { EpochSeconds } from "./time.ts";
import type { Warning } from "./warning.ts";

/** The credential types of this project; docs/formats.md describes each. */
export const CREDENTIAL_TYPES = [
  "citizen",
  "health-insurance",
  "prescription",
  "student",
  "household-address",
  "producer",
  "application",
  "vaccination",
  "test-result",
  "recovery",
  "health-card",
  "covid-pass",
] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** Unsigned documents we can read, and never verify. */
export const DOCUMENT_TYPES = ["citizen-card", "health-insurance-card", "personal-number", "prescription-code", "payment", "link"] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Names of the formats a symbol can be in; journals keep them. */
export const FORMAT_NAMES = [
  "claim169",
  "cwt",
  "eu-dcc",
  "smart-health-card",
  "nz-covid-pass",
  "icao-vds-nc",
  "citizen-card",
  "health-insurance-card",
  "personal-number",
  "prescription-code",
  "emvco-payment",
  "link",
  "vneid",
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Signature algorithms we verify, by their JOSE and COSE names. */
export type Algorithm = "EdDSA" | "ES256" | "ES384" | "ES512" | "PS256";

/** One named value: text, number, bytes, or lists and maps of these. Absent and null are both "the card does not say". */
export type ClaimValue = string | number | boolean | null | Uint8Array | readonly ClaimValue[] | { readonly [name: string]: ClaimValue };

/** The attributes of a credential or document by name, as docs/formats.md lists them. */
export type Claims = { readonly [name: string]: ClaimValue };

/** Most certificates of one symbol that are looked at, and bytes of each; a signer of today has 400 to 1,000 bytes. */
export const MAX_CERTIFICATES = 3;
export const MAX_CERTIFICATE_BYTES = 4096;

/** A credential as shown in one symbol: parsed, not yet believed. Nothing in it may be used before verify() has passed. */
export interface Presentation {
  readonly kind: "presentation";
  readonly format: FormatName;
  readonly type: CredentialType;
  readonly algorithm: Algorithm;
  /** Key identifier as the envelope names it; protected wins over unprotected. */
  readonly keyId: Uint8Array | undefined;
  /** The exact bytes under the signature, e.g. the COSE Sig_structure. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  /** The signed payload; its SHA-256 is the credential's identity, however the symbol was spelt. */
  readonly payload: Uint8Array;
  readonly issuer: string | undefined;
  readonly notBefore: EpochSeconds | undefined;
  readonly expires: EpochSeconds | undefined;
  /** The signer's certificate and those above it, DER, the signer's first, where the symbol carries them (RFC 9360, VDS-NC). */
  readonly certificates?: readonly Uint8Array[];
  /** Where the issuer publishes whether it has taken this credential back. */
  readonly statuses?: readonly Status[];
  /** Revocation identifier of a SMART Health Card (`vc.rid`). */
  readonly revocationId?: string;
  /** Unique identifier of an EU certificate (`ci`), as the issuer wrote it. */
  readonly certificateId?: string;
  /** The holder's public key as the issuer has signed it (CWT `cnf`), a JWK. */
  readonly holderKey?: object;
  /** The holder's signature of this very showing. Absent: a static code, which a photograph shows as well. */
  readonly proof?: HolderProof;
  readonly claims: Claims;
  readonly warnings: readonly Warning[];
}

/** A place of a status list, or `unknown`: the credential points to a list of a kind that this kiosk cannot look up. */
export type Status = StatusReference | "unknown";

/** One place of a status list: an IETF Token Status List, or a W3C Bitstring Status List by the URL of its credential. */
export interface StatusReference {
  readonly uri: string;
  readonly index: number;
}

/** A Key Binding Token taken apart, not yet believed (docs/formats.md, live presentation). */
export interface HolderProof {
  readonly algorithm: Algorithm;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly issuedAt: EpochSeconds;
  /** The service point that it was made for; undefined: any. */
  readonly audience: string | undefined;
}

/** Unsigned data that a card, a paper or a phone carries. It is read, never verified; a person compares it with the card. */
export interface Document {
  readonly kind: "document";
  /** What is said of it where it is no card to compare; absent: `document-read`. */
  readonly reason?: "payment-code" | "link-read";
  readonly format: FormatName;
  readonly type: DocumentType;
  readonly claims: Claims;
  /** First and last day on which the card itself says it is valid, ISO 8601; informational, because nobody signed it. */
  readonly validOn?: { readonly from: string | null; readonly to: string | null };
  readonly warnings: readonly Warning[];
}
