import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bodyToJson } from "../../src/core/journal-event.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { NO_TIME } from "../../src/core/trusted-time.ts";
import { replaceFile } from "../../src/drivers/durable-file.ts";
import { type FileMode, type FileSystem, nodeFileSystem } from "../../src/drivers/file-system.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { reserveFile } from "../../src/drivers/reserve-file.ts";
import { runFolder } from "../../src/drivers/run-folder.ts";
import { createEventRecorder } from "../../src/kiosk/event-recorder.ts";
import { readFloors } from "../../src/kiosk/journal-floors.ts";
import { acceptedIn, memoryOf } from "../../src/kiosk/memory.ts";
import { type Retention, type RetentionParts, startRetention } from "../../src/kiosk/retention.ts";
import { openUsedOnce, type UsedOnce, type UsedPiece } from "../../src/kiosk/used-once.ts";
import { DyingDisk } from "../support/dying-disk.ts";
import { anEntry } from "../support/entries.ts";
import { FaultyDisk } from "../support/faulty-disk.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

const T = 1_795_000_000;
const DAY = 86_400;
const KEEP_DAYS = 40;
/** Some of a small segment's entries. */
const ENTRIES = 200;
const FLOOR = { root: 2, timestamp: 40, snapshot: 12, targets: 11 };
const nameOf = (seq: number) => Buffer.alloc(16, seq).toString("base64url");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-retention-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openIn = (files: FileSystem) => openJournal(join(folder, "journal"), TEST_SIGNER, { segmentBytes: SMALL, files });

/** A journal whose floors stand at its beginning, of prescriptions, one an hour. */
async function aJournal(): Promise<JournalFiles> {
  const journal = await openIn(new FaultyDisk());
  await journal.append({ at: T, reason: "event-floor", ...FLOOR, proven: T, floor: T, claimed: T });
  for (let seq = 1; seq < ENTRIES; seq++) {
    await journal.append(anEntry({ at: T + seq * 3600, type: "prescription", credential: nameOf(seq) }));
  }
  return journal;
}

interface Changes {
  readonly now?: number;
  readonly held?: number;
  readonly doubt?: "ahead";
  readonly certain?: number;
  readonly keepDays?: number;
  readonly isUnknown?: boolean;
  readonly files?: FileSystem;
}

function partsOf(journal: JournalFiles, changes: Changes) {
  const { now = T + 100 * DAY, held = 150, certain = now, keepDays = KEEP_DAYS, doubt, isUnknown, files = nodeFileSystem } = changes;
  const used = openUsedOnce({ kiosk: "hanoi-01", life: "" }, runFolder(join(folder, "used-once"), files));
  const clock = { now: () => now, certain: () => certain, monotonicMs: () => 0, doubt: () => doubt };
  const time = { ...NO_TIME, proven: T, claimed: T };
  const recorder = createEventRecorder({
    journal,
    clock: { ...clock, status: () => ({ state: "ok" as const, by: "system" as const, floor: time, systemOffsetSeconds: 0 }) },
    versions: FLOOR,
    written: { versions: NO_VERSIONS, time: NO_TIME, saidAt: undefined },
    keep: async () => undefined,
    onAppended: () => undefined,
    onFault: () => undefined,
  });
  const faults: unknown[] = [];
  const heldAt = T + 40 * DAY;
  const parts: RetentionParts = {
    journal,
    clock,
    keepDays,
    acknowledged: {
      sizeAt: (at) => (at >= heldAt ? held : 0),
      since: (seq) => (seq < held ? heldAt : undefined),
    },
    memory: () => (isUnknown ? undefined : memoryOf({ once: ["prescription"] })),
    used,
    releasing: recorder.releasing,
    reserve: reserveFile(join(folder, "reserve"), 2 * SMALL, files),
    onReleased: () => undefined,
    onFault: (error) => faults.push(error),
  };
  return { parts, faults, used };
}

async function lastOf(journal: JournalFiles) {
  const bodies = [];
  for await (const { body } of journal.read(journal.size - 2)) bodies.push(JSON.parse(Buffer.from(body).toString()));
  return bodies;
}

const namesOf = async (used: UsedOnce, journal: JournalFiles) =>
  (await Array.fromAsync(used.names({ firstSeq: () => journal.firstSeq, inherited: [] }))).map(({ name }) => name);

/** All prescriptions that are known to be used: out of entries that are gone, and of those that are there. */
async function knownNames(journal: JournalFiles): Promise<ReadonlySet<string>> {
  const used = openUsedOnce({ kiosk: "hanoi-01", life: "" }, runFolder(join(folder, "used-once")));
  const names = new Set(await namesOf(used, journal));
  for await (const { body } of journal.read(0)) {
    const { credential } = acceptedIn(body) ?? {};
    if (credential !== undefined) names.add(credential);
  }
  return names;
}
/** Retention when its first look is over. */
async function looked(parts: RetentionParts): Promise<Retention> {
  const retention = startRetention(parts);
  await retention.settled();
  return retention;
}
const ALL = Array.from({ length: ENTRIES - 1 }, (_, index) => nameOf(index + 1)).sort();

describe("what central has held for long enough", () => {
  test("goes, whole segments of it, after the floors were said again and that it goes", async () => {
    const journal = await aJournal();
    const retention = await looked(partsOf(journal, {}).parts);
    expect(journal.firstSeq).toBeGreaterThan(0);
    expect(journal.firstSeq).toBeLessThanOrEqual(150);
    const [floor, released] = await lastOf(journal);
    expect(floor).toMatchObject({ reason: "event-floor", ...FLOOR });
    expect(released).toMatchObject({ reason: "event-released", until: journal.firstSeq, held: 150, heldAt: T + 40 * DAY });
    expect(await readFloors(journal)).toMatchObject({ versions: FLOOR, time: { proven: T } });
    expect([...(await knownNames(journal))].sort()).toEqual(ALL);
    expect(retention.status()).toMatchObject({ oldestAt: T + journal.firstSeq * 3600, keptUntil: T + 80 * DAY });
    await journal.close();
  });

  test("is said once, and not again where nothing more can go", async () => {
    const journal = await aJournal();
    await looked(partsOf(journal, {}).parts);
    const { size } = journal;
    await looked(partsOf(journal, {}).parts);
    expect(journal.size).toBe(size);
    await journal.close();
  });
});

test("a year of it goes in steps, each of so few names that the room held for them is enough", async () => {
  const [entries, aSegment] = [40_000, 3500];
  const body = bodyToJson({ ...anEntry({ at: T, type: "prescription", credential: nameOf(1) }), seq: 0 });
  const long = {
    size: entries,
    firstSeq: 0,
    freeBytes: undefined,
    async *readThrough(from: number, until: number) {
      for (let seq = from; seq < until; seq++) yield { seq, body, chain: body };
    },
    releasable: async (held: number) => Math.floor((held - 1) / aSegment) * aSegment,
    async release(held: number) {
      this.firstSeq = await this.releasable(held);
      return this.firstSeq;
    },
  };
  const steps: (readonly [number, number, number])[] = [];
  const journal = await aJournal();
  const { parts } = partsOf(journal, { held: 39_000 });
  const used = {
    keep: async ({ from, until, names }: UsedPiece) => void steps.push([from, until, names.length]),
    merge: async () => undefined,
  };
  const shared = { ...parts, journal: long, used, releasing: async () => true };
  // Whoever stops the kiosk waits for one step, not for all.
  await startRetention(shared).close();
  expect(steps).toHaveLength(1);
  await looked(shared);
  expect(steps).toEqual([
    [0, 14_000, 14_000],
    [14_000, 28_000, 14_000],
    [28_000, 38_500, 10_500],
  ]);
  await journal.close();
});

test.each<[string, Changes]>([
  ["central has not acknowledged", { held: 0 }],
  ["central has held for too few days", { now: T + 79 * DAY }],
  ["is old by a clock in doubt", { now: T + 9999 * DAY, doubt: "ahead" }],
  ["is old by a leap of the clock that nothing has confirmed", { now: T + 380 * DAY, certain: T + 41 * DAY }],
  ["re-entry may need, whatever is configured", { now: T + 70 * DAY, keepDays: 1 }],
  ["might be good for one time only, and nobody knows the policy", { isUnknown: true }],
])("nothing goes that %s", async (_, changes) => {
  const journal = await aJournal();
  await looked(partsOf(journal, changes).parts);
  expect([journal.firstSeq, journal.size]).toEqual([0, ENTRIES]);
  await journal.close();
});

test("nothing goes of which central has taken back, while names were being kept, that it holds it", async () => {
  const journal = await aJournal();
  const { parts, used } = partsOf(journal, {});
  let isLost = false;
  await looked({
    ...parts,
    acknowledged: { ...parts.acknowledged, sizeAt: (at) => (isLost ? 10 : parts.acknowledged.sizeAt(at)) },
    used: {
      ...used,
      async keep(piece) {
        await used.keep(piece);
        isLost = true;
      },
    },
  });
  expect([journal.firstSeq, journal.size]).toEqual([0, ENTRIES]);
  await journal.close();
});

test("nobody looks before it is known what central holds", async () => {
  const journal = await aJournal();
  const ready = Promise.withResolvers<void>();
  const retention = startRetention({ ...partsOf(journal, {}).parts, ready: ready.promise });
  await new Promise((resolve) => setImmediate(resolve));
  expect([retention.status(), journal.firstSeq]).toEqual([undefined, 0]);
  ready.resolve();
  await retention.settled();
  expect(journal.firstSeq).toBeGreaterThan(0);
  await journal.close();
});

test("what central does not hold has no day on which it may go", async () => {
  const journal = await aJournal();
  const { parts } = partsOf(journal, { held: 0 });
  const status = async (freeBytes: number) => {
    Object.defineProperty(journal, "freeBytes", { value: freeBytes, configurable: true });
    return (await looked(parts)).status();
  };
  expect(await status(100_000)).toEqual({ oldestAt: T, roomDays: expect.any(Number) });
  // No figure for anybody.
  expect(await status(1e15)).toEqual({ oldestAt: T });
  await journal.close();
});

test("where used-once was damaged or went missing, nothing more goes, and the start stops with words", async () => {
  const journal = await aJournal();
  await looked(partsOf(journal, { held: 60 }).parts);
  const { firstSeq } = journal;
  const [name = ""] = readdirSync(join(folder, "used-once"));
  const path = join(folder, "used-once", name);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  for (const [what, damage] of [
    ["damaged", () => writeFileSync(path, bytes)],
    ["missing", () => rmSync(path)],
  ] as const) {
    damage();
    const { parts, faults, used } = partsOf(journal, {});
    await looked(parts);
    expect([journal.firstSeq, faults.length]).toEqual([firstSeq, 1]);
    await expect(namesOf(used, journal)).rejects.toThrow(`is ${what}`);
  }
  await journal.close();
});

test("on a disk without a free byte it goes all the same: room is held for what must be written before", async () => {
  const disk = new SmallDisk();
  await (await aJournal()).close();
  const journal = await openIn(disk);
  const { status } = await looked(partsOf(journal, { held: 0, files: disk }).parts);
  expect(status()).toBeDefined();
  disk.fill();
  await expect(replaceFile(join(folder, "anything"), Buffer.of(1), disk)).rejects.toThrow();
  const { parts, faults } = partsOf(journal, { files: disk });
  await looked(parts);
  expect(faults).toEqual([]);
  expect(journal.firstSeq).toBeGreaterThan(0);
  expect([...(await knownNames(journal))].sort()).toEqual(ALL);
  expect(statSync(join(folder, "reserve")).size).toBeGreaterThanOrEqual(2 * SMALL);
  await journal.close();
});

test("whenever the power goes or the disk is full in between, nothing is forgotten and the next look goes on", async () => {
  for (const death of ["lost", "persisted", "full"] as const) {
    for (let at = 0, hasStruck = true; hasStruck; at++) {
      rmSync(folder, { recursive: true, force: true });
      const whole = await aJournal();
      await whole.close();
      const disk = new DyingDisk(Number.POSITIVE_INFINITY);
      const opening = await openIn(disk);
      const opened = disk.calls.length;
      await opening.close();
      const dying = new DyingDisk(opened + at, death);
      const journal = await openIn(dying);
      await looked(partsOf(journal, { files: dying }).parts).catch(() => undefined);
      hasStruck = dying.hasStruck;
      await journal.close().catch(() => undefined);
      dying.powerCut();

      const again = await openIn(new FaultyDisk());
      expect([...(await knownNames(again))].sort()).toEqual(ALL);
      expect(await readFloors(again)).toMatchObject({ versions: FLOOR, time: { proven: T } });
      const { parts, faults } = partsOf(again, {});
      await looked(parts);
      expect(faults).toEqual([]);
      expect(again.firstSeq).toBeGreaterThan(0);
      expect([...(await knownNames(again))].sort()).toEqual(ALL);
      await again.close();
      for await (const part of inspectJournal(join(folder, "journal"))) expect(part.kind).not.toBe("damage");
    }
  }
});

/** The real file system, on which after fill() nothing grows but by what has been removed since. */
class SmallDisk extends FaultyDisk {
  #free = Number.POSITIVE_INFINITY;

  fill(): void {
    this.#free = 0;
  }

  override async open(path: string, mode: FileMode) {
    if (mode === "create") this.#free += sizeOf(path);
    const file = await super.open(path, mode);
    return {
      ...file,
      write: async (bytes: Uint8Array, position: number) => {
        const more = Math.max(0, position + bytes.length - (await file.size()));
        if (more > this.#free) throw new Error("ENOSPC");
        this.#free -= more;
        await file.write(bytes, position);
      },
    };
  }

  override async rename(from: string, to: string): Promise<void> {
    this.#free += sizeOf(to);
    await super.rename(from, to);
  }

  override async remove(path: string): Promise<void> {
    this.#free += sizeOf(path);
    await super.remove(path);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
