// The header of a segment, as docs/journal.md specifies it. All numbers are little-endian.
import { parseCheckpoint } from "./checkpoint.ts";
import { CHAIN_BYTES, sameBytes } from "./journal-chain.ts";
import { EMPTY_FRONTIER, type Frontier, HASH_BYTES, MAX_TREE_SIZE, peakCount, rootOf } from "./merkle-tree.ts";
import { parseNote } from "./signed-note.ts";
import { crc32 } from "./zlib.ts";

/** Size of a segment file, bytes: near 3,000 entries, and one write of 1 MiB every day or two on a busy kiosk. */
export const SEGMENT_BYTES = 1_048_576;
/** Sizes a segment may have; outside these a header is not believed, so that no file makes us allocate more. */
export const SEGMENT_BYTES_MIN = 16_384;
export const SEGMENT_BYTES_MAX = 16 * 1_048_576;

/** Bytes before the first record: a block of its own, so that an append never writes the header again. */
export const HEADER_BYTES = 4096;

const MAGIC = new TextEncoder().encode("TRAMLOG\n");
const VERSION = 2;
const FRONTIER_AT = 64;
/** Most hashes in a frontier: the bits of MAX_TREE_SIZE. */
const FRONTIER_MAX = 48;
const CHECKPOINT_AT = FRONTIER_AT + FRONTIER_MAX * HASH_BYTES;
const CRC_AT = HEADER_BYTES - 4;
/** Largest checkpoint in a header, bytes: one with a name of 64 letters and a signature has near 300. */
const CHECKPOINT_BYTES_MAX = 1024;

/** Version 1 had a header of 64 bytes, its CRC in the last four. */
const HEADER_BYTES_1 = 64;

/** First bytes of a segment file: what came before it, and the device's signature on that. */
export interface SegmentHeader {
  /** Number of the segment, from 0. */
  readonly segment: number;
  /** The tree over all entries before the first one of the segment; its size is that entry's position. */
  readonly before: Frontier;
  /** Chain hash before that entry. */
  readonly chainBefore: Uint8Array;
  /** Size of the whole file, bytes. */
  readonly segmentBytes: number;
  /** A checkpoint of the tree `before`, signed: a note (c2sp.org/signed-note) in UTF-8. */
  readonly checkpoint: Uint8Array;
}

/** A segment's header: 4096 bytes. Throws where the checkpoint is longer than any can be. */
export function encodeHeader({ segment, before, chainBefore, segmentBytes, checkpoint }: SegmentHeader): Uint8Array {
  if (checkpoint.length > CHECKPOINT_BYTES_MAX) throw new Error(`journal: a checkpoint of ${checkpoint.length} bytes fits into no header`);
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, segment, true);
  view.setBigUint64(16, BigInt(before.size), true);
  bytes.set(chainBefore, 24);
  view.setUint32(56, segmentBytes, true);
  view.setUint32(60, checkpoint.length, true);
  for (const [index, peak] of before.peaks.entries()) bytes.set(peak, FRONTIER_AT + index * HASH_BYTES);
  bytes.set(checkpoint, CHECKPOINT_AT);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** The header at the start of a segment; undefined where it is not exactly what encodeHeader() writes. Its checkpoint is of this tree, and not yet verified. */
export function decodeHeader(bytes: Uint8Array): SegmentHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(0, CRC_AT))) return undefined;
  const size = Number(view.getBigUint64(16, true));
  const [segmentBytes, checkpointBytes] = [view.getUint32(56, true), view.getUint32(60, true)];
  const isSane = size < MAX_TREE_SIZE && segmentBytes >= SEGMENT_BYTES_MIN && segmentBytes <= SEGMENT_BYTES_MAX;
  if (!isSane || checkpointBytes > CHECKPOINT_BYTES_MAX) return undefined;
  const peaks = Array.from({ length: peakCount(size) }, (_, index) => {
    const at = FRONTIER_AT + index * HASH_BYTES;
    return Uint8Array.from(bytes.subarray(at, at + HASH_BYTES));
  });
  const header: SegmentHeader = {
    segment: view.getUint32(12, true),
    before: size === 0 ? EMPTY_FRONTIER : { size, peaks },
    chainBefore: Uint8Array.from(bytes.subarray(24, 24 + CHAIN_BYTES)),
    segmentBytes,
    checkpoint: Uint8Array.from(bytes.subarray(CHECKPOINT_AT, CHECKPOINT_AT + checkpointBytes)),
  };
  return sameBytes(encodeHeader(header), bytes.subarray(0, HEADER_BYTES)) && isOfTree(header) ? header : undefined;
}

/** True when the checkpoint says what the frontier says. */
function isOfTree({ before, checkpoint }: SegmentHeader): boolean {
  const note = parseNote(checkpoint);
  const head = note && parseCheckpoint(note.text);
  return head !== undefined && head.size === before.size && sameBytes(head.root, rootOf(before));
}

/** True for the whole header of a segment of version 1, which is read no more. */
export function isOldHeader(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES_1) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES_1);
  const isOurs = sameBytes(bytes.subarray(0, MAGIC.length), MAGIC) && view.getUint32(8, true) === 1;
  return isOurs && view.getUint32(HEADER_BYTES_1 - 4, true) === crc32(bytes.subarray(0, HEADER_BYTES_1 - 4));
}
