import fc from "fast-check";
import { expect, test } from "vitest";
import { entryToJson } from "../../src/core/journal-entry.ts";
import { type WantedEntries, wholeEntries } from "../../src/drivers/whole-entries.ts";
import { anEntry } from "../support/entries.ts";
import { buildSegment, flipBit } from "../support/journal-bytes.ts";

const ISSUERS = ["did:web:one", "did:web:two", '"issuer":"did:web:one', "một"];
const entries = Array.from({ length: 20 }, (_, index) => anEntry({ issuer: ISSUERS[(index * 7) % 4] ?? "", durationMs: index }));
const { bytes, offsets } = buildSegment(entries);
const bodies = entries.map((entry, seq) => entryToJson({ ...entry, seq }));

/** What is handed out, and where damage begins. */
function readOf(segment: Uint8Array, range: Partial<WantedEntries> = {}) {
  const whole = wholeEntries(segment, { first: 0, from: 0, until: entries.length, wanted: undefined, ...range });
  const seqs: number[] = [];
  let next = whole.next();
  for (; !next.done; next = whole.next()) {
    expect(next.value.body).toEqual(bodies[next.value.seq]);
    seqs.push(next.value.seq);
  }
  return { seqs, damaged: next.value };
}

test("of the entries of a range those with the wanted bytes are handed out, and no others", () => {
  const range = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));
  const wanted = fc.constantFrom(...ISSUERS, '"durationMs":1', "nowhere", '}{"seq"').map((text) => Buffer.from(text, "utf8"));
  fc.assert(
    fc.property(range, fc.option(wanted, { nil: undefined }), ([from, until], wanted) => {
      const expected = [...bodies.keys()].filter(
        (seq) => seq >= from && seq < until && (!wanted || Buffer.from(bodies[seq] ?? []).includes(wanted)),
      );
      expect(readOf(bytes, { from, until, wanted })).toEqual({ seqs: expected, damaged: undefined });
    }),
  );
});

test("a bit that has turned over is damage, also in an entry that nobody wanted", () => {
  const [begin = 0, end = 0] = [offsets[0], offsets[entries.length]];
  fc.assert(
    fc.property(fc.integer({ min: begin * 8, max: end * 8 - 1 }), fc.constantFrom("nowhere", "did:web:two"), (bit, text) => {
      const { damaged } = readOf(flipBit(bytes, bit), { wanted: Buffer.from(text) });
      expect(damaged).toBe(offsets.findLastIndex((offset) => offset * 8 <= bit));
    }),
  );
});

test("what is handed out are copies: the segment can go", () => {
  const [first] = wholeEntries(bytes, { first: 0, from: 3, until: 4, wanted: undefined });
  expect([first?.body.buffer === bytes.buffer, first?.chain.byteLength, first?.chain.buffer.byteLength]).toEqual([false, 32, 32]);
});
