// A status shard: many revocation lists in one file of the trust bundle (docs/formats.md, "Status shards").
import { sha256 } from "../signature.ts";
import { ByteReader, MAX_ENTRIES } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { entriesOf, type RevocationList } from "./list.ts";
import { compareKeys, keyOf, type ListKey, readContent, readKey, writeContent, writeKey } from "./list-coding.ts";
import { toTheEnd } from "./steps.ts";

/** Most lists, and bytes, of one shard. */
export const MAX_LISTS = 10_000;
export const MAX_SHARD_BYTES = 8_388_608;

/** Most shards of a trust bundle, which has at most 100 files of all kinds. */
export const MAX_SHARDS = 64;

/** First bytes of a shard; the last of them is the version of its form. */
const MAGIC = Buffer.from("tramrev1", "latin1");

/**
 * The one spelling of these lists as a shard, in whatever order they come; no two may be of one kind and name. Undefined where they are too
 * many for one shard.
 */
export function encodeShard(lists: readonly RevocationList[]): Uint8Array | undefined {
  if (lists.length > MAX_LISTS) return undefined;
  const writer = new ByteWriter();
  let entries = 0;
  writer.bytes(MAGIC);
  writer.number(lists.length);
  const sorted = lists.map((list) => ({ key: keyOf(list), list })).toSorted((a, b) => compareKeys(a.key, b.key));
  for (const [index, { key, list }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && compareKeys(before.key, key) === 0) throw new Error(`shard: two lists are called ${key.name}, nothing was encoded`);
    writeKey(writer, key);
    writeContent(writer, list);
    entries += entriesOf(list);
    if (entries > MAX_ENTRIES || writer.length > MAX_SHARD_BYTES) return undefined;
  }
  return writer.written();
}

/** The lists of a shard, or undefined where it is none, or not in its one spelling. */
export function decodeShard(bytes: Uint8Array): readonly RevocationList[] | undefined {
  return toTheEnd(decodeShardInSteps(bytes));
}

/** The same in steps of a few milliseconds: stop between two of them as long as you like. */
export function* decodeShardInSteps(bytes: Uint8Array): Generator<void, readonly RevocationList[] | undefined> {
  if (bytes.length > MAX_SHARD_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  if (!MAGIC.equals(reader.bytes(MAGIC.length))) return undefined;
  const lists: RevocationList[] = [];
  let last: ListKey | undefined;
  for (let left = reader.number(MAX_LISTS); left > 0; left--) {
    const key = readKey(reader);
    if (reader.isBroken || (last && compareKeys(last, key) >= 0)) return undefined;
    const list = yield* readContent(reader, key);
    if (!list || reader.isBroken) return undefined;
    lists.push(list);
    last = key;
    yield;
  }
  return reader.isDone ? lists : undefined;
}

/** These lists dealt out to so many shards, in order; undefined where one gets too much: take more of them. */
export function intoShards(lists: readonly RevocationList[], count: number): readonly Uint8Array[] | undefined {
  const dealt = Map.groupBy(lists, ({ name }) => shardOf(name, count));
  const shards = Array.from({ length: count }, (_, index) => encodeShard(dealt.get(index) ?? []));
  return shards.every((shard) => shard !== undefined) ? shards : undefined;
}

/** The shard that a list of this name is in: the first four bytes of the name's SHA-256 as a number, modulo the number of shards. */
function shardOf(name: string, count: number): number {
  return Buffer.from(sha256(Buffer.from(name, "utf8"))).readUInt32BE(0) % count;
}
