import { openCheckpoint } from "./checkpoint.ts";
import { EMPTY_CHAIN, leafHash, linkOf, sameBytes } from "./journal-chain.ts";
import type { JournalBody } from "./journal-event.ts";
import { decodeHeader, HEADER_BYTES, isOldHeader, type SegmentHeader } from "./journal-header.ts";
import {
  bodyLengthAt,
  isZero,
  type JournalRecord,
  MAX_GROUP_BYTES,
  RECORD_HEAD_BYTES,
  recordAt,
  recordBytes,
  segmentFileName,
} from "./journal-record.ts";
import { EMPTY_FRONTIER, type Frontier, withLeaf } from "./merkle-tree.ts";
import type { NoteKey } from "./signed-note.ts";

/** What can be wrong with a journal. None of these comes from a power cut, so none is ever repaired without a person. */
export const JOURNAL_PROBLEMS = [
  /** The segment does not start as one of ours. */
  "header-invalid",
  /** The segment was written by an older version of this program, which nobody has ever installed. */
  "version-old",
  /** A segment is missing, or starts with another entry than the next one. */
  "gap",
  /** The bytes are whole, but they do not continue the entries before them: something was exchanged. */
  "chain-broken",
  /** The same, seen by the tree that the device has signed. */
  "tree-broken",
  /** What stands before the segment is signed by another key than this device's, or in another kiosk's name. */
  "other-key",
  /** The signature is said to be this device's, and is not. */
  "signature-invalid",
  /** A record whose bytes have changed, or bytes where there should be none. */
  "record-invalid",
  /** The file is not as long as it was made. */
  "length-wrong",
  /** What names the device's public key does not. */
  "key-invalid",
  /** What says which entries were removed is not signed by this device. */
  "released-invalid",
  /** What tells this journal from others of its kiosk has changed. */
  "life-invalid",
  /** A whole record that is no entry this version knows, or not the entry of its place. */
  "entry-invalid",
  /** What is kept beside the journal of entries that were removed (core/used-names.ts): a file has changed, or is gone. */
  "used-once-damaged",
  "used-once-missing",
] as const;
export type JournalProblem = (typeof JOURNAL_PROBLEMS)[number];

/** Where a journal stops being trustworthy. */
export interface Damage {
  readonly problem: JournalProblem;
  readonly file: string;
  /** Of the first byte of what is damaged, in its file. */
  readonly offset: number;
  /** The first entry that cannot be trusted. */
  readonly seq: number;
}

/** Appends made together that a power cut interrupted: never acknowledged, so nothing is lost with them. */
export interface TornTail {
  readonly file: string;
  readonly offset: number;
  /** Up to and including the last byte that is not zero. */
  readonly bytes: number;
  /** The first entry that is not there. */
  readonly seq: number;
}

/** Where a journal has got to: what the next segment has to go on from. */
export interface JournalEnd {
  readonly chain: Uint8Array;
  /** The tree over all entries so far; its size is the next entry's position. */
  readonly tree: Frontier;
}

/** Where every journal begins. */
export const JOURNAL_START: JournalEnd = { chain: EMPTY_CHAIN, tree: EMPTY_FRONTIER };

/** What a check of a journal comes upon, in order; `end`, `damage` or `absent` comes last. */
export type JournalPart =
  /**
   * Comes first where the oldest header can be read: what stands before the first entry, nothing or what was removed when it was old enough. It
   * comes again where what was read so far has been removed meanwhile.
   */
  | { readonly kind: "begin"; readonly end: JournalEnd }
  | { readonly kind: "entry"; readonly record: ScannedRecord; readonly entry: JournalBody }
  | {
      readonly kind: "end";
      readonly segments: number;
      readonly torn: TornTail | undefined;
      readonly end: JournalEnd;
      readonly key: NoteKey | undefined;
    }
  | { readonly kind: "damage"; readonly damage: Damage }
  | { readonly kind: "absent" };

/** A record that continues what stands before it, and the tree up to it. */
export interface ScannedRecord extends JournalRecord {
  readonly tree: Frontier;
}

/** What is known of a segment before it is read. */
export interface SegmentPlace {
  readonly segment: number;
  /** Where the segment before ended; undefined: not read, so the header is taken at its word. */
  readonly expected: JournalEnd | undefined;
  /** Only the last one may have a torn tail, or lack bytes at its end. */
  readonly isLast: boolean;
  /** The device's; undefined: signatures are not checked. */
  readonly key: NoteKey | undefined;
}

/** One segment, read. */
export interface SegmentEnd {
  /** Of the first byte after the last whole record before the end or the damage. */
  readonly endOffset: number;
  /** Of the first record of the last group. */
  readonly groupOffset: number;
  readonly end: JournalEnd;
  /** Bytes that the file has less than its header says, all of them at its end. */
  readonly missingBytes: number;
  readonly torn?: TornTail;
  readonly damage?: Damage;
}

/** Size of a sector, bytes: what a disk writes wholly or not at all. 512 divides that of every disk. */
const SECTOR_BYTES = 512;

/** Reads a segment's bytes: yields its records in order, each checked before the next, and returns how it ends. Whoever stops asking has spent no time on the rest. */
export function* scanSegment(bytes: Uint8Array, place: SegmentPlace): Generator<ScannedRecord, SegmentEnd> {
  const file = segmentFileName(place.segment);
  const header = decodeHeader(bytes);
  const start: JournalEnd = place.expected ?? (header ? { chain: header.chainBefore, tree: header.before } : JOURNAL_START);
  const damagedAtStart = (problem: JournalProblem, offset = 0): SegmentEnd => {
    const damage = { problem, file, offset, seq: start.tree.size };
    return { endOffset: HEADER_BYTES, groupOffset: HEADER_BYTES, end: start, missingBytes: 0, damage };
  };
  if (!header) return damagedAtStart(isOldHeader(bytes) ? "version-old" : "header-invalid");
  const problem = headerProblem(header, place);
  if (problem) return damagedAtStart(problem);
  if (bytes.length > header.segmentBytes) return damagedAtStart("length-wrong", header.segmentBytes);
  if (bytes.length < header.segmentBytes && !place.isLast) return damagedAtStart("length-wrong", bytes.length);
  const missingBytes = header.segmentBytes - bytes.length;
  return { ...(yield* scanRecords(withZeros(bytes, missingBytes), file, start, place.isLast)), missingBytes };
}

/** What is wrong with a segment's header in its place; undefined: nothing. */
export function headerProblem(header: SegmentHeader, { segment, expected, key }: Omit<SegmentPlace, "isLast">): JournalProblem | undefined {
  const { before, chainBefore, checkpoint } = header;
  if (header.segment !== segment || (expected && before.size !== expected.tree.size)) return "gap";
  if (expected && !sameBytes(chainBefore, expected.chain)) return "chain-broken";
  if (expected?.tree.peaks.some((peak, index) => !sameBytes(peak, before.peaks[index] ?? EMPTY_CHAIN))) return "tree-broken";
  // That its checkpoint is of this tree, decodeHeader() has seen to.
  const signed = key && openCheckpoint(checkpoint, key);
  if (signed === "signature-invalid") return signed;
  return typeof signed === "string" ? "other-key" : undefined;
}

function* scanRecords(
  bytes: Uint8Array,
  file: string,
  start: JournalEnd,
  isLast: boolean,
): Generator<ScannedRecord, Omit<SegmentEnd, "missingBytes">> {
  let { chain, tree } = start;
  let [offset, groupOffset] = [HEADER_BYTES, HEADER_BYTES];
  const whole = () => ({ endOffset: offset, groupOffset, end: { chain, tree } });
  for (;;) {
    const seq = tree.size;
    const record = recordAt(bytes, offset, seq);
    // A record is the first of its group, or goes on with the one before it.
    if (!record || (record.groupBefore !== 0 && record.groupBefore !== offset - groupOffset)) break;
    const leaf = leafHash(record.body);
    const expectedChain = linkOf(chain, leaf);
    if (!sameBytes(record.chain, expectedChain)) return { ...whole(), damage: { problem: "chain-broken", file, offset, seq } };
    chain = expectedChain;
    tree = withLeaf(tree, leaf);
    if (record.groupBefore === 0) groupOffset = offset;
    offset += recordBytes(record.body.length);
    yield { ...record, tree };
  }
  const seq = tree.size;
  const last = lastNonZero(bytes, offset);
  if (last === undefined) return whole();
  const torn = isLast ? tornAt(bytes, offset, { file, seq }) : undefined;
  if (torn) return { ...whole(), torn };
  return { ...whole(), damage: { problem: "record-invalid", file, offset, seq } };
}

/** The appends that were cut off here, in a newest segment, behind its last whole record; undefined where what stands here is something else, or nothing. */
export function tornAt(bytes: Uint8Array, offset: number, at: Pick<TornTail, "file" | "seq">): TornTail | undefined {
  const last = lastNonZero(bytes, offset);
  return last !== undefined && isTorn(bytes, offset, last) ? { ...at, offset, bytes: last + 1 - offset } : undefined;
}

/**
 * True when what stands here can be appends that were cut off. A group of them is written at once and synced before the next is
 * begun, so at most one group is unfinished, in the last place. A cut leaves a *hole*: sectors that did not arrive are zero still, and
 * JSON has no zero bytes. A record without a hole arrived whole and was damaged later: it may have been acknowledged and is never dropped.
 */
function isTorn(bytes: Uint8Array, offset: number, last: number): boolean {
  if (last >= offset + MAX_GROUP_BYTES) return false;
  const length = bodyLengthAt(bytes, offset);
  const isCut =
    length === undefined
      ? // Before the end of the length word, or its first sector is missing and later ones arrived.
        last < offset + 8 || isZero(bytes, offset, sectorEnd(offset))
      : hasHole(bytes, offset, offset + RECORD_HEAD_BYTES + length);
  return isCut && !hasLaterGroup(bytes, offset, last);
}

/** True when a whole record stands behind this place that was not written together with what stands here: that was synced, then. */
function hasLaterGroup(bytes: Uint8Array, offset: number, last: number): boolean {
  for (let at = offset + 8; at <= last; at += 8) {
    // Mostly zeros, and no record has a length of 0.
    const record = bytes[at + 4] === 0 && bytes[at + 5] === 0 ? undefined : recordAt(bytes, at, 0);
    if (record && at - record.groupBefore > offset) return true;
  }
  return false;
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
  // Zeros to the end: the first is one, and each is as the next. In one call, as a loop that has never run takes milliseconds for a new segment.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[from] === 0 && buffer.compare(buffer, from, bytes.length - 1, from + 1, bytes.length) === 0) return undefined;
  for (let index = bytes.length - 1; index >= from; index--) if (bytes[index] !== 0) return index;
  return undefined;
}

function withZeros(bytes: Uint8Array, missingBytes: number): Uint8Array {
  if (missingBytes === 0) return bytes;
  const whole = new Uint8Array(bytes.length + missingBytes);
  whole.set(bytes);
  return whole;
}
