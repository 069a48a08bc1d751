import { EMPTY_CHAIN, nextChain } from "../../src/core/journal-chain.ts";
import { type Entry, entryToJson } from "../../src/core/journal-entry.ts";
import { encodeHeader, encodeRecord, HEADER_BYTES } from "../../src/core/journal-record.ts";

/** A first segment in memory, and where its records begin; the last offset is where the next record would begin. */
export interface BuiltSegment {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
}

/** The segment that a journal with these entries has. */
export function buildSegment(entries: readonly Omit<Entry, "seq">[], segmentBytes = 8192): BuiltSegment {
  const bytes = new Uint8Array(segmentBytes);
  bytes.set(encodeHeader({ segment: 0, firstSeq: 0, chainBefore: EMPTY_CHAIN, segmentBytes }));
  const offsets = [HEADER_BYTES];
  let chain = EMPTY_CHAIN;
  for (const [seq, entry] of entries.entries()) {
    const body = entryToJson({ ...entry, seq });
    chain = nextChain(chain, body);
    const record = encodeRecord(body, chain);
    const offset = offsets.at(-1) ?? 0;
    bytes.set(record, offset);
    offsets.push(offset + record.length);
  }
  return { bytes, offsets };
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  const index = bit >> 3;
  flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
