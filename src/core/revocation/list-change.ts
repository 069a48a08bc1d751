// How one revocation list became another of the same kind and name: what is gone, and what is new.
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { HASH_BYTES, IDENTITY_BYTES, MAX_SIZE, type RevocationList, type RidList, type TokenStatusList } from "./list.ts";
import { readRids, readSize, readTime, writeRids, writeSize } from "./list-coding.ts";
import { readSorted, writeSorted } from "./rice.ts";
import { hexHashes, readHashes, sortedHashes, writeHashes } from "./sorted-hashes.ts";
import { areApart, difference, unionOf } from "./sorted-numbers.ts";
import { toTheEnd } from "./steps.ts";

/** Writes what makes `after` of `before`. Both are of one kind. */
export function writeChange(writer: ByteWriter, before: RevocationList, after: RevocationList): void {
  writer.optional(after.expiresAt);
  if (before.kind === "token-status" && after.kind === "token-status") writePlaces(writer, before, after);
  else if (before.kind === "identity" && after.kind === "identity") {
    writeHashChange(writer, before.revoked, after.revoked, IDENTITY_BYTES);
    writeHashChange(writer, before.suspended, after.suspended, IDENTITY_BYTES);
  } else if (before.kind === "hash" && after.kind === "hash") writeHashChange(writer, before.hashes, after.hashes, HASH_BYTES);
  else if (before.kind === "rid" && after.kind === "rid") writeRidChange(writer, before, after);
}

/** What writeChange() makes of this list, or undefined where that was not written for it: what is gone must have been there, what is new not. */
export function readChanged(reader: ByteReader, list: RevocationList): RevocationList | undefined {
  const expiresAt = readTime(reader);
  const named = { name: list.name, ...(expiresAt !== undefined && { expiresAt }) };
  switch (list.kind) {
    case "token-status":
      return readPlaces(reader, list, named);
    case "identity": {
      const [revoked, suspended] = [list.revoked, list.suspended].map((hashes) => readHashChange(reader, hashes, IDENTITY_BYTES));
      return revoked && suspended && { kind: "identity", ...named, revoked, suspended };
    }
    case "hash": {
      const hashes = readHashChange(reader, list.hashes, HASH_BYTES);
      return hashes && { kind: "hash", ...named, hashed: list.hashed, hashes };
    }
    case "rid": {
      const counter = reader.number(Number.MAX_SAFE_INTEGER);
      const rids = readRidChange(reader, list.rids);
      return rids && { kind: "rid", ...named, counter, rids };
    }
  }
}

const NONE = new Uint32Array();

function writePlaces(writer: ByteWriter, before: TokenStatusList, after: TokenStatusList): void {
  writeSize(writer, after);
  const values = [...new Set([...before.values.keys(), ...after.values.keys()])].toSorted((a, b) => a - b);
  const changes = values.map((value) => {
    const [old = NONE, now = NONE] = [before.values.get(value), after.values.get(value)];
    return { value, gone: difference(old, now), fresh: difference(now, old) };
  });
  const real = changes.filter(({ gone, fresh }) => gone.length + fresh.length > 0);
  writer.number(real.length);
  for (const { value, gone, fresh } of real) {
    writer.byte(value);
    writeSorted(writer, gone, 1);
    writeSorted(writer, fresh, 1);
  }
}

function readPlaces(
  reader: ByteReader,
  { values: before }: TokenStatusList,
  named: Pick<TokenStatusList, "name" | "expiresAt">,
): TokenStatusList | undefined {
  const { bits, size } = readSize(reader);
  const values = new Map(before);
  for (let left = reader.number(255); left > 0; left--) {
    const value = reader.byte();
    const [gone, fresh] = [toTheEnd(readSorted(reader, MAX_SIZE, 1)), toTheEnd(readSorted(reader, MAX_SIZE, 1))];
    const old = values.get(value) ?? NONE;
    const kept = gone && difference(old, gone);
    const now = kept && fresh && kept.length === old.length - gone.length ? toTheEnd(unionOf(kept, fresh)) : undefined;
    if (!now) return undefined;
    if (now.length > 0) values.set(value, now);
    else values.delete(value);
  }
  const sorted = new Map([...values].toSorted(([a], [b]) => a - b));
  const isWithin = [...sorted].every(([value, places]) => value >= 1 && value < 2 ** bits && (places.at(-1) ?? 0) < size);
  if (reader.isBroken || !isWithin || !toTheEnd(areApart([...sorted.values()]))) return undefined;
  return { kind: "token-status", ...named, bits, size, values: sorted };
}

function writeHashChange(writer: ByteWriter, before: Uint8Array, after: Uint8Array, width: number): void {
  const [old, now] = [new Set(hexHashes(before, width)), new Set(hexHashes(after, width))];
  writeHashes(writer, sortedHashes([...old].filter((hash) => !now.has(hash))), width);
  writeHashes(writer, sortedHashes([...now].filter((hash) => !old.has(hash))), width);
}

function readHashChange(reader: ByteReader, before: Uint8Array, width: number): Uint8Array | undefined {
  const [gone, fresh] = [toTheEnd(readHashes(reader, width)), toTheEnd(readHashes(reader, width))];
  if (!gone || !fresh) return undefined;
  const hashes = new Set(hexHashes(before, width));
  if (!hexHashes(gone, width).every((hash) => hashes.delete(hash))) return undefined;
  const isNew = hexHashes(fresh, width).every((hash) => !hashes.has(hash) && hashes.add(hash));
  return isNew ? sortedHashes(hashes) : undefined;
}

function writeRidChange(writer: ByteWriter, before: RidList, after: RidList): void {
  writer.number(after.counter);
  const isIn = (rids: RidList["rids"], rid: string, time: number | undefined) => rids.has(rid) && rids.get(rid) === time;
  const gone = [...before.rids].filter(([rid, time]) => !isIn(after.rids, rid, time)).map(([rid]): [string, undefined] => [rid, undefined]);
  writeRids(writer, new Map(gone));
  writeRids(writer, new Map([...after.rids].filter(([rid, time]) => !isIn(before.rids, rid, time))));
}

function readRidChange(reader: ByteReader, before: RidList["rids"]): RidList["rids"] | undefined {
  const [gone, fresh] = [readRids(reader), readRids(reader)];
  if (!gone || !fresh) return undefined;
  const rids = new Map(before);
  if (![...gone].every(([rid, time]) => time === undefined && rids.delete(rid))) return undefined;
  if (![...fresh].every(([rid, time]) => !rids.has(rid) && rids.set(rid, time))) return undefined;
  return rids;
}
