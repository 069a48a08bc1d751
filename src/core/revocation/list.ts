// The four kinds of revocation lists, as they are looked up and as shards carry them (docs/formats.md, "Revocation").
import type { EpochSeconds } from "../time.ts";

/** What an issuer has taken back, exactly: whoever is not on a list is not touched by it. */
export type RevocationList = TokenStatusList | IdentityList | RidList | HashList;

interface NamedList {
  /** What credentials find the list by, 1 to 200 UTF-16 units. */
  readonly name: string;
  /** From then on the list is too old to say that anything is in force; absent: as long as the trust bundle. */
  readonly expiresAt?: EpochSeconds;
}

/** A Token Status List (draft-ietf-oauth-status-list), or a W3C Bitstring Status List turned into one: 1 revoked, 2 suspended. */
export interface TokenStatusList extends NamedList {
  readonly kind: "token-status";
  /** Bits a credential: 1, 2, 4 or 8. */
  readonly bits: number;
  /** Number of places, at most 2³². */
  readonly size: number;
  /** By value, ascending: the places that hold it, ascending. Zero, which is "in force", is not told, nor a value that no place holds. */
  readonly values: ReadonlyMap<number, Uint32Array>;
}

/** Credentials of the issuer `name`, by identity: SHA-256 values one after the other, ascending, none twice. */
export interface IdentityList extends NamedList {
  readonly kind: "identity";
  readonly revoked: Uint8Array;
  readonly suspended: Uint8Array;
}

/** Revoked SMART Health Cards of the key `name` (SMART Health Cards Framework, "Revocation"). */
export interface RidList extends NamedList {
  readonly kind: "rid";
  /** Grows with every publication; the issuer's key names the least that counts (`crlVersion`). */
  readonly counter: number;
  /** By revocation identifier: seconds since 1970, and cards whose validity began before that are revoked; undefined: all are. */
  readonly rids: ReadonlyMap<string, number | undefined>;
}

/** What the hashes of a revocation list of EU certificates are made of. */
export const HASHED = ["signature", "uci", "countrycodeuci"] as const;

/** Revoked EU certificates of the key `name`, its identifier in lower-case hex. */
export interface HashList extends NamedList {
  readonly kind: "hash";
  readonly hashed: (typeof HASHED)[number];
  /** First 16 bytes of SHA-256 values, one after the other, ascending, none twice. */
  readonly hashes: Uint8Array;
}

/** Bytes of one entry of the lists that name credentials by hashes. */
export const IDENTITY_BYTES = 32;
export const HASH_BYTES = 16;

/** Most places of one list: 2³². */
export const MAX_SIZE = 0x1_0000_0000;

/** Longest name of a list, in UTF-16 units. */
export const MAX_NAME = 200;

/** Number of entries of a list: places, hashes or identifiers. */
export function entriesOf(list: RevocationList): number {
  switch (list.kind) {
    case "token-status":
      return [...list.values.values()].reduce((sum, places) => sum + places.length, 0);
    case "identity":
      return (list.revoked.length + list.suspended.length) / IDENTITY_BYTES;
    case "rid":
      return list.rids.size;
    case "hash":
      return list.hashes.length / HASH_BYTES;
  }
}
