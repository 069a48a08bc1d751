import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBatch, encodeBatch } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { MAX_BATCH_BYTES } from "../../src/core/protocol.ts";
import { batchOf } from "../support/batches.ts";
import { arbitraryEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

test("whatever stretch of whatever journal is sent, it arrives in its exact bytes, with the hashes of the journal", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryEntry, { maxLength: 8 }), fc.nat(8), async (entries, cut) => {
      const journal = memoryJournal();
      for (const entry of entries) await journal.append(entry);
      const batch = await batchOf(journal, Math.min(cut, journal.size));
      const decoded = decodeBatch(encodeBatch(batch));
      if (typeof decoded === "string") throw new Error(decoded);
      expect([decoded.from, hexOf(decoded.chainBefore)]).toEqual([batch.from, hexOf(batch.chainBefore)]);
      expect(decoded.entries.map(({ body }) => hexOf(body))).toEqual(batch.bodies.map(hexOf));
      expect(decoded.entries.map(({ leaf }) => hexOf(leaf))).toEqual(batch.bodies.map((body) => hexOf(leafHash(body))));
      expect(hexOf(decoded.entries.at(-1)?.chain ?? batch.chainBefore)).toBe(hexOf(journal.chain));
      expect(decoded.entries.map(({ summary }) => summary.at)).toEqual(entries.slice(batch.from).map(({ at }) => at));
    }),
  );
});

test("a batch cut at any byte is malformed", async () => {
  const encoded = encodeBatch(await batchOf(memoryJournal(2)));
  for (let length = 0; length < encoded.length; length++) expect(decodeBatch(encoded.subarray(0, length))).toBe("malformed");
});

test("whatever byte of a batch changes, it is refused", async () => {
  const encoded = encodeBatch(await batchOf(memoryJournal(3), 1));
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Uint8Array.from(encoded);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      expect(decodeBatch(damaged)).toBeTypeOf("string");
    }),
    { numRuns: 2000 },
  );
});

test("any other bytes are refused without a throw, and too many of them without a look", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => decodeBatch(bytes) === "malformed"));
  expect(decodeBatch(Buffer.alloc(MAX_BATCH_BYTES + 1, "\n"))).toBe("too-large");
});
