// What every ledger promises about checkpoints, whatever keeps it; entries and all else: ledger-suite.ts.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { openAcknowledgement, signAcknowledgement, witnessedAt } from "../../src/core/acknowledgement.ts";
import { signCheckpoint } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import type { LedgerOutcome } from "../../src/core/ledger/ledger-outcome.ts";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { parseVerifierKey } from "../../src/core/signed-note.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { batchOf, newWitness, signed, vouched } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import type { OpenedLedger } from "../support/opened-ledgers.ts";
import type { syncVectors } from "../support/sync-vectors.ts";

const SYNC_VECTORS = new URL("../vectors/sync.json", import.meta.url);
const witness = newWitness();
const KIOSK = "hanoi-01";
const DAY = 86_400;

/** Size of the largest witnessed checkpoint, and that of what is held. */
function sizesOf(outcome: LedgerOutcome): readonly [held: number, witnessed: number] | string {
  return "held" in outcome ? [outcome.held.size, outcome.held.witnessed?.size ?? 0] : outcome.kind;
}

/** Tries a ledger of this kind. */
export function ledgerWitnessSuite(open: () => Promise<OpenedLedger>): void {
  let opened: OpenedLedger;
  let ledger: Ledger;
  let count = 0;

  beforeEach(async () => {
    opened = await open();
    ledger = opened.ledger;
    await ledger.enrol(KIOSK, {}, 1);
  });

  async function push(journal: MemoryJournal, from = 0, until = journal.size, old = 0, at = 1_790_000_000): Promise<LedgerOutcome> {
    return await ledger.append(KIOSK, signed(await batchOf(journal, from, until, old), at), witness);
  }

  /** The checkpoint in which this entry is proved. */
  async function noteCovering(seq: number): Promise<string | undefined> {
    return (await ledger.prove(KIOSK, seq))?.checkpoint;
  }

  describe("a checkpoint that comes with entries", () => {
    test("is witnessed at once, of however many entries it is, and cosigned with central's time", async () => {
      const journal = memoryJournal(20);
      const outcome = await push(journal, 0, 5);
      expect(sizesOf(outcome)).toEqual([5, 20]);
      const note = "held" in outcome ? (outcome.held.witnessed?.note ?? "") : "";
      expect(witnessedAt(Buffer.from(note), [witness.key])).toBe(1_790_000_000);
      expect(note.startsWith(await journal.checkpoint())).toBe(true);
    });

    test("moves the witnessed one on where the kiosk knew of it, or where the entries have come so far; else it waits", async () => {
      const journal = memoryJournal(10);
      expect(sizesOf(await push(journal, 0, 2))).toEqual([2, 10]);
      for (let entry = 0; entry < 10; entry++) await journal.append(anEntry());
      expect(sizesOf(await push(journal, 2, 4, 10))).toEqual([4, 20]);
      for (let entry = 0; entry < 10; entry++) await journal.append(anEntry());
      expect(sizesOf(await push(journal, 4, 6))).toEqual([6, 20]);
      expect(sizesOf(await push(journal, 6, 25))).toEqual([25, 30]);
    });

    test("of another life of the journal is not witnessed by a batch that only repeats what is held: the vectors' otherLife", async () => {
      const { device, otherLife }: Awaited<ReturnType<typeof syncVectors>> = JSON.parse(readFileSync(SYNC_VECTORS, "utf8"));
      const key = parseVerifierKey(device);
      if (!key) throw new Error("no key");
      let outcome: LedgerOutcome | undefined;
      for (const text of [otherLife.first, otherLife.repeats]) {
        const batch = vouched(Buffer.from(text), { key });
        outcome = await ledger.append(KIOSK, { ...signed(await batchOf(memoryJournal(1))), batch }, witness);
      }
      if (outcome?.kind !== "stored") throw new Error(outcome?.kind);
      const { size, chain, witnessed } = outcome.held;
      expect([size, hexOf(chain), witnessed?.note.startsWith(otherLife.witnessed)]).toEqual([otherLife.size, otherLife.chain, true]);
    });

    test("of an older request that comes again moves nothing back", async () => {
      const journal = memoryJournal(10);
      const old = signed(await batchOf(journal));
      await ledger.append(KIOSK, old, witness);
      for (let entry = 0; entry < 5; entry++) await journal.append(anEntry());
      await push(journal, 10);
      expect(sizesOf(await ledger.append(KIOSK, old, witness))).toEqual([15, 15]);
    });

    test("is kept without a cosignature by a central that has no key, and cosigned as soon as there is one", async () => {
      const journal = memoryJournal(3);
      await ledger.append(KIOSK, signed(await batchOf(journal)));
      expect(await noteCovering(0)).toBe(await journal.checkpoint());
      await push(journal, 3);
      expect(witnessedAt(Buffer.from((await noteCovering(0)) ?? ""), [witness.key])).toBe(1_790_000_000);
    });

    test("stays for one of each day, and what covers an entry is the largest of those with no entry that is not held", async () => {
      const journal = memoryJournal();
      for (let day = 0; day < 4; day++) {
        for (let part = 0; part < 3; part++) {
          await journal.append(anEntry());
          await push(journal, journal.size - 1, journal.size, 0, day * DAY + part);
        }
      }
      for (let entry = 0; entry < 5; entry++) await journal.append(anEntry());
      await push(journal, 12, 13, 12, 4 * DAY);
      const sizeCovering = async (seq: number) => Number((await noteCovering(seq))?.split("\n")[1]);
      expect([await sizeCovering(0), await sizeCovering(11), await noteCovering(12)]).toEqual([12, 12, undefined]);
      expect((await opened.rows("SELECT size FROM checkpoints ORDER BY size")).map(({ size }) => Number(size))).toEqual([3, 6, 9, 12, 17]);
    });
  });

  describe("a checkpoint that was cosigned before central got another key", () => {
    const later = newWitness();
    /** Which witnesses have cosigned what is kept, smallest first. */
    const cosignersKept = async () => {
      const notes = await opened.rows("SELECT note FROM checkpoints ORDER BY size");
      return notes.map(({ note }) => [witness, later].map(({ key }) => witnessedAt(Buffer.from(String(note)), [key]) !== undefined));
    };

    test("keeps the old cosignature when it gets the new one", async () => {
      const journal = memoryJournal(3);
      await push(journal);
      const outcome = await ledger.append(KIOSK, signed(await batchOf(journal, 3)), later);
      const note = Buffer.from("held" in outcome ? (outcome.held.witnessed?.note ?? "") : "");
      expect([witness, later].map(({ key }) => witnessedAt(note, [key]))).toEqual([1_790_000_000, 1_790_000_000]);
      for (let key = 0; key < 6; key++) await ledger.append(KIOSK, signed(await batchOf(journal, 3)), newWitness());
      // What central answers has room for so many (core/protocol.ts).
      expect(((await ledger.newestCheckpoint(KIOSK)) ?? "").length).toBeLessThan(1500);
    });

    test("stays beside a larger one of that day, and those of one key still give way to each other", async () => {
      const journal = memoryJournal(3);
      await push(journal);
      for (let round = 0; round < 3; round++) {
        await journal.append(anEntry());
        await ledger.append(KIOSK, signed(await batchOf(journal, 3 + round)), later);
      }
      expect(await cosignersKept()).toEqual([
        [true, false],
        [false, true],
      ]);
    });
  });

  describe("a checkpoint that is ahead of what is held", () => {
    const sizesKept = async () => (await opened.rows("SELECT size FROM checkpoints ORDER BY size")).map(({ size }) => Number(size));

    test("of the first batch of a backlog leaves those of that day proved that were; the newest of each kind stays", async () => {
      const journal = memoryJournal(10);
      await push(journal);
      const before = await noteCovering(5);
      for (let entry = 0; entry < 40; entry++) await journal.append(anEntry());
      await push(journal, 10, 20, 10);
      expect([await noteCovering(5), await noteCovering(15)]).toEqual([before, undefined]);
      await journal.append(anEntry());
      await push(journal, 20, 30, 50);
      expect([await noteCovering(5), await sizesKept()]).toEqual([before, [10, 51]]);
      await push(journal, 30, 51, 51);
      await journal.append(anEntry());
      await push(journal, 51, 52, 51);
      expect([await noteCovering(5), await sizesKept()]).toEqual([await noteCovering(51), [52]]);
    });

    test("brought by a stranger in a file of a lost stick does not, either", async () => {
      const journal = memoryJournal(10);
      await push(journal);
      const before = await noteCovering(5);
      for (let entry = 0; entry < 40; entry++) await journal.append(anEntry());
      const { checkpoint, proof } = vouched(await batchOf(journal, 0, 10));
      const offer = { checkpoint, old: 10, proof, receivedAt: 1_790_000_000 };
      expect(await ledger.witness(KIOSK, offer, witness)).toEqual({ kind: "witnessed" });
      expect([before !== undefined, await noteCovering(5), await sizesKept()]).toEqual([true, before, [10, 50]]);
    });
  });

  describe("a journal that is not the one it was is named", () => {
    /** Goes on under the same key from another past than central has seen. */
    function otherJournal(size: number, from: number): MemoryJournal {
      const journal = memoryJournal(size);
      journal.rewrite(from, anEntry({ reason: "expired" }));
      return journal;
    }

    test.each([
      ["forked, before all that central holds", 10, 3, 10, 10, { contradiction: "forked", seq: 10 }],
      ["rewritten, among what central holds", 10, 8, 6, 10, { contradiction: "rewritten", seq: 8 }],
    ] as const)("%s", async (_, size, changed, from, until, found) => {
      await push(memoryJournal(size));
      expect(await push(otherJournal(size, changed), from, until)).toEqual({ kind: "contradicted", ...found });
    });

    test("forked, where it differs only among entries that central has seen signed and does not hold yet", async () => {
      await push(memoryJournal(20), 0, 5);
      // It knows of the witnessed tree, and cannot prove it.
      expect(await push(otherJournal(25, 15), 5, 10, 20)).toEqual({ kind: "contradicted", contradiction: "forked", seq: 5 });
      // It says nothing of it: the entries are taken, and compared when they come to it.
      expect(sizesOf(await push(otherJournal(25, 15), 5, 10))).toEqual([10, 20]);
      expect(await push(otherJournal(25, 15), 10, 25)).toEqual({ kind: "contradicted", contradiction: "forked", seq: 10 });
      expect((await ledger.kiosk(KIOSK))?.position.size).toBe(10);
    });

    test("forked, where the device has signed two trees of one size, whatever of them is held", async () => {
      await push(memoryJournal(20), 0, 5);
      expect(await push(otherJournal(20, 15), 5, 10)).toEqual({ kind: "contradicted", contradiction: "forked", seq: 5 });
      expect((await ledger.kiosk(KIOSK))?.position.size).toBe(5);
    });

    test("forked, where the device signs another tree than its entries make", async () => {
      const journal = memoryJournal(4);
      const wrong = signCheckpoint({ size: 4, root: new Uint8Array(32) }, TEST_SIGNER);
      const upload = { ...signed(await batchOf(journal)), batch: vouched({ ...(await batchOf(journal)), checkpoint: wrong }) };
      expect(await ledger.append(KIOSK, upload)).toEqual({ kind: "contradicted", contradiction: "forked", seq: 0 });
    });

    test.each([5, 20, 90])("forked, where a batch of old entries comes with another tree of %i entries", async (size) => {
      const journal = memoryJournal(30);
      await push(journal);
      const batch = await batchOf(journal, 0, 5);
      const checkpoint = signCheckpoint({ size, root: new Uint8Array(32).fill(1) }, TEST_SIGNER);
      const upload = { ...signed(batch), batch: vouched({ ...batch, checkpoint }) };
      expect(await ledger.append(KIOSK, upload)).toEqual({ kind: "contradicted", contradiction: "forked", seq: 0 });
      // And the honest one, of then and of later, is what it was.
      expect(sizesOf(await push(journal, 0, 5))).toEqual([30, 30]);
      for (let entry = 0; entry < 700; entry++) await journal.append(anEntry());
      expect(sizesOf(await push(journal, 0, 5))).toEqual([30, 30]);
    });

    test("truncated, by its own word and signature: the disk of yesterday", async () => {
      const journal = memoryJournal(10);
      await push(journal);
      const larger = await journal.checkpoint();
      journal.truncate(8);
      expect(sizesOf(await push(journal, 8))).toEqual([10, 10]);
      const admission = signed(await readBatch(journal, { from: 8, until: 8, old: 0, held: larger }));
      expect(await ledger.append(KIOSK, admission)).toEqual({ kind: "contradicted", contradiction: "truncated", seq: 8 });
      expect((await ledger.kiosk(KIOSK))?.contradiction).toMatchObject({ kind: "truncated", seq: 8 });
      expect((await ledger.kiosk(KIOSK))?.position.size).toBe(10);
    });
  });

  test("however a growing journal is cut into batches, whatever the kiosk knows of the witnessed tree, an honest one never contradicts", async () => {
    const step = fc.record({ grow: fc.nat(9), from: fc.nat(40), length: fc.nat(12), old: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const kiosk = `p${count++}`;
        await ledger.enrol(kiosk, {}, 1);
        const journal = memoryJournal();
        for (const { grow, from, length, old } of steps) {
          for (let entry = 0; entry < grow; entry++) await journal.append(anEntry());
          const start = Math.min(from, journal.size);
          const batch = await batchOf(journal, start, Math.min(start + length, journal.size), Math.min(old, journal.size));
          const outcome = await ledger.append(kiosk, signed(batch), witness);
          expect(["stored", "elsewhere"]).toContain(outcome.kind);
          const [held, witnessed] = sizesOf(outcome);
          expect(Number(witnessed)).toBeGreaterThanOrEqual(Number(held));
          if ("held" in outcome) expect(hexOf(outcome.held.root)).toBe(hexOf(await journal.rootAt(Number(held))));
        }
      }),
      { numRuns: opened.runs },
    );
  });

  test("an acknowledgement is believed of this kiosk and this witness only", async () => {
    const head = { size: 3, root: new Uint8Array(32) };
    const note = Buffer.from(signAcknowledgement(KIOSK, head, 1_790_000_000.9, witness));
    expect(openAcknowledgement(note, KIOSK, [newWitness().key, witness.key])).toMatchObject({ size: 3, at: 1_790_000_000 });
    expect(openAcknowledgement(note, "other", [witness.key])).toBe("other-kiosk");
    expect(openAcknowledgement(note, KIOSK, [newWitness().key])).toBe("unsigned");
    for (let bit = 0; bit < 8 * note.length; bit++) {
      const damaged = Buffer.from(note);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openAcknowledgement(damaged, KIOSK, [witness.key])).toBeTypeOf("string");
    }
    // A cosigned checkpoint says only that central has seen it.
    const journal = memoryJournal(3);
    await push(journal);
    expect(openAcknowledgement(Buffer.from((await noteCovering(0)) ?? ""), KIOSK, [witness.key])).toBe("other-kiosk");
  });

  describe("an entry that central cannot use holds up nobody", () => {
    test("one that it cannot read is kept in its bytes, and of one set aside the hash", async () => {
      const journal = memoryJournal(2);
      journal.appendBytes(Buffer.from('{"seq":2,"time":"a field renamed"}'));
      journal.appendBytes(Buffer.from([0x22, 0xff, 0x22]));
      journal.appendBytes(Buffer.from('{"seq":9,"at":1,"reason":"granted"}'));
      await journal.append(anEntry({ at: 7 }));
      await journal.append(anEntry({ at: 8 }));
      const batch = await readBatch(journal, { from: 0, old: 0, setAside: new Set([5]) });
      expect(sizesOf(await ledger.append(KIOSK, signed(batch, 100)))).toEqual([7, 7]);
      const rows = (await ledger.newest(KIOSK, 5)).map(({ seq, at, reason }) => [seq, at, reason]);
      expect(rows).toEqual([
        [6, 8, "granted"],
        [5, 100, "entry-set-aside"],
        [4, 100, "entry-unread"],
        [3, 100, "entry-unread"],
        [2, 100, "entry-unread"],
      ]);
      const [row] = await opened.rows("SELECT body FROM entries WHERE seq = 3");
      expect(Buffer.from(row?.["body"] as Uint8Array)).toEqual(Buffer.from([0x22, 0xff, 0x22]));
      // And the tree is the journal's, so that all of them can be proved.
      expect(sizesOf(await push(journal, 7))).toEqual([7, 7]);
    });

    test("one of which only the hash came gets its bytes and its sealed part when they come, and nothing else changes", async () => {
      const part = Buffer.alloc(321, 7);
      const journal = memoryJournal(2);
      await journal.append(anEntry({ at: 7, sealed: sealedDigest(part) }));
      await journal.append(anEntry({ at: 8 }));
      await ledger.append(KIOSK, signed(await readBatch(journal, { from: 0, old: 0, setAside: new Set([1, 2]) }), 100));
      const again = await readBatch(journal, { from: 2, until: 3, old: 0, sealed: { read: async () => part } });
      // Central's word about what it holds says from where on something is missing.
      expect(await ledger.append(KIOSK, signed(again, 200))).toMatchObject({ kind: "stored", held: { size: 4, setAsideFrom: 1 } });
      const rows = (await ledger.newest(KIOSK, 3)).map(({ seq, at, reason, verdict }) => [seq, at, reason, verdict]);
      expect(rows).toEqual([
        [3, 8, "granted", "accept"],
        [2, 7, "granted", "accept"],
        [1, 100, "entry-set-aside", undefined],
      ]);
      expect(Buffer.from((await ledger.sealedPart(KIOSK, 2))?.bytes ?? [])).toEqual(part);
      await expect(opened.change("UPDATE entries SET body = chain WHERE seq = 2")).rejects.toThrow("an entry is never changed");
      await expect(opened.change("UPDATE entries SET leaf = chain WHERE seq = 1")).rejects.toThrow("an entry is never changed");
      const whole = await ledger.append(KIOSK, signed(await batchOf(journal), 300));
      expect("held" in whole && "setAsideFrom" in whole.held).toBe(false);
    });

    test("one whose times no journal can have is kept as bytes and not read", async () => {
      const journal = memoryJournal();
      for (const times of [{ at: -1 }, { at: 253_402_300_800 }, { at: 5, durationMs: -1 }]) {
        journal.appendBytes(Buffer.from(JSON.stringify({ seq: journal.size, ...times, reason: "granted" })));
      }
      await push(journal);
      expect((await ledger.newest(KIOSK, 9)).map(({ reason }) => reason)).toEqual(["entry-unread", "entry-unread", "entry-unread"]);
    });
  });

  describe("a sealed part", () => {
    const part = Buffer.alloc(321, 7);
    const journalWith = async (at: number) => {
      const journal = memoryJournal();
      await journal.append(anEntry({ at, sealed: sealedDigest(part) }));
      await journal.append(anEntry({ at: at + 1 }));
      return journal;
    };
    const sealed = { read: async (digest: string) => (digest === sealedDigest(part) ? part : undefined) };

    test("comes with its entry, or later; one that no entry names is not kept", async () => {
      const journal = await journalWith(5);
      await ledger.append(KIOSK, signed(await readBatch(journal, { from: 0, old: 0 })));
      expect(await ledger.sealedPart(KIOSK, 0)).toEqual({ digest: sealedDigest(part), bytes: undefined });
      await ledger.append(
        KIOSK,
        signed({ ...(await readBatch(journal, { from: 0, old: 0, sealed })), sealed: [Buffer.from("stray"), part] }),
      );
      expect(Buffer.from((await ledger.sealedPart(KIOSK, 0))?.bytes ?? [])).toEqual(part);
      expect(await ledger.sealedPart(KIOSK, 1)).toBeUndefined();
    });

    test.each([{ seq: 0 }, { before: 6 }])("whose entry has come as a hash alone is forgotten by %j before it comes", async (which) => {
      const journal = await journalWith(5);
      await ledger.append(KIOSK, signed(await readBatch(journal, { from: 0, old: 0, setAside: new Set([0]), sealed }), 100));
      expect(await ledger.sealedPart(KIOSK, 0)).toEqual({ digest: undefined, bytes: undefined });
      expect(await ledger.forget(KIOSK, { seq: 1 }, 110)).toMatchObject({ count: 0 });
      expect(await ledger.forget(KIOSK, which, 110)).toMatchObject({ count: 0 });
      await ledger.append(KIOSK, signed(await readBatch(journal, { from: 0, old: 0, until: 1, sealed }), 120));
      expect((await ledger.newest(KIOSK, 2)).map(({ reason }) => reason)).toEqual(["granted", "granted"]);
      expect((await ledger.sealedPart(KIOSK, 0))?.bytes).toBeUndefined();
      expect(await ledger.sealedPart(KIOSK, 1)).toBeUndefined();
    });

    test("of an entry before a day up to which everything was forgotten is not kept when it comes late, and one of that day is", async () => {
      await ledger.forget(KIOSK, { before: 6 }, 10);
      await ledger.forget(KIOSK, { before: 3 }, 11);
      await ledger.append(KIOSK, signed(await readBatch(await journalWith(5), { from: 0, old: 0, sealed })));
      expect(await ledger.sealedPart(KIOSK, 0)).toEqual({ digest: sealedDigest(part), bytes: undefined, notKeptBefore: 6 });
      await ledger.enrol("beside", {}, 1);
      await ledger.forget("beside", { before: 5 }, 10);
      await ledger.append("beside", signed(await readBatch(await journalWith(5), { from: 0, old: 0, sealed })));
      expect(Buffer.from((await ledger.sealedPart("beside", 0))?.bytes ?? [])).toEqual(part);
    });

    test.each([{ seq: 0 }, { before: 6 }])("is forgotten by %j, and not brought back by a repetition", async (which) => {
      const journal = await journalWith(5);
      const upload = signed(await readBatch(journal, { from: 0, old: 0, sealed }));
      await ledger.append(KIOSK, upload);
      expect(await ledger.forget(KIOSK, { before: 5 }, 10)).toMatchObject({ count: 0 });
      expect(await ledger.forget(KIOSK, which, 10)).toMatchObject({ count: 1 });
      await ledger.append(KIOSK, upload);
      expect(await ledger.sealedPart(KIOSK, 0)).toMatchObject({ digest: sealedDigest(part), bytes: undefined });
      expect(await ledger.forget(KIOSK, which, 11)).toMatchObject({ count: 0 });
    });
  });

  test("entries on a stick of the day before are proved in its checkpoint, smaller than the one witnessed, though the kiosk never comes again", async () => {
    const journal = memoryJournal(1500);
    const stick = await Promise.all([0, 500, 1000].map((from) => batchOf(journal, from, from + 500)));
    for (let entry = 0; entry < 500; entry++) await journal.append(anEntry());
    expect(sizesOf(await push(journal, 0, 500))).toEqual([500, 2000]);
    expect(await noteCovering(5)).toBeUndefined();
    for (const batch of [...stick, ...stick]) await ledger.append(KIOSK, signed(batch), witness);
    for (const seq of [5, 700, 1499]) expect(await noteCovering(seq)).toContain("\n1500\n");
    // The witnessed one stays, and takes its place when it is reached.
    expect(sizesOf(await push(journal, 1500, 2000))).toEqual([2000, 2000]);
    expect(await noteCovering(5)).toContain("\n2000\n");
  });
}
