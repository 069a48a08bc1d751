import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import { nodeFileSystem } from "../../src/drivers/file-system.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { type Death, DyingDisk } from "../support/dying-disk.ts";
import { anEntry } from "../support/entries.ts";
import { FaultyDisk } from "../support/faulty-disk.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-release-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** How many entries of 1000 ms and more fill a small segment: each is a record of 296 bytes. */
const PER_SEGMENT = 41;
const open = (files = nodeFileSystem) => openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL, files });
const segments = () => readdirSync(folder).filter((name) => name.endsWith(".tramlog"));

async function journalOf(howMany: number): Promise<JournalFiles> {
  const journal = await open(new FaultyDisk());
  await append(journal, howMany);
  return journal;
}

async function append(journal: JournalFiles, howMany: number): Promise<void> {
  for (let count = 0; count < howMany; count++) await journal.append(anEntry({ durationMs: 100_000.5 + journal.size }));
}

async function seqsIn(journal: JournalFiles, from = 0): Promise<readonly number[]> {
  const seqs = [];
  for await (const { seq, body } of journal.read(from)) {
    expect(entryFromJson(body)?.durationMs).toBe(100_000.5 + seq);
    seqs.push(seq);
  }
  return seqs;
}

const range = (from: number, until: number) => Array.from({ length: until - from }, (_, index) => from + index);

async function lastPart() {
  let last: unknown;
  for await (const part of inspectJournal(folder)) last = part;
  return last;
}

describe("removing old entries", () => {
  test("takes whole segments, keeps the entry before the one that was named, and the journal goes on", async () => {
    const journal = await journalOf(5 * PER_SEGMENT);
    expect(await journal.release(3 * PER_SEGMENT + 10)).toBe(3 * PER_SEGMENT);
    expect(journal.firstSeq).toBe(3 * PER_SEGMENT);
    expect(segments()).toEqual(["00000003.tramlog", "00000004.tramlog"]);
    expect(await seqsIn(journal)).toEqual(range(3 * PER_SEGMENT, 5 * PER_SEGMENT));
    await append(journal, 50);
    await journal.close();
    const again = await open();
    expect([again.firstSeq, again.size]).toEqual([3 * PER_SEGMENT, 5 * PER_SEGMENT + 50]);
    expect(await seqsIn(again, 7)).toEqual(range(3 * PER_SEGMENT, 5 * PER_SEGMENT + 50));
    await append(again, 1);
    await again.close();
    expect(await lastPart()).toMatchObject({ kind: "end", segments: 4, key: { id: TEST_SIGNER.key.id } });
  });

  test("leaves the chain hash before the oldest entry, so that a batch may begin with it, and with none before", async () => {
    const journal = await journalOf(5 * PER_SEGMENT);
    const from = 3 * PER_SEGMENT;
    const whole = await readBatch(journal, { from, old: 0 });
    await journal.release(from + 10);
    for (const each of [journal, await viewJournal(folder, TEST_SIGNER)]) {
      if (!each) throw new Error("no journal");
      expect(await readBatch(each, { from, old: 0 })).toMatchObject({ chainBefore: whole.chainBefore, entries: whole.entries });
      await expect(readBatch(each, { from: from - 1, old: 0 })).rejects.toThrow("were removed, and central does not hold them");
    }
    await journal.close();
  });

  test("never takes an entry that may be needed: those from the named one on, and the one before", async () => {
    const journal = await journalOf(3 * PER_SEGMENT);
    for (const [before, first] of [
      [0, 0],
      [PER_SEGMENT, 0],
      [PER_SEGMENT + 1, PER_SEGMENT],
      [5, PER_SEGMENT],
      [2 * PER_SEGMENT, PER_SEGMENT],
      [10_000, 2 * PER_SEGMENT],
    ] as const) {
      expect(await journal.release(before)).toBe(first);
    }
    expect(await seqsIn(journal)).toEqual(range(2 * PER_SEGMENT, 3 * PER_SEGMENT));
    await journal.close();
  });

  test("of a journal in one segment takes nothing, and of an empty one neither", async () => {
    const journal = await journalOf(0);
    expect(await journal.release(5)).toBe(0);
    await append(journal, 5);
    expect(await journal.release(5)).toBe(0);
    expect(readdirSync(folder)).not.toContain("released");
    await journal.close();
  });

  test.each<Death>(["lost", "persisted"])("is whole at whichever step the power goes (%s)", async (death) => {
    for (let step = 0; ; step++) {
      rmSync(folder, { recursive: true, force: true });
      await (await journalOf(4 * PER_SEGMENT)).close();
      const counted = new DyingDisk();
      const before = await open(counted);
      const calls = counted.calls.length;
      await before.close();
      const disk = new DyingDisk(calls + step, death);
      const journal = await open(disk);
      const released = await journal.release(3 * PER_SEGMENT + 5).catch(() => undefined);
      await journal.close().catch(() => undefined);
      disk.powerCut();
      const again = await open();
      expect(again.size).toBe(4 * PER_SEGMENT);
      expect([0, 1, 2, 3].map((segment) => segment * PER_SEGMENT)).toContain(again.firstSeq);
      expect(await seqsIn(again)).toEqual(range(again.firstSeq, 4 * PER_SEGMENT));
      expect(await again.release(3 * PER_SEGMENT + 5)).toBe(3 * PER_SEGMENT);
      await again.close();
      expect(await lastPart()).toMatchObject({ kind: "end", segments: 1 });
      if (!disk.hasStruck) {
        expect(released).toBe(3 * PER_SEGMENT);
        expect(step).toBeGreaterThan(5);
        break;
      }
    }
  });
});

describe("a removal that does not come to its end", () => {
  test("because a file cannot be removed leaves no hole, tells what is there, and is done by the next one", async () => {
    let fails = 0;
    const remove = (path: string) =>
      path.endsWith("1.tramlog") && fails-- > 0 ? Promise.reject(new Error("EIO")) : nodeFileSystem.remove(path);
    await (await journalOf(6 * PER_SEGMENT)).close();
    const journal = await open({ ...nodeFileSystem, remove });
    fails = 1;
    await expect(journal.release(3 * PER_SEGMENT + 1)).rejects.toThrow("EIO");
    expect([journal.firstSeq, segments().length]).toEqual([PER_SEGMENT, 5]);
    expect(await seqsIn(journal)).toEqual(range(PER_SEGMENT, 6 * PER_SEGMENT));
    fails = 1;
    await expect(journal.release(4 * PER_SEGMENT + 1)).rejects.toThrow("EIO");
    expect(await journal.release(4 * PER_SEGMENT + 1)).toBe(4 * PER_SEGMENT);
    expect(segments()).toEqual(["00000004.tramlog", "00000005.tramlog"]);
    await journal.close();
    const again = await open();
    expect([again.firstSeq, again.size]).toEqual([4 * PER_SEGMENT, 6 * PER_SEGMENT]);
    await again.close();
  });

  test("because the journal is closed takes nothing away from whoever opens it next", async () => {
    const old = await journalOf(5 * PER_SEGMENT);
    const reader = old.read(0)[Symbol.asyncIterator]();
    await reader.next();
    const released = old.release(3 * PER_SEGMENT + 1);
    await expect.poll(() => old.firstSeq).toBe(3 * PER_SEGMENT);
    await Promise.all([old.close(), expect(released).rejects.toThrow("closed")]);
    await expect(old.release(3 * PER_SEGMENT + 1)).rejects.toThrow("closed");
    const journal = await open();
    await reader.return?.();
    expect(await seqsIn(journal)).toEqual(range(0, 5 * PER_SEGMENT));
    expect(await journal.release(3 * PER_SEGMENT + 1)).toBe(3 * PER_SEGMENT);
    await journal.close();
  });
});

describe("reading beside a removal", () => {
  test("what was there when a reader began stays until he has read it, and who begins later begins with what remains", async () => {
    const journal = await journalOf(5 * PER_SEGMENT);
    const reader = journal.read(0)[Symbol.asyncIterator]();
    const first = await reader.next();
    let isDone = false;
    const released = journal.release(3 * PER_SEGMENT + 1).then(() => {
      isDone = true;
    });
    const abandoned = journal.read(0)[Symbol.asyncIterator]();
    await expect.poll(() => journal.firstSeq).toBe(3 * PER_SEGMENT);
    expect(await seqsIn(journal)).toEqual(range(3 * PER_SEGMENT, 5 * PER_SEGMENT));
    await abandoned.next();
    await abandoned.return?.();
    expect([isDone, segments().length]).toEqual([false, 5]);
    const seqs = [first.value?.seq];
    for (let next = await reader.next(); !next.done; next = await reader.next()) seqs.push(next.value.seq);
    expect(seqs).toEqual(range(0, 5 * PER_SEGMENT));
    await released;
    expect(segments()).toEqual(["00000003.tramlog", "00000004.tramlog"]);
    await journal.close();
  });

  test("proofs and roots under way come to their end, and those of what is gone say so", async () => {
    for (let delay = 0; delay < 12; delay++) {
      rmSync(folder, { recursive: true, force: true });
      const journal = await journalOf(8 * PER_SEGMENT);
      const { size } = journal;
      const proofs = Promise.all([
        journal.rootAt(7 * PER_SEGMENT),
        journal.inclusionProof(7 * PER_SEGMENT + 3, size),
        journal.consistencyProof(6 * PER_SEGMENT + 1, size),
      ]);
      for (let turn = 0; turn < delay; turn++) await new Promise((resolve) => setImmediate(resolve));
      await journal.release(6 * PER_SEGMENT + 1);
      const [root] = await proofs;
      expect(await journal.rootAt(7 * PER_SEGMENT)).toEqual(root);
      await expect(journal.inclusionProof(3, size)).rejects.toThrow("was removed");
      await journal.close();
    }
  });

  test("a check goes on with what remains, and a file that somebody takes away from the middle is a gap all the same", async () => {
    const journal = await journalOf(6 * PER_SEGMENT);
    const check = inspectJournal(folder);
    const parts = [];
    for (let next = await check.next(); !next.done; next = await check.next()) {
      const { value } = next;
      parts.push(value.kind === "entry" ? value.record.seq : value.kind);
      if (parts.length === 5) await journal.release(4 * PER_SEGMENT + 1);
    }
    const remaining = ["begin", ...range(4 * PER_SEGMENT, 6 * PER_SEGMENT), "end"];
    expect(parts).toEqual(["begin", ...range(0, PER_SEGMENT), ...remaining]);
    const again = inspectJournal(folder);
    await again.next();
    rmSync(join(folder, "00000005.tramlog"));
    let last: unknown;
    for await (const part of again) last = part;
    expect(last).toMatchObject({ kind: "damage", damage: { problem: "gap", seq: 5 * PER_SEGMENT } });
    await journal.close();
  });
});

describe("a journal that does not begin at 0", () => {
  test("has lost its beginning where the device has not signed that it removed it", async () => {
    const journal = await journalOf(4 * PER_SEGMENT);
    await journal.release(2 * PER_SEGMENT + 1);
    await journal.close();
    const released = readFileSync(join(folder, "released"));
    expect(released.toString()).toMatch(/^tram\/kiosk\/hanoi-01\/released\n82\n/);
    // One segment more is missing than the device removed.
    rmSync(join(folder, "00000002.tramlog"));
    const gap = { damage: { problem: "gap", file: "00000002.tramlog", seq: 2 * PER_SEGMENT } };
    await expect(open()).rejects.toMatchObject(gap);
    expect(await lastPart()).toMatchObject({ kind: "damage", ...gap });
    rmSync(join(folder, "released"));
    await expect(open()).rejects.toMatchObject({ damage: { problem: "gap", seq: 0 } });
    // A checkpoint of the journal itself says nothing of what was removed.
    writeFileSync(join(folder, "released"), released.toString().replaceAll("/released", ""));
    await expect(open()).rejects.toMatchObject({ damage: { problem: "released-invalid", file: "released" } });
  });

  test("whose word on that has any bit flipped is damaged", async () => {
    const journal = await journalOf(3 * PER_SEGMENT);
    await journal.release(PER_SEGMENT + 1);
    await journal.close();
    const released = readFileSync(join(folder, "released"));
    for (let bit = 0; bit < 8 * released.length; bit += 7) {
      writeFileSync(join(folder, "released"), flipBit(released, bit));
      expect(await lastPart()).toMatchObject({ kind: "damage", damage: { problem: "released-invalid", file: "released" } });
    }
  });
});
