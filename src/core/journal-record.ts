// The bytes of a journal, as docs/journal.md specifies them. All numbers are little-endian.
import { CHAIN_BYTES, sameBytes } from "./journal-chain.ts";
import { MAX_ENTRY_BYTES } from "./journal-entry.ts";
import { crc32 } from "./zlib.ts";

/** Size of a segment file, bytes: near 3,000 entries, and one write of 1 MiB every day or two on a busy kiosk. */
export const SEGMENT_BYTES = 1_048_576;
/** Sizes a segment may have; outside these a header is not believed, so that no file makes us allocate more. */
const SEGMENT_BYTES_MIN = 8192;
const SEGMENT_BYTES_MAX = 16 * 1_048_576;

const MAGIC = new TextEncoder().encode("TRAMLOG\n");
const VERSION = 1;
/** Bytes before the first record. */
export const HEADER_BYTES = 64;
const HEADER_CRC_AT = 60;

/** Bytes of a record before its body: length word, CRC, chain. */
export const RECORD_HEAD_BYTES = 8 + CHAIN_BYTES;
/** Largest record, bytes. */
export const MAX_RECORD_BYTES = recordBytes(MAX_ENTRY_BYTES);

/** First bytes of a segment file. */
export interface SegmentHeader {
  /** Number of the segment, from 0. */
  readonly segment: number;
  /** Position in the journal of the segment's first entry. */
  readonly firstSeq: number;
  /** Chain hash before that entry. */
  readonly chainBefore: Uint8Array;
  /** Size of the whole file, bytes. */
  readonly segmentBytes: number;
}

/** One record as it stands in a segment. */
export interface JournalRecord {
  /** Of the record's first byte in its file. */
  readonly offset: number;
  readonly seq: number;
  readonly body: Uint8Array;
  readonly chain: Uint8Array;
}

/** File name of a segment: `00000000.tramlog`, `00000001.tramlog`, … */
export function segmentFileName(segment: number): string {
  return `${String(segment).padStart(8, "0")}.tramlog`;
}

/** Bytes that a record with a body of this length takes: records start at multiples of 8. */
export function recordBytes(bodyBytes: number): number {
  return (RECORD_HEAD_BYTES + bodyBytes + 7) & ~7;
}

/** A segment's header: 64 bytes. */
export function encodeHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, header.segment, true);
  view.setBigUint64(16, BigInt(header.firstSeq), true);
  bytes.set(header.chainBefore, 24);
  view.setUint32(56, header.segmentBytes, true);
  view.setUint32(HEADER_CRC_AT, crc32(bytes.subarray(0, HEADER_CRC_AT)), true);
  return bytes;
}

/** The header at the start of a segment, or undefined where there is none of this version with a right CRC. */
export function decodeHeader(bytes: Uint8Array): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(HEADER_CRC_AT, true) !== crc32(bytes.subarray(0, HEADER_CRC_AT))) return undefined;
  if (!sameBytes(bytes.subarray(0, MAGIC.length), MAGIC) || view.getUint32(8, true) !== VERSION) return undefined;
  const firstSeq = Number(view.getBigUint64(16, true));
  const segmentBytes = view.getUint32(56, true);
  if (!Number.isSafeInteger(firstSeq) || segmentBytes < SEGMENT_BYTES_MIN || segmentBytes > SEGMENT_BYTES_MAX) return undefined;
  return { segment: view.getUint32(12, true), firstSeq, chainBefore: bytes.slice(24, 24 + CHAIN_BYTES), segmentBytes };
}

/** A record: length word, CRC-32 of all but itself, chain hash after this entry, body, zeros up to a multiple of 8. */
export function encodeRecord(body: Uint8Array, chain: Uint8Array): Uint8Array {
  if (body.length === 0 || body.length > MAX_ENTRY_BYTES) throw new Error(`journal: an entry of ${body.length} bytes cannot be stored`);
  const bytes = new Uint8Array(recordBytes(body.length));
  const view = viewOf(bytes);
  view.setUint32(0, lengthWord(body.length), true);
  bytes.set(chain, 8);
  bytes.set(body, RECORD_HEAD_BYTES);
  view.setUint32(4, recordCrc(bytes, 0, body.length), true);
  return bytes;
}

/** The record at this offset, or undefined where there is no whole one. The chain is as stored, not checked. */
export function recordAt(bytes: Uint8Array, offset: number, seq: number): JournalRecord | undefined {
  const length = bodyLengthAt(bytes, offset);
  if (length === undefined) return undefined;
  const bodyAt = offset + RECORD_HEAD_BYTES;
  const end = offset + recordBytes(length);
  if (end > bytes.length || viewOf(bytes).getUint32(offset + 4, true) !== recordCrc(bytes, offset, length)) return undefined;
  // Outside the CRC, so every one of these bytes must be what it has to be.
  if (!isZero(bytes, bodyAt + length, end)) return undefined;
  return { offset, seq, chain: bytes.subarray(offset + 8, bodyAt), body: bytes.subarray(bodyAt, bodyAt + length) };
}

/** Length of the body of the record at this offset, by its length word alone; undefined where that is none. */
export function bodyLengthAt(bytes: Uint8Array, offset: number): number | undefined {
  if (offset + RECORD_HEAD_BYTES > bytes.length) return undefined;
  const word = viewOf(bytes).getUint32(offset, true);
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
  const beforeCrc = crc32(bytes.subarray(offset, offset + 4));
  return crc32(bytes.subarray(offset + 8, offset + RECORD_HEAD_BYTES + bodyBytes), beforeCrc);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
