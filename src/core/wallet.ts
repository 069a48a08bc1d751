// What the demo's wallet page and its server say to each other.
import type { CredentialType } from "./presentation.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";

/** The credentials that the demo's issuer gives to a wallet, in the order in which it shows them. */
export const WALLET_TYPES = [
  "citizen",
  "health-insurance",
  "prescription",
  "student",
  "household-address",
  "producer",
  "application",
] as const satisfies readonly CredentialType[];
export type WalletType = (typeof WALLET_TYPES)[number];

/** One credential in a wallet. */
export interface WalletCredential {
  readonly type: WalletType;
  /** What a static code of it carries: Base45(zlib(COSE_Sign1)). */
  readonly text: string;
  /** Name of the key that signed it. */
  readonly issuerKey: string;
  readonly issuedAt: EpochSeconds;
  readonly expires: EpochSeconds;
  /** What it states, for its holder's eyes; the first line stands in the list of papers. */
  readonly facts: readonly Fact[];
}

/** One line about a credential. */
export interface Fact {
  readonly label: Text;
  readonly value: string;
}

/** An Ed25519 public key as a JWK (RFC 8037 §2): all that a wallet says of its key. */
export interface HolderPublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** 32 bytes in base64url. */
  readonly x: string;
}

/** Body of `POST /credentials`. */
export interface CredentialRequest {
  readonly type: WalletType;
  readonly holderKey: HolderPublicJwk;
}

/** What the page has to know about the world around it. */
export interface WalletSetup {
  /** The desk of the kiosk that codes are held up to. */
  readonly deskUrl: string;
  /** Name of the issuer's key of today: a demo whose folder was removed has another, and no kiosk knows the old one. */
  readonly issuerKey: string;
}
