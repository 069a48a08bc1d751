import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batch, decodeBatch, encodeBatch, lineOf } from "../../src/core/batch.ts";
import { hexOf } from "../../src/core/hex.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { MAX_BATCH_BYTES } from "../../src/core/protocol.ts";
import { MAX_SEALED_BYTES } from "../../src/core/sealed-part.ts";
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
      const bodies = batch.entries.map(lineOf);
      expect(decoded.entries.map(({ body }) => hexOf(body))).toEqual(bodies.map(hexOf));
      expect(decoded.entries.map(({ leaf }) => hexOf(leaf))).toEqual(bodies.map((body) => hexOf(leafHash(body))));
      expect(hexOf(decoded.entries.at(-1)?.chain ?? batch.chainBefore)).toBe(hexOf(journal.chain));
      expect(decoded.entries.map(({ summary }) => summary?.at)).toEqual(entries.slice(batch.from).map(({ at }) => at));
    }),
  );
});

test("a batch cut at any byte is malformed", async () => {
  const encoded = encodeBatch(await batchOf(memoryJournal(2)));
  for (let length = 0; length < encoded.length; length++) expect(decodeBatch(encoded.subarray(0, length))).toBe("malformed");
});

test("whatever byte of a batch changes, it is refused, or has the very same entries: the rest is for the ledger to compare", async () => {
  const encoded = encodeBatch(await batchOf(memoryJournal(3), 1));
  const leavesOf = (bytes: Uint8Array) => {
    const decoded = decodeBatch(bytes);
    return typeof decoded === "string" ? undefined : decoded.entries.map(({ leaf, chain }) => `${hexOf(leaf)} ${hexOf(chain)}`);
  };
  const leaves = leavesOf(encoded);
  fc.assert(
    fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Uint8Array.from(encoded);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      expect(leavesOf(damaged) ?? leaves).toEqual(leaves);
    }),
    { numRuns: 2000 },
  );
});

test("any other bytes are refused without a throw, and too many of them without a look", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => decodeBatch(bytes) === "malformed"));
  expect(decodeBatch(Buffer.alloc(MAX_BATCH_BYTES + 1, "\n"))).toBe("too-large");
});

describe("a batch that cannot be", () => {
  const journal = memoryJournal(3);
  test.each<[string, (batch: Batch) => Batch]>([
    ["ends after the tree that its device has signed", (batch) => ({ ...batch, from: 1 })],
    ["goes on from a larger tree than that", (batch) => ({ ...batch, old: 4 })],
    ["proves what begins with nothing", (batch) => ({ ...batch, oldProof: [new Uint8Array(32)] })],
    ["has a hash of another length in a proof", (batch) => ({ ...batch, proof: [new Uint8Array(31)] })],
    [
      "has more hashes in a proof than a tree can need",
      (batch) => ({ ...batch, proof: Array.from({ length: 64 }, () => new Uint8Array(32)) }),
    ],
    ["has a checkpoint that is none", (batch) => ({ ...batch, checkpoint: "tram/kiosk/hanoi-01\n3\n" })],
    ["admits that it was cut, with entries", (batch) => ({ ...batch, held: batch.checkpoint })],
    ["has an empty sealed part", (batch) => ({ ...batch, sealed: [new Uint8Array()] })],
    ["has a sealed part over its size", (batch) => ({ ...batch, sealed: [new Uint8Array(MAX_SEALED_BYTES + 1)] })],
  ])("because it %s, is malformed", async (_, change) => {
    expect(["malformed", "too-large"]).toContain(decodeBatch(encodeBatch(change(await batchOf(journal)))));
  });

  test("has one entry more than allowed, or one too long: too large", async () => {
    const bodies = (count: number, bytes: number) => Array.from({ length: count }, () => ({ body: Buffer.alloc(bytes, "x") }));
    const batch = { ...(await batchOf(memoryJournal(501), 0, 0)), chainAfter: new Uint8Array(32) };
    expect(decodeBatch(encodeBatch({ ...batch, entries: bodies(501, 10) }))).toBe("too-large");
    expect(decodeBatch(encodeBatch({ ...batch, entries: bodies(1, 4097) }))).toBe("too-large");
  });
});
