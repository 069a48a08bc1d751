import { nextChain, sameBytes } from "./journal-chain.ts";
import type { JournalBody } from "./journal-event.ts";
import {
  bodyLengthAt,
  decodeHeader,
  HEADER_BYTES,
  isZero,
  type JournalRecord,
  MAX_RECORD_BYTES,
  RECORD_HEAD_BYTES,
  recordAt,
  recordBytes,
  segmentFileName,
} from "./journal-record.ts";

/** What can be wrong with a journal. None of these comes from a power cut, so none is ever repaired without a person. */
export type JournalProblem =
  /** The segment does not start as one of ours. */
  | "header-invalid"
  /** A segment is missing, or starts with another entry than the next one. */
  | "gap"
  /** The bytes are whole, but they do not continue the entries before them: something was exchanged. */
  | "chain-broken"
  /** A record whose bytes have changed, or bytes where there should be none. */
  | "record-invalid"
  /** The file is not as long as it was made. */
  | "length-wrong"
  /** A whole record that is no entry this version knows, or not the entry of its place. */
  | "entry-invalid";

/** Where a journal stops being trustworthy. */
export interface Damage {
  readonly problem: JournalProblem;
  readonly file: string;
  /** Of the first byte of what is damaged, in its file. */
  readonly offset: number;
  /** The first entry that cannot be trusted. */
  readonly seq: number;
}

/** An append that a power cut interrupted: never acknowledged, so nothing is lost with it. */
export interface TornTail {
  readonly file: string;
  readonly offset: number;
  /** Up to and including the last byte that is not zero. */
  readonly bytes: number;
  /** The entry it would have been. */
  readonly seq: number;
}

/** Where one segment ends and the next has to go on. */
export interface ChainEnd {
  readonly segment: number;
  readonly seq: number;
  readonly chain: Uint8Array;
}

/** What a check of a journal comes upon, in order; `end`, `damage` or `absent` comes last. */
export type JournalPart =
  | { readonly kind: "entry"; readonly record: JournalRecord; readonly entry: JournalBody }
  | { readonly kind: "end"; readonly segments: number; readonly torn: TornTail | undefined }
  | { readonly kind: "damage"; readonly damage: Damage }
  | { readonly kind: "absent" };

/** One segment, read. */
export interface SegmentScan {
  /** All whole records before the end or the damage, chain checked. */
  readonly records: readonly JournalRecord[];
  /** Of the first byte after them. */
  readonly endOffset: number;
  readonly end: ChainEnd;
  /** By how much the file is shorter than it was made; 0 for every file that nobody has cut. */
  readonly missingBytes: number;
  readonly torn?: TornTail;
  readonly damage?: Damage;
}

/** The unit that a disk writes wholly or not at all, bytes; larger ones are multiples of it. */
const SECTOR_BYTES = 512;

/**
 * Reads a whole segment file and checks every byte of it. `expected` is where the segment before it ended; without it the header
 * is taken at its word. Only the last segment of a journal can have a torn tail, and only it may be short: zeros are then
 * assumed, and the caller reports it.
 */
export function scanSegment(bytes: Uint8Array, segment: number, expected: ChainEnd | undefined, isLast: boolean): SegmentScan {
  const file = segmentFileName(segment);
  const header = decodeHeader(bytes);
  const start: ChainEnd = { segment, seq: header?.firstSeq ?? expected?.seq ?? 0, chain: header?.chainBefore ?? new Uint8Array() };
  const damagedAtStart = (problem: JournalProblem, offset = 0): SegmentScan => {
    const damage = { problem, file, offset, seq: expected?.seq ?? start.seq };
    return { records: [], endOffset: HEADER_BYTES, end: start, missingBytes: 0, damage };
  };
  if (!header) return damagedAtStart("header-invalid");
  if (header.segment !== segment || (expected && header.firstSeq !== expected.seq)) return damagedAtStart("gap");
  if (expected && !sameBytes(header.chainBefore, expected.chain)) return damagedAtStart("chain-broken");
  if (bytes.length > header.segmentBytes) return damagedAtStart("length-wrong", header.segmentBytes);
  if (bytes.length < header.segmentBytes && !isLast) return damagedAtStart("length-wrong", bytes.length);
  const missingBytes = header.segmentBytes - bytes.length;
  return { ...scanRecords(withZeros(bytes, missingBytes), start, isLast), missingBytes };
}

function scanRecords(bytes: Uint8Array, start: ChainEnd, isLast: boolean): Omit<SegmentScan, "missingBytes"> {
  const file = segmentFileName(start.segment);
  const records: JournalRecord[] = [];
  let { seq, chain } = start;
  let offset = HEADER_BYTES;
  for (;;) {
    const record = recordAt(bytes, offset, seq);
    if (!record) break;
    const expectedChain = nextChain(chain, record.body);
    const whole = { records, endOffset: offset, end: { segment: start.segment, seq, chain } };
    if (!sameBytes(record.chain, expectedChain)) return { ...whole, damage: { problem: "chain-broken", file, offset, seq } };
    records.push(record);
    chain = expectedChain;
    seq++;
    offset += recordBytes(record.body.length);
  }
  const whole = { records, endOffset: offset, end: { segment: start.segment, seq, chain } };
  const last = lastNonZero(bytes, offset);
  if (last === undefined) return whole;
  if (isLast && isTorn(bytes, offset, last)) return { ...whole, torn: { file, offset, bytes: last + 1 - offset, seq } };
  return { ...whole, damage: { problem: "record-invalid", file, offset, seq } };
}

/**
 * True when what stands here can be one append that was cut off. Each append is synced before the next one begins, so at most
 * one is unfinished, in the last place. A cut leaves a *hole*: sectors that did not arrive are zero still, and JSON has no zero
 * bytes. A record without a hole arrived whole and was damaged later: it may have been acknowledged and is never dropped.
 */
function isTorn(bytes: Uint8Array, offset: number, last: number): boolean {
  const length = bodyLengthAt(bytes, offset);
  if (length !== undefined) return last < offset + recordBytes(length) && hasHole(bytes, offset, offset + RECORD_HEAD_BYTES + length);
  if (last < offset + 4) return true; // cut within the length word
  // Its first sector is missing, later ones arrived. Two whole records cannot hide here: the first one was synced.
  if (last >= offset + MAX_RECORD_BYTES || !isZero(bytes, offset, sectorEnd(offset))) return false;
  for (let at = offset + 8; at <= last; at += 8) if (recordAt(bytes, at, 0)) return false;
  return true;
}

function hasHole(bytes: Uint8Array, from: number, until: number): boolean {
  if (bytes[until - 1] === 0) return true;
  for (let at = from; at < until; at = sectorEnd(at)) if (isZero(bytes, at, Math.min(until, sectorEnd(at)))) return true;
  return false;
}

function sectorEnd(offset: number): number {
  return (Math.floor(offset / SECTOR_BYTES) + 1) * SECTOR_BYTES;
}

function lastNonZero(bytes: Uint8Array, from: number): number | undefined {
  for (let index = bytes.length - 1; index >= from; index--) if (bytes[index] !== 0) return index;
  return undefined;
}

function withZeros(bytes: Uint8Array, missingBytes: number): Uint8Array {
  if (missingBytes === 0) return bytes;
  const whole = new Uint8Array(bytes.length + missingBytes);
  whole.set(bytes);
  return whole;
}
