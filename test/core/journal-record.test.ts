import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { EMPTY_CHAIN, leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { entryFromJson, entryToJson, MAX_ENTRY_BYTES } from "../../src/core/journal-entry.ts";
import { decodeHeader, HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord, MAX_GROUP_BYTES, MAX_RECORD_BYTES, recordAt, segmentFileName } from "../../src/core/journal-record.ts";
import { EMPTY_ROOT } from "../../src/core/merkle-tree.ts";
import { anEntry } from "../support/entries.ts";
import { buildSegment } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

test("any body reads back from a record that begins and ends at a multiple of 8", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: MAX_ENTRY_BYTES }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.nat({ max: MAX_GROUP_BYTES - MAX_RECORD_BYTES }),
      (body, chain, groupBefore) => {
        const record = Uint8Array.from(encodeRecord(body, chain, groupBefore));
        expect(record.length % 8).toBe(0);
        expect(record.length).toBeLessThanOrEqual(MAX_RECORD_BYTES);
        const read = recordAt(record, 0, 5);
        expect(read).toEqual({ offset: 0, seq: 5, groupBefore, body, chain });
      },
    ),
  );
});

test("a body of nothing or of more than 4 KiB is refused, whoever asks", () => {
  expect(() => encodeRecord(new Uint8Array(), EMPTY_CHAIN)).toThrow("cannot be stored");
  expect(() => encodeRecord(new Uint8Array(MAX_ENTRY_BYTES + 1), EMPTY_CHAIN)).toThrow("cannot be stored");
});

test("segments are named so that they sort", () => {
  expect([0, 9, 10, 12_345_678].map(segmentFileName)).toEqual([
    "00000000.tramlog",
    "00000009.tramlog",
    "00000010.tramlog",
    "12345678.tramlog",
  ]);
});

test("the example in docs/journal.md is what a journal with that entry holds", () => {
  const text = readFileSync(new URL("../../docs/journal.md", import.meta.url), "utf8");
  const lines = /```hex\n([^`]+)```/.exec(text)?.[1]?.trimEnd().split("\n") ?? [];
  const { bytes: built, offsets } = buildSegment([anEntry()], 1_048_576);
  const bytes = Buffer.alloc(offsets[1] ?? 0); // lines of zeros are left out
  for (const line of lines) {
    const [at = "", hex = ""] = line.split("  ");
    bytes.set(Buffer.from(hex, "hex"), Number.parseInt(at, 16));
  }
  expect(hexOf(bytes) === hexOf(built.subarray(0, offsets[1]))).toBe(true);
  const record = recordAt(bytes, HEADER_BYTES, 0);
  expect(record && entryFromJson(record.body)).toEqual({ ...anEntry(), seq: 0 });
  expect(record?.chain).toEqual(linkOf(EMPTY_CHAIN, leafHash(entryToJson({ ...anEntry(), seq: 0 }))));
  const checkpoint = /```text\n(tram[^`]+)```/.exec(text)?.[1];
  expect(checkpoint).toBe(signCheckpoint({ size: 0, root: EMPTY_ROOT }, TEST_SIGNER));
  expect(Buffer.from(decodeHeader(bytes)?.checkpoint ?? []).toString()).toBe(checkpoint);
});
