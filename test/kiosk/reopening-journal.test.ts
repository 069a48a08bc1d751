import { expect, test } from "vitest";
import { openReopening } from "../../src/kiosk/reopening-journal.ts";
import type { Journal } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

/** A journal over a disk that breaks when told to, and the number of times it was opened. */
function breakableDisk() {
  const disk = { isBroken: false, opened: 0, faults: [] as unknown[], nowMs: 0 };
  const kept = memoryJournal();
  const open = async (): Promise<Journal> => {
    if (disk.isBroken && disk.opened > 0) throw new Error("disk is broken");
    disk.opened++;
    const append: Journal["append"] = (entry) => (disk.isBroken ? Promise.reject(new Error("disk is broken")) : kept.append(entry));
    return Object.create(kept, { append: { value: append } });
  };
  const clock = { now: () => 0, monotonicMs: () => disk.nowMs };
  return { disk, journal: openReopening(open, clock, (fault) => disk.faults.push(fault)) };
}

test("a failed append rejects, and the next one goes through an opening of its own", async () => {
  const { disk, journal: opening } = breakableDisk();
  const journal = await opening;
  await journal.append(anEntry());
  disk.isBroken = true;
  await expect(journal.append(anEntry())).rejects.toThrow("disk is broken");
  disk.isBroken = false;
  await expect(journal.append(anEntry())).resolves.toMatchObject({ seq: 1 });
  expect(disk.opened).toBe(2);
  expect(disk.faults).toHaveLength(1);
});

test("while the disk stays broken every append rejects, and opening is tried every two seconds, not at every scan", async () => {
  const { disk, journal: opening } = breakableDisk();
  const journal = await opening;
  disk.isBroken = true;
  await expect(journal.append(anEntry())).rejects.toThrow();
  await expect(journal.append(anEntry())).rejects.toThrow("disk is broken");
  await expect(journal.append(anEntry())).rejects.toThrow("not open after a failure");
  disk.isBroken = false;
  await expect(journal.append(anEntry())).rejects.toThrow("not open after a failure");
  disk.nowMs += 2000;
  await expect(journal.append(anEntry())).resolves.toMatchObject({ seq: 0 });
});

test("an entry whose append failed and that is there all the same is told before anything is recorded behind it", async () => {
  const kept = memoryJournal();
  let failing = 0;
  const open = async (): Promise<Journal> => {
    const before = kept.size;
    // The disk takes it, and says that it has not.
    async function append(entry: Parameters<Journal["append"]>[0]) {
      const appended = await kept.append(entry);
      if (failing > 0) throw new Error(`EIO ${failing--}`);
      return appended;
    }
    let size = before;
    return Object.create(kept, {
      append: {
        value: async (entry: Parameters<Journal["append"]>[0]) => {
          const appended = await append(entry);
          size = kept.size;
          return appended;
        },
      },
      size: { get: () => size },
    });
  };
  let [nowMs, isDeaf] = [0, true];
  const journal = await openReopening(open, { now: () => 0, monotonicMs: () => nowMs }, () => undefined);
  const found: (readonly [number, number])[] = [];
  journal.onFound(async (from, until) => {
    if (isDeaf) throw new Error("cannot be read");
    found.push([from, until]);
  });
  await journal.append(anEntry());
  failing = 1;
  await expect(journal.append(anEntry())).rejects.toThrow("EIO");
  await expect(journal.append(anEntry())).rejects.toThrow("cannot be read");
  isDeaf = false;
  nowMs += 2000;
  await expect(journal.append(anEntry())).rejects.toThrow("what was decided without them is not recorded");
  expect([found, kept.size]).toEqual([[[1, 2]], 2]);
  await expect(journal.append(anEntry())).resolves.toMatchObject({ seq: 2 });
});

test("a journal that cannot be opened at all is told to the caller", async () => {
  const clock = { now: () => 0, monotonicMs: () => 0 };
  await expect(
    openReopening(
      () => Promise.reject(new Error("damaged")),
      clock,
      () => undefined,
    ),
  ).rejects.toThrow("damaged");
});
