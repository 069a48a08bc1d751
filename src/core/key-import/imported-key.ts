import type { Algorithm } from "../presentation.ts";
import type { Text } from "../text.ts";
import type { EpochSeconds } from "../time.ts";
import type { KeySource } from "./candidate.ts";
import type { KeyMaterial } from "./key-material.ts";
import type { KeyRefusal } from "./key-refusal.ts";

/** One key of an issuer in a trust list, as KeySchema of trust.ts has it: a public key and nothing else, or a certificate (base64 DER). */
export interface KeyListEntry {
  readonly kid: string;
  readonly jwk?: KeyMaterial & { readonly crlVersion?: number };
  readonly certificate?: string;
  readonly validFrom?: EpochSeconds;
  readonly validUntil?: EpochSeconds;
}

/** A key that was admitted, with what its file says of it; nobody has vouched for any of that. */
export interface ImportedKey {
  /** Goes into the list as it is. */
  readonly entry: KeyListEntry;
  readonly source: KeySource;
  readonly algorithm: Algorithm;
  /** Lower-case hex of 32 bytes, to read out to the issuer: SHA-256 of the certificate, or the JWK thumbprint (RFC 7638) of the bare key. */
  readonly fingerprint: string;
  /** False where the file names no key and the `kid` is one that we derive: credentials may call it otherwise. */
  readonly hasOwnKid: boolean;
  /** Of a certificate that may sign others. */
  readonly isAuthority: boolean;
  readonly isDemo: boolean;
  /** Who the key belongs to, where the file says so: a key file's issuer, a DID. */
  readonly issuer?: string;
}

/** A key that was not, and where it stands in the file, by position (`keys.3`); empty: the file as a whole. */
export interface KeyProblem {
  readonly where: string;
  readonly refusal: KeyRefusal;
  readonly text: Text;
}

/** What became of a file. */
export interface ImportedKeys {
  readonly keys: readonly ImportedKey[];
  readonly problems: readonly KeyProblem[];
}
