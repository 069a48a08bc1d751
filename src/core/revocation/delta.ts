// What a day changes in all status shards (docs/formats.md, "Status deltas"): some hundred bytes in place of some hundred thousand.
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { RevocationList } from "./list.ts";
import { readChanged, writeChange } from "./list-change.ts";
import { compareKeys, keyOf, type ListKey, readContent, readKey, writeContent, writeKey } from "./list-coding.ts";
import { decodeShard, intoShards, MAX_LISTS, MAX_SHARDS } from "./shard.ts";
import { toTheEnd } from "./steps.ts";

/** Largest delta, in bytes. */
export const MAX_DELTA_BYTES = 1_048_576;

/** First bytes of a delta; the last of them is the version of its form. */
const MAGIC = Buffer.from("tramdel1", "latin1");

/** What became of a list. */
const REMOVED = 0;
const WRITTEN_ANEW = 1;
const CHANGED = 2;

/** What has changed between two publications of all shards; undefined where one of them is no shard, or the delta would be too large. */
export function encodeDelta(before: readonly Uint8Array[], after: readonly Uint8Array[]): Uint8Array | undefined {
  const [old, now] = [listsOf(before), listsOf(after)];
  if (!old || !now) return undefined;
  const records = [...new Map([...old, ...now]).entries()]
    .map(([name, list]) => ({ key: keyOf(list), record: recordOf(old.get(name), now.get(name)) }))
    .filter(({ record }) => record !== undefined)
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const writer = new ByteWriter();
  writer.bytes(MAGIC);
  writer.number(after.length);
  writer.number(records.length);
  for (const { key, record = new Uint8Array() } of records) {
    writeKey(writer, key);
    writer.bytes(record);
  }
  return writer.length > MAX_DELTA_BYTES ? undefined : writer.written();
}

/**
 * All shards as they are after the delta, in order and to the byte, given all shards before it in order. Undefined where the delta is
 * none, or is for others: fetch the full shards.
 */
export function applyDelta(before: readonly Uint8Array[], delta: Uint8Array): readonly Uint8Array[] | undefined {
  const lists = delta.length > MAX_DELTA_BYTES ? undefined : listsOf(before);
  const reader = new ByteReader(delta);
  if (!lists || !MAGIC.equals(reader.bytes(MAGIC.length))) return undefined;
  const count = reader.number(MAX_SHARDS);
  let last: ListKey | undefined;
  for (let left = reader.number(MAX_LISTS * MAX_SHARDS); left > 0; left--) {
    const key = readKey(reader);
    if (reader.isBroken || (last && compareKeys(last, key) >= 0) || !applyRecord(reader, key, lists)) return undefined;
    last = key;
  }
  return reader.isDone && count > 0 ? intoShards([...lists.values()], count) : undefined;
}

/** The lists of all shards by what they are found by; undefined where one is no shard, or a list is in two. */
function listsOf(shards: readonly Uint8Array[]): Map<string, RevocationList> | undefined {
  const lists = new Map<string, RevocationList>();
  let count = 0;
  for (const shard of shards) {
    const decoded = decodeShard(shard);
    if (!decoded) return undefined;
    for (const list of decoded) lists.set(nameOf(keyOf(list)), list);
    count += decoded.length;
  }
  return lists.size === count ? lists : undefined;
}

function nameOf({ code, name }: ListKey): string {
  return `${code} ${name}`;
}

/** The shortest way from one to the other, or undefined where there is nothing to say. */
function recordOf(before: RevocationList | undefined, after: RevocationList | undefined): Uint8Array | undefined {
  if (!after) return Uint8Array.of(REMOVED);
  const anew = record(WRITTEN_ANEW, (writer) => writeContent(writer, after));
  if (!before) return anew;
  if (
    Buffer.compare(
      anew,
      record(WRITTEN_ANEW, (writer) => writeContent(writer, before)),
    ) === 0
  )
    return undefined;
  const change = record(CHANGED, (writer) => writeChange(writer, before, after));
  return change.length < anew.length ? change : anew;
}

function record(kind: number, write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(kind);
  write(writer);
  return writer.written();
}

/** True where the record could be read and fits to what is there. */
function applyRecord(reader: ByteReader, key: ListKey, lists: Map<string, RevocationList>): boolean {
  const [kind, name] = [reader.byte(), nameOf(key)];
  const before = lists.get(name);
  if (reader.isBroken || kind > CHANGED || (kind !== WRITTEN_ANEW && !before)) return false;
  if (kind === REMOVED) return lists.delete(name);
  const list = kind === CHANGED && before ? readChanged(reader, before) : toTheEnd(readContent(reader, key));
  if (!list || reader.isBroken) return false;
  lists.set(name, list);
  return true;
}
