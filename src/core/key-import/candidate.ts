import type { EpochSeconds } from "../time.ts";
import type { KeyRefusal } from "./key-refusal.ts";

/** The forms that keys come in. */
export type KeySource = "jwk" | "jwk-set" | "tram-key" | "certificate" | "spki" | "cose-key" | "did-document" | "did";

/** A key as some file has it, taken out and not yet admitted. */
export interface Candidate {
  readonly source: KeySource;
  /** Where in the file, by position: nothing that the file says about itself. Empty: it is all of it. */
  readonly where: string;
  readonly found: Found;
  readonly kid?: string;
  /** Who the file says the key belongs to. */
  readonly issuer?: string;
  readonly isDemo?: boolean;
  readonly validUntil?: EpochSeconds;
}

/** A JWK, a certificate (DER), or why there is neither. */
export type Found = { readonly jwk: object } | { readonly certificate: Uint8Array } | { readonly refusal: KeyRefusal };
