import type { LoadedPicture } from "../ports.ts";

/** What the issuer's commands need from the world. */
export interface IssuerParts {
  /** Seconds since 1970. */
  readonly now: () => number;
  /** The bytes of a file, or of standard input for `-`; bounded. Rejects with a sentence for the user. */
  readonly readInput: (file: string) => Promise<Uint8Array>;
  /** The value of a TOML text. Rejects with a sentence for the user. */
  readonly parseToml: (text: string) => Promise<unknown>;
  /** A file that holds a secret, or standard input for `-`. Rejects with a sentence for the user. */
  readonly readPrivate: (file: string) => Promise<{ readonly text: string; readonly isExposed: boolean }>;
  /** Writes a file that only its owner may read. Resolves with `exists` where one is there and shall not be replaced. */
  readonly writePrivate: (file: string, text: string, options: { readonly replace: boolean }) => Promise<"written" | "exists">;
  /** Writes a file that others may read, in place of one that is there. */
  readonly writeOutput: (file: string, contents: string | Uint8Array) => Promise<void>;
  /** A new private JWK. */
  readonly newPrivateJwk: (algorithm: "EdDSA" | "ES256") => object;
  /** This many bytes that nobody can guess. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly findSymbols: FindSymbols;
  readonly drawQr: (text: string, options: { readonly level: "L" | "M"; readonly scale: number }) => Promise<DrawnQr>;
  /** Standard input as it arrives. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes to standard output; resolves when there is room for more, so whoever awaits it keeps no queue. */
  readonly out: (text: string) => Promise<void>;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** True where standard output is a terminal: a person reads it. */
  readonly isTerminal: boolean;
}

/** The symbols of all QR codes in a picture file, possibly none, or what is wrong with the file. Never rejects for the bytes' sake. */
export type FindSymbols = (picture: Uint8Array) => Promise<FoundSymbols>;
export type FoundSymbols = { readonly ok: true; readonly symbols: readonly Uint8Array[] } | (LoadedPicture & { readonly ok: false });

/** One QR code drawn. */
export interface DrawnQr {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly terminal: string;
}
