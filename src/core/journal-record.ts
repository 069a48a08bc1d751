// The records of a journal, as docs/journal.md specifies them. All numbers are little-endian.
import { CHAIN_BYTES } from "./journal-chain.ts";
import { MAX_ENTRY_BYTES } from "./journal-entry.ts";
import { crc32 } from "./zlib.ts";

/** Bytes of a record before its body: CRC, length word, bytes of its group before it, chain. */
export const RECORD_HEAD_BYTES = 12 + CHAIN_BYTES;
/** Largest record, bytes. */
export const MAX_RECORD_BYTES = recordBytes(MAX_ENTRY_BYTES);
/** Most bytes of records that are written and synced together: near 200 entries, and no more than is looked through behind a torn tail. */
export const MAX_GROUP_BYTES = 65_536;

/** One record as it stands in a segment. */
export interface JournalRecord {
  /** Of the record's first byte in its file. */
  readonly offset: number;
  readonly seq: number;
  /** Bytes of the records that were written together with this one and stand before it; 0 for the first. */
  readonly groupBefore: number;
  readonly body: Uint8Array;
  readonly chain: Uint8Array;
}

/** File name of a segment: `00000000.tramlog`, `00000001.tramlog`, … */
export function segmentFileName(segment: number): string {
  return `${String(segment).padStart(8, "0")}.tramlog`;
}

/** File name of the leaf hashes that are kept beside a segment; anybody may delete it. */
export function leavesFileName(segment: number): string {
  return segmentFileName(segment).replace(/tramlog$/, "leaves");
}

/** Bytes that a record with a body of this length takes: records start at multiples of 8. */
export function recordBytes(bodyBytes: number): number {
  return (RECORD_HEAD_BYTES + bodyBytes + 7) & ~7;
}

/** A record: CRC-32 of what follows, length word, place in its group, chain hash after this entry, body, zeros up to a multiple of 8. */
export function encodeRecord(body: Uint8Array, chain: Uint8Array, groupBefore = 0): Uint8Array {
  if (body.length === 0 || body.length > MAX_ENTRY_BYTES) throw new Error(`journal: an entry of ${body.length} bytes cannot be stored`);
  // Every byte is written. From Buffer's pool: a new array takes as long as the CRC.
  const bytes = Buffer.allocUnsafe(recordBytes(body.length));
  bytes.writeUInt32LE(lengthWord(body.length), 4);
  bytes.writeUInt32LE(groupBefore, 8);
  bytes.set(chain, 12);
  bytes.set(body, RECORD_HEAD_BYTES);
  for (let at = RECORD_HEAD_BYTES + body.length; at < bytes.length; at++) bytes[at] = 0;
  bytes.writeUInt32LE(recordCrc(bytes, 0, body.length), 0);
  return bytes;
}

/** The record at this offset, or undefined where there is no whole one. The chain is as stored, not checked. */
export function recordAt(bytes: Uint8Array, offset: number, seq: number): JournalRecord | undefined {
  const length = bodyLengthAt(bytes, offset);
  if (length === undefined || !isWholeAt(bytes, offset, length)) return undefined;
  const bodyAt = offset + RECORD_HEAD_BYTES;
  const groupBefore = wordAt(bytes, offset + 8);
  return { offset, seq, groupBefore, chain: chainAt(bytes, offset), body: bytes.subarray(bodyAt, bodyAt + length) };
}

/** True where the record at this offset, whose body is said to be so long, is whole. */
export function isWholeAt(bytes: Uint8Array, offset: number, bodyBytes: number): boolean {
  const end = offset + recordBytes(bodyBytes);
  if (end > bytes.length || wordAt(bytes, offset) !== recordCrc(bytes, offset, bodyBytes)) return false;
  // Outside the CRC, so every one of these bytes must be what it has to be.
  if (!isZero(bytes, offset + RECORD_HEAD_BYTES + bodyBytes, end)) return false;
  return wordAt(bytes, offset + 8) + end - offset <= MAX_GROUP_BYTES;
}

/** The chain hash in the record at this offset. */
export function chainAt(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.subarray(offset + 12, offset + RECORD_HEAD_BYTES);
}

/** Length of the body of the record at this offset, by its length word alone; undefined where that is none. */
export function bodyLengthAt(bytes: Uint8Array, offset: number): number | undefined {
  if (offset + RECORD_HEAD_BYTES > bytes.length) return undefined;
  const word = wordAt(bytes, offset + 4);
  const length = word & 0xffff;
  return length > 0 && length <= MAX_ENTRY_BYTES && word === lengthWord(length) ? length : undefined;
}

/** True when every byte with `from <= index < until` is zero. */
export function isZero(bytes: Uint8Array, from: number, until: number): boolean {
  for (let index = from; index < until; index++) if (bytes[index] !== 0) return false;
  return true;
}

/**
 * The length in the low half and its complement in the high half. A length whose bit has flipped is then seen to be wrong by
 * itself; otherwise a damaged last record could pass for one that was cut off while it was written, and be dropped.
 */
function lengthWord(length: number): number {
  return (length | (~length << 16)) >>> 0;
}

function recordCrc(bytes: Uint8Array, offset: number, bodyBytes: number): number {
  return crc32(bytes.subarray(offset + 4, offset + RECORD_HEAD_BYTES + bodyBytes));
}

/** 32 bits, little-endian. By hand: a DataView for each record would take a tenth of the time of a whole check. */
function wordAt(bytes: Uint8Array, at: number): number {
  const [low, high] = [(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8), (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8)];
  return (low | (high << 16)) >>> 0;
}
