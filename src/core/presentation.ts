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
] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** Unsigned documents we can read, and never verify. */
export const DOCUMENT_TYPES = ["citizen-card", "health-insurance-card", "personal-number"] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Names of the formats a symbol can be in; journals keep them. */
export const FORMAT_NAMES = ["claim169", "citizen-card", "health-insurance-card", "personal-number"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Signature algorithms we verify, by their JOSE and COSE names. */
export type Algorithm = "EdDSA" | "ES256";

/** One named value: text, number, bytes, or lists and maps of these. Absent and null are both "the card does not say". */
export type ClaimValue = string | number | boolean | null | Uint8Array | readonly ClaimValue[] | { readonly [name: string]: ClaimValue };

/** The attributes of a credential or document by name, as docs/formats.md lists them. */
export type Claims = { readonly [name: string]: ClaimValue };

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
  readonly claims: Claims;
  readonly warnings: readonly Warning[];
}

/** Unsigned data that a card carries. It is read, never verified; a person compares it with the card. */
export interface Document {
  readonly kind: "document";
  readonly format: FormatName;
  readonly type: DocumentType;
  readonly claims: Claims;
  /** First and last day on which the card itself says it is valid, ISO 8601; informational, because nobody signed it. */
  readonly validOn?: { readonly from: string | null; readonly to: string | null };
  readonly warnings: readonly Warning[];
}
