import { HEADER_BYTES } from "../core/journal-header.ts";
import { bodyLengthAt, chainAt, isWholeAt, RECORD_HEAD_BYTES, recordBytes } from "../core/journal-record.ts";
import type { StoredEntry } from "../ports.ts";

/** Which entries of a segment are read. */
export interface WantedEntries {
  /** Position of the segment's first entry. */
  readonly first: number;
  readonly from: number;
  readonly until: number;
  /** Entries without these bytes are checked as well, and not handed out; undefined: all are. */
  readonly wanted: Uint8Array | undefined;
}

/** The entries of a segment with `from <= seq < until`. Returns the first that is damaged, or whose place is not known for damage before it; undefined: none is. */
export function* wholeEntries(
  bytes: Uint8Array,
  { first, from, until, wanted }: WantedEntries,
): Generator<StoredEntry, number | undefined> {
  const isWanted = wanted ? finder(bytes, wanted) : () => true;
  let offset = HEADER_BYTES;
  for (let seq = first; seq < until; seq++) {
    const length = bodyLengthAt(bytes, offset);
    if (length === undefined || (seq >= from && !isWholeAt(bytes, offset, length))) return Math.max(seq, from);
    const bodyAt = offset + RECORD_HEAD_BYTES;
    // Copies: whoever keeps one entry must not keep its whole segment in memory.
    if (seq >= from && isWanted(bodyAt, bodyAt + length)) {
      yield { seq, body: new Uint8Array(bytes.subarray(bodyAt, bodyAt + length)), chain: new Uint8Array(chainAt(bytes, offset)) };
    }
    offset += recordBytes(length);
  }
  return undefined;
}

/** Whether others stand between two places of these bytes. Asked from the front to the back it looks at each byte once. */
function finder(bytes: Uint8Array, wanted: Uint8Array): (from: number, until: number) => boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let place = -1;
  return (from, until) => {
    if (place < from) place = buffer.indexOf(wanted, from);
    if (place === -1) place = buffer.length;
    return place + wanted.length <= until;
  };
}
