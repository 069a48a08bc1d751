// Whatever has become of a segment's bytes: what is read of it is what was written, or is named as lost.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DamagedPlace,
  earliestStart,
  mendedHeader,
  type RecoveredEnd,
  type RecoveredEntry,
  recoverEntries,
  type SegmentLimit,
} from "../../src/core/damaged-segment.ts";
import { EMPTY_CHAIN, leafHash, linkOf, sameBytes } from "../../src/core/journal-chain.ts";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { decodeHeader, HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord } from "../../src/core/journal-record.ts";
import { anEntry } from "../support/entries.ts";
import { buildSegment, flipBit, SMALL } from "../support/journal-bytes.ts";

const ENTRIES = 36;
const entries = Array.from({ length: ENTRIES }, (_, seq) => anEntry({ durationMs: seq }));
const { bytes: whole, offsets, end: built } = buildSegment(entries);
const bodies = entries.map((entry, seq) => entryToJson({ ...entry, seq }));
const END: SegmentLimit = { seq: ENTRIES, chain: built.chain, isBefore: (chain) => sameBytes(chain, built.chain) };
const kept = (seq: number) => bodies[seq] && leafHash(bodies[seq]);
const nothing = () => undefined;

function recover(bytes: Uint8Array, place: Partial<DamagedPlace> = {}) {
  const found: RecoveredEntry[] = [];
  const records = recoverEntries(bytes, { start: { seq: 0, chain: EMPTY_CHAIN }, end: END, leafAt: nothing, ...place });
  let next: IteratorResult<RecoveredEntry, RecoveredEnd> = records.next();
  for (; !next.done; next = records.next()) found.push(next.value);
  return { found, ...next.value };
}

type Change = (bytes: Uint8Array) => Uint8Array;
const place = fc.nat({ max: SMALL - 1 });
const change: fc.Arbitrary<Change> = fc.oneof(
  place.map((at) => (bytes: Uint8Array) => flipBit(bytes, 8 * Math.min(at, bytes.length - 1) + (at % 8))),
  fc.tuple(place, fc.nat({ max: 1024 }), fc.nat({ max: 255 })).map(
    ([from, length, byte]) =>
      (bytes: Uint8Array) =>
        Uint8Array.from(bytes).fill(byte, from, from + length),
  ),
  fc.tuple(place, place, fc.nat({ max: 600 })).map(
    ([to, from, length]) =>
      (bytes: Uint8Array) =>
        Uint8Array.from(bytes).copyWithin(to, from, from + length),
  ),
  place.map((length) => (bytes: Uint8Array) => bytes.slice(0, Math.max(length, HEADER_BYTES))),
);
const changes = fc.array(change, { minLength: 1, maxLength: 12 });
/** Kept hashes: all, none, or some of another journal. */
const leaves = fc.constantFrom<DamagedPlace["leafAt"]>(kept, nothing, (seq) => (seq % 7 === 3 ? new Uint8Array(32).fill(seq) : kept(seq)));

test("whatever has changed, each entry has its place once, and is as it was or lost; a hash that is said is the right one", () => {
  fc.assert(
    fc.property(changes, leaves, (changes, leafAt) => {
      const bytes = changes.reduce((bytes, change) => change(bytes), whole);
      const { found } = recover(bytes, { leafAt });
      expect(found.map(({ seq }) => seq)).toEqual(bodies.map((_, seq) => seq));
      for (const entry of found) {
        if (entry.kind === "entry") expect(entry.body).toEqual(bodies[entry.seq]);
        else if (entry.leaf) expect(entry.leaf).toEqual(kept(entry.seq));
      }
    }),
    { numRuns: 300 },
  );
});

test("of a newest segment the same, as far as can be told", () => {
  fc.assert(
    fc.property(changes, leaves, (changes, leafAt) => {
      const bytes = changes.reduce((bytes, change) => change(bytes), whole);
      const { found } = recover(bytes, { leafAt, end: undefined });
      expect(found.map(({ seq }) => seq)).toEqual(bodies.slice(0, found.length).map((_, seq) => seq));
      for (const entry of found) if (entry.kind === "entry") expect(entry.body).toEqual(bodies[entry.seq]);
    }),
    { numRuns: 300 },
  );
});

test("one bit in every single record costs no entry", () => {
  const bytes = offsets.slice(0, -1).reduce((bytes, offset, seq) => flipBit(bytes, 8 * offset + ((37 * seq) % 1600)), whole);
  const { found } = recover(bytes);
  expect(found.map((entry) => entry.kind === "entry" && entry.isMended && entry.body)).toEqual(bodies);
});

test("each bit of a header is put back, and of two nothing is", () => {
  const header = decodeHeader(whole);
  for (let bit = 0; bit < 8 * HEADER_BYTES; bit += 61) {
    expect(mendedHeader(flipBit(whole, bit))).toEqual(header);
    expect(mendedHeader(flipBit(flipBit(whole, bit), (bit + 1000) % (8 * HEADER_BYTES)))).toBeUndefined();
  }
});

describe("whoever has the disk, and no key,", () => {
  const [at = 0] = offsets.slice(20);
  /** A whole record of an entry far behind, where some were. */
  function withRecordOf(seq: number): Uint8Array {
    const bytes = Uint8Array.from(whole).fill(0xa5, offsets[10], at);
    bytes.set(encodeRecord(entryToJson({ ...anEntry(), seq }), new Uint8Array(32)), at);
    return bytes;
  }

  test.each([undefined, END])("makes nobody count entries for which there is no room", (end) => {
    const { found } = recover(withRecordOf(2 ** 40), { end });
    expect(found.length).toBeLessThanOrEqual(ENTRIES);
  });

  test("makes nobody count up to a header that says so", () => {
    const end = { ...END, seq: 2 ** 40 };
    expect(recover(Uint8Array.from(whole).fill(0xa5, at), { end })).toMatchObject({ isOpen: true });
    expect(recover(whole, { end }).found.length).toBe(ENTRIES);
  });

  test("has no entry believed that the chain does not lead to, nor one declared lost by hashes of his own", () => {
    const forged = (seq: number) => (seq >= 10 && seq < 20 ? linkOf(EMPTY_CHAIN, EMPTY_CHAIN) : kept(seq));
    const { found } = recover(Uint8Array.from(whole).fill(0xa5, offsets[10], at), { leafAt: forged });
    expect(found.filter(({ kind }) => kind === "lost").map((entry) => entry.kind === "lost" && entry.leaf)).toEqual(
      new Array(10).fill(undefined),
    );
  });
});

test("a segment without its header began no later than its first whole record allows", () => {
  expect(earliestStart(whole)).toBe(0);
  expect(earliestStart(Uint8Array.from(whole).fill(0xa5, 0, offsets[3]))).toBe(0);
  const later = Uint8Array.from(whole).fill(0, HEADER_BYTES);
  later.set(encodeRecord(entryToJson({ ...anEntry(), seq: 500 }), EMPTY_CHAIN), HEADER_BYTES);
  expect(earliestStart(later)).toBe(500);
  expect(earliestStart(Uint8Array.from(whole).fill(0, HEADER_BYTES))).toBeUndefined();
});
