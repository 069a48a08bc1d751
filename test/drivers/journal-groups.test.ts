import { mkdtempSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import { type FileSystem, nodeFileSystem } from "../../src/drivers/file-system.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { anEntry } from "../support/entries.ts";
import { FaultyDisk } from "../support/faulty-disk.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-groups-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (files: FileSystem, segmentBytes = 1_048_576) => openJournal(folder, TEST_SIGNER, { segmentBytes, files });

/** The real file system, counting writes that are synced before they resolve. */
function counting() {
  const calls = { writes: 0 };
  const files: FileSystem = {
    ...nodeFileSystem,
    open: async (path, mode) => {
      const file = await nodeFileSystem.open(path, mode);
      const write = (bytes: Uint8Array, position: number) => {
        if (mode === "durable") calls.writes++;
        return file.write(bytes, position);
      };
      return { ...file, write };
    },
  };
  return { files, calls };
}

/** Appends so many at once, each told by its `durationMs`. */
function appendAtOnce(journal: JournalFiles, howMany: number) {
  return Array.from({ length: howMany }, (_, index) => journal.append(anEntry({ durationMs: index })));
}

async function durationsIn(journal: JournalFiles): Promise<readonly (number | undefined)[]> {
  const read = [];
  for await (const { body } of journal.read(0)) read.push(entryFromJson(body)?.durationMs);
  return read;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("appends that arrive together", () => {
  test("share one durable write, and are acknowledged in their order", async () => {
    const { files, calls } = counting();
    const journal = await open(files);
    calls.writes = 0;
    const order: number[] = [];
    await Promise.all(appendAtOnce(journal, 100).map((appended) => appended.then(({ seq }) => order.push(seq))));
    expect(order).toEqual(upTo(100));
    expect(calls.writes).toBeLessThanOrEqual(2);
    expect(await durationsIn(journal)).toEqual(upTo(100));
    await journal.close();
  });

  test("of eight callers that each wait for their last one: near eight to a write", async () => {
    const { files, calls } = counting();
    const journal = await open(files);
    calls.writes = 0;
    await Promise.all(
      upTo(8).map(async () => {
        for (let count = 0; count < 25; count++) await journal.append(anEntry());
      }),
    );
    expect(calls.writes).toBeLessThanOrEqual(40);
    await journal.close();
  });

  test("one caller alone has one durable write an entry", async () => {
    const { files, calls } = counting();
    const journal = await open(files);
    calls.writes = 0;
    for (let count = 0; count < 10; count++) await journal.append(anEntry());
    expect(calls.writes).toBe(10);
    await journal.close();
  });

  test("one caller that begins the next where the last has ended leaves everything else its turns", async () => {
    const journal = await open(nodeFileSystem);
    let isUp = false;
    setTimeout(() => {
      isUp = true;
    }, 10);
    while (!isUp) await journal.append(anEntry());
    expect(journal.size).toBeGreaterThan(0);
    await journal.close();
  });

  test.each([1, 2, 8])(
    "of %i sources that never pause hold up neither a timer, nor what waits for the network or a disk, nor one another",
    async (sources) => {
      // As on the quickest of disks: nothing of an append leaves this thread, so nothing but the journal itself lets others have their turn.
      const files: FileSystem = {
        ...nodeFileSystem,
        open: async (path, mode) => {
          const file = await nodeFileSystem.open(path, mode);
          return mode === "durable" ? { ...file, write: async () => undefined } : file;
        },
      };
      const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: 2 * 1_048_576, files });
      const turns = { timer: 0, network: 0, disk: 0 };
      let isOver = false;
      const others = [
        again("timer", () => new Promise<void>((resolve) => setTimeout(resolve, 1))),
        again("network", () => new Promise<void>((resolve) => setImmediate(resolve))),
        again("disk", () => stat(folder).then(() => undefined)),
      ];
      async function again(what: keyof typeof turns, wait: () => Promise<void>): Promise<void> {
        for (; !isOver; turns[what]++) await wait();
      }
      const order: number[] = [];
      const all = Array.from({ length: sources }, async (_, source) => {
        for (let entry = 0; entry < 4000 / sources; entry++) {
          await journal.append(anEntry({ durationMs: source }));
          order.push(source);
        }
      });
      await Promise.all(all);
      isOver = true;
      await Promise.all(others);
      expect(Math.min(...Object.values(turns))).toBeGreaterThan(3);
      // Each has had its entry before any other has its next but one.
      for (let at = 0; at + 2 * sources <= order.length; at += sources)
        expect(new Set(order.slice(at, at + 2 * sources)).size).toBe(sources);
      await journal.close();
    },
  );

  test("fill segment after segment, and the journal is whole", async () => {
    const journal = await open(new FaultyDisk(), SMALL);
    await Promise.all(appendAtOnce(journal, 500));
    expect(await durationsIn(journal)).toEqual(upTo(500));
    await journal.close();
    const kinds = new Set();
    for await (const { kind } of inspectJournal(folder)) kinds.add(kind);
    expect(kinds).toEqual(new Set(["begin", "entry", "end"]));
  });

  test("before one that is none are written; it is refused, and all after it", async () => {
    const journal = await open(new FaultyDisk());
    const outcomes = await Promise.allSettled([1, 2, Number.NaN, 4].map((durationMs) => journal.append(anEntry({ durationMs }))));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    await journal.close();
    const again = await open(new FaultyDisk());
    expect(await durationsIn(again)).toEqual([1, 2]);
    await again.close();
  });
});

describe("a flush that fails", () => {
  test.each(["write", "datasync"] as const)("at its %s rejects all that shared it, and all that wait", async (call) => {
    const disk = new FaultyDisk();
    const journal = await open(disk);
    await journal.append(anEntry());
    disk.failNext(call, "lost");
    const outcomes = await Promise.allSettled(appendAtOnce(journal, 300));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    await expect(journal.append(anEntry())).rejects.toThrow("open it anew");
    await journal.close();
    const again = await open(disk);
    expect(again.size).toBe(1);
    await again.close();
  });

  test("and whatever of it reached the disk before the power went: every acknowledged entry is there, and only a beginning of the rest", async () => {
    const plan = fc.record({
      before: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
      group: fc.integer({ min: 1, max: 60 }),
      call: fc.constantFrom("write" as const, "datasync" as const),
      effect: fc.constantFrom("lost" as const, "half" as const, "persisted" as const, "cached" as const),
      isCut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ before, group, call, effect, isCut }) => {
        rmSync(folder, { recursive: true, force: true });
        const disk = new FaultyDisk();
        const journal = await open(disk, SMALL);
        for (const howMany of before) await Promise.all(appendAtOnce(journal, howMany));
        const acknowledged = journal.size;
        disk.failNext(call, effect, ".tramlog");
        const outcomes = await Promise.allSettled(appendAtOnce(journal, group));
        const more = outcomes.filter(({ status }) => status === "fulfilled").length;
        await journal.close();
        if (isCut) disk.powerCut();
        const again = await open(disk, SMALL);
        expect(again.size).toBeGreaterThanOrEqual(acknowledged + more);
        expect((await durationsIn(again)).slice(acknowledged)).toEqual(upTo(again.size - acknowledged));
        const { size } = again;
        await Promise.all(appendAtOnce(again, 3));
        await again.close();
        // What was there when it was opened is there for good.
        disk.powerCut();
        const last = await open(disk, SMALL);
        expect(last.size).toBe(size + 3);
        await last.close();
      }),
      { numRuns: 150 },
    );
  });
});
