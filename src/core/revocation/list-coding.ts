// One revocation list as bytes: its name, and what it says (docs/formats.md, "Status shards").
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import {
  HASH_BYTES,
  HASHED,
  type HashList,
  IDENTITY_BYTES,
  type IdentityList,
  MAX_NAME,
  MAX_SIZE,
  type RevocationList,
  type RidList,
  type TokenStatusList,
} from "./list.ts";
import { readSorted, writeSorted } from "./rice.ts";
import { readHashes, writeHashes } from "./sorted-hashes.ts";
import { areApart } from "./sorted-numbers.ts";

/** What a list is found by: of one kind and name there is one. */
export interface ListKey {
  /** 1 token status, 2 identity, 3 rid, 4 to 6 hash, by what is hashed. */
  readonly code: number;
  readonly name: string;
}

const TOKEN_STATUS = 1;
const IDENTITY = 2;
const RID = 3;
const FIRST_HASH = 4;
const MAX_CODE = FIRST_HASH + HASHED.length - 1;

/** Latest time of a list, in seconds since 1970; SMART Health Cards have up to 13 digits. */
const MAX_TIME = 9_999_999_999_999;

/** Revocation identifier of a SMART Health Card: base64url letters, at most 24 (SMART Health Cards Framework, "Revocation"). */
export const RID_LETTERS = /^[A-Za-z0-9_-]{1,24}$/;

/** What this list is found by. */
export function keyOf(list: RevocationList): ListKey {
  const { kind, name } = list;
  if (kind === "hash") return { code: FIRST_HASH + HASHED.indexOf(list.hashed), name };
  return { code: kind === "token-status" ? TOKEN_STATUS : kind === "identity" ? IDENTITY : RID, name };
}

/** The order of lists in a shard: by kind, then by the bytes of the name. */
export function compareKeys(a: ListKey, b: ListKey): number {
  return a.code - b.code || Buffer.compare(Buffer.from(a.name, "utf8"), Buffer.from(b.name, "utf8"));
}

/** Writes what a list is found by. */
export function writeKey(writer: ByteWriter, { code, name }: ListKey): void {
  writer.byte(code);
  writer.text(name);
}

/** Reads what writeKey() writes, or breaks the reader. */
export function readKey(reader: ByteReader): ListKey {
  const [code, name] = [reader.byte(), reader.text(MAX_NAME)];
  if (code < TOKEN_STATUS || code > MAX_CODE) reader.break();
  return { code, name };
}

/** Writes what a list says; its key goes before it. */
export function writeContent(writer: ByteWriter, list: RevocationList): void {
  writer.optional(list.expiresAt);
  switch (list.kind) {
    case "token-status":
      writeSize(writer, list);
      writer.number(list.values.size);
      for (const [value, places] of list.values) {
        writer.byte(value);
        writeSorted(writer, places, 1);
      }
      return;
    case "identity":
      writeHashes(writer, list.revoked, IDENTITY_BYTES);
      writeHashes(writer, list.suspended, IDENTITY_BYTES);
      return;
    case "rid":
      writer.number(list.counter);
      writeRids(writer, list.rids);
      return;
    case "hash":
      writeHashes(writer, list.hashes, HASH_BYTES);
  }
}

/** Reads what writeContent() writes, or undefined where it is not that, or not its one spelling. Pauses now and then. */
export function* readContent(reader: ByteReader, { code, name }: ListKey): Generator<void, RevocationList | undefined> {
  const expiresAt = readTime(reader);
  const named = { name, ...(expiresAt !== undefined && { expiresAt }) };
  if (code === TOKEN_STATUS) return yield* readTokenStatus(reader, named);
  if (code === IDENTITY) {
    const [revoked, suspended] = [yield* readHashes(reader, IDENTITY_BYTES), yield* readHashes(reader, IDENTITY_BYTES)];
    return revoked && suspended ? ({ kind: "identity", ...named, revoked, suspended } satisfies IdentityList) : undefined;
  }
  if (code === RID) {
    const counter = reader.number(Number.MAX_SAFE_INTEGER);
    const rids = readRids(reader);
    return rids && ({ kind: "rid", ...named, counter, rids } satisfies RidList);
  }
  const [hashed, hashes] = [HASHED[code - FIRST_HASH], yield* readHashes(reader, HASH_BYTES)];
  return hashed && hashes && ({ kind: "hash", ...named, hashed, hashes } satisfies HashList);
}

/** Reads a time that may be missing. */
export function readTime(reader: ByteReader): number | undefined {
  return reader.optional(MAX_TIME);
}

/** Writes how many places a Token Status List has, and of how many bits. */
export function writeSize(writer: ByteWriter, { bits, size }: Pick<TokenStatusList, "bits" | "size">): void {
  writer.byte(bits);
  writer.number(size);
}

/** Reads what writeSize() writes, or breaks the reader. */
export function readSize(reader: ByteReader): Pick<TokenStatusList, "bits" | "size"> {
  const [bits, size] = [reader.byte(), reader.number(MAX_SIZE)];
  if (![1, 2, 4, 8].includes(bits)) reader.break();
  return { bits, size };
}

function* readTokenStatus(
  reader: ByteReader,
  named: Pick<TokenStatusList, "name" | "expiresAt">,
): Generator<void, TokenStatusList | undefined> {
  const { bits, size } = readSize(reader);
  const values = new Map<number, Uint32Array>();
  let last = 0;
  for (let left = reader.number(2 ** bits - 1); left > 0; left--) {
    const value = reader.byte();
    const places = yield* readSorted(reader, size, 1);
    // A value that no place holds would be another spelling of one that is not told.
    if (!places || places.length === 0 || value <= last || value >= 2 ** bits) return undefined;
    values.set(value, places);
    last = value;
  }
  if (reader.isBroken || !(yield* areApart([...values.values()]))) return undefined;
  return { kind: "token-status", ...named, bits, size, values };
}

/** Writes revocation identifiers with their times, in ASCII order. */
export function writeRids(writer: ByteWriter, rids: ReadonlyMap<string, number | undefined>): void {
  writer.number(rids.size);
  for (const [rid, before] of [...rids].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    writer.text(rid);
    writer.optional(before);
  }
}

/** Reads what writeRids() writes, or undefined. */
export function readRids(reader: ByteReader): ReadonlyMap<string, number | undefined> | undefined {
  const rids = new Map<string, number | undefined>();
  let last = "";
  for (let left = reader.count(24); left > 0; left--) {
    const [rid, before] = [reader.text(24), readTime(reader)];
    if (reader.isBroken || rid <= last || !RID_LETTERS.test(rid)) return undefined;
    rids.set(rid, before);
    last = rid;
  }
  return reader.isBroken ? undefined : rids;
}
