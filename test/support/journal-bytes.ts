import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { type Entry, entryToJson } from "../../src/core/journal-entry.ts";
import { encodeHeader, HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord } from "../../src/core/journal-record.ts";
import { JOURNAL_START, type JournalEnd } from "../../src/core/journal-scan.ts";
import { rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { TEST_SIGNER } from "./journal-signer.ts";

/** Size of the segments of small journals, bytes. */
export const SMALL = 16_384;

/** A first segment in memory, and where its records begin; the last offset is where the next record would begin. */
export interface BuiltSegment {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
  readonly end: JournalEnd;
}

/** The header of a segment that goes on from there, signed by the tests' device. */
export function headerBytes(segment: number, { chain, tree }: JournalEnd, segmentBytes = SMALL, signer = TEST_SIGNER): Uint8Array {
  const checkpoint = Buffer.from(signCheckpoint({ size: tree.size, root: rootOf(tree) }, signer));
  return encodeHeader({ segment, before: tree, chainBefore: chain, segmentBytes, checkpoint });
}

/** The segment that a journal with these entries has; `groupOf` entries were appended at once each time. */
export function buildSegment(entries: readonly Omit<Entry, "seq">[], segmentBytes = SMALL, groupOf = 1): BuiltSegment {
  const bytes = new Uint8Array(segmentBytes);
  bytes.set(headerBytes(0, JOURNAL_START, segmentBytes));
  const offsets = [HEADER_BYTES];
  let { chain, tree } = JOURNAL_START;
  let groupAt = HEADER_BYTES;
  for (const [seq, entry] of entries.entries()) {
    const body = entryToJson({ ...entry, seq });
    const leaf = leafHash(body);
    chain = linkOf(chain, leaf);
    tree = withLeaf(tree, leaf);
    const offset = offsets.at(-1) ?? 0;
    if (seq % groupOf === 0) groupAt = offset;
    const record = encodeRecord(body, chain, offset - groupAt);
    bytes.set(record, offset);
    offsets.push(offset + record.length);
  }
  return { bytes, offsets, end: { chain, tree } };
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes); // not slice(): of a Buffer that is no copy
  const index = bit >> 3;
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
