import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { entryFromJson, entryToJson } from "../../src/core/journal-entry.ts";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { type JournalFiles, JournalInUse, type JournalOptions, openJournal } from "../../src/drivers/journal-files.ts";
import type { StoredEntry } from "../../src/ports.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";
import { type Effect, type Faulty, FaultyDisk, writeAt } from "../support/faulty-disk.ts";
import { buildSegment, flipBit, headerBytes, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
let segment0: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-journal-"));
  segment0 = join(folder, "00000000.tramlog");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How many entries of appendSome() fill a small segment: each is a record of 288 bytes. */
const PER_SEGMENT = 42;
const open = (options: JournalOptions = {}) => openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL, ...options });

async function readAll(journal: JournalFiles, from = 0, until?: number): Promise<readonly StoredEntry[]> {
  const read: StoredEntry[] = [];
  for await (const entry of journal.read(from, until)) read.push(entry);
  return read;
}

/** Appends so many entries, each told by its `durationMs`, and returns them as they must stand on the disk. */
async function appendSome(journal: JournalFiles, howMany: number): Promise<readonly StoredEntry[]> {
  const stored: StoredEntry[] = [];
  for (let count = 0; count < howMany; count++) {
    const entry = anEntry({ durationMs: journal.size + 0.5 });
    const { seq, chain } = await journal.append(entry);
    stored.push({ seq, chain, body: entryToJson({ ...entry, seq }) });
  }
  return stored;
}

const plain = (entries: readonly StoredEntry[]) =>
  entries.map(({ seq, body, chain }) => [seq, Buffer.from(body).toString(), Buffer.from(chain).toString("hex")]);

describe("a journal", () => {
  test("is empty at first, and has after a restart what was appended", async () => {
    const journal = await open();
    expect([journal.size, journal.dropped, journal.missingBytes]).toEqual([0, undefined, 0]);
    expect(journal.chain).toEqual(new Uint8Array(32));
    const appended = await appendSome(journal, 5);
    expect(plain(await readAll(journal))).toEqual(plain(appended));
    await journal.close();
    const again = await open();
    expect(again.size).toBe(5);
    expect(Buffer.from(again.chain)).toEqual(Buffer.from(appended[4]?.chain ?? []));
    expect(plain(await readAll(again))).toEqual(plain(appended));
    await again.close();
  });

  test("gives back any sequence of entries over any number of segments and restarts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(arbitraryEntry, { maxLength: 20 }), { maxLength: 4 }), async (sessions) => {
        rmSync(folder, { recursive: true, force: true });
        for (const entries of sessions) {
          const journal = await open({ files: new FaultyDisk() });
          await Promise.all(entries.map((entry) => journal.append(entry)));
          await journal.close();
        }
        const journal = await open();
        const read = (await readAll(journal)).map(({ body }) => entryFromJson(body));
        await journal.close();
        expect(read).toEqual(sessions.flat().map((entry, seq) => ({ ...entry, seq })));
      }),
      { numRuns: 25 },
    );
  });

  test("writes entries that are appended at once in the order of the calls", async () => {
    const journal = await open();
    const appended = await Promise.all(Array.from({ length: 60 }, (_, index) => journal.append(anEntry({ durationMs: index }))));
    expect(appended.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index));
    const read = await readAll(journal);
    expect(read.map(({ body }) => entryFromJson(body)?.durationMs)).toEqual(appended.map(({ seq }) => seq));
    await journal.close();
  });

  test("reads any range, from whichever segment, while appends go on", async () => {
    const journal = await open();
    const appended = await appendSome(journal, 70);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tramlog")).length).toBeGreaterThan(2);
    let seen = 0;
    const appending = appendSome(journal, 30);
    for await (const { seq } of journal.read(0)) expect(seq).toBe(seen++);
    expect(seen).toBeGreaterThanOrEqual(70);
    await appending;
    for (const [from, until] of [
      [0, 1],
      [22, 25],
      [69, 70],
      [40, 40],
      [50, 20],
      [65, 70],
    ] as const) {
      expect(plain(await readAll(journal, from, until))).toEqual(plain(appended.slice(from, until)));
    }
    expect(await readAll(journal, 99)).toHaveLength(1);
    expect(await readAll(journal, 100, 200)).toHaveLength(0);
    await journal.close();
  });

  test("is readable by nobody else", async () => {
    rmSync(folder, { recursive: true });
    const journal = await openJournal(join(folder, "a", "b"), TEST_SIGNER, { segmentBytes: SMALL });
    await journal.close();
    for (const path of ["a", "a/b"]) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
    for (const name of ["00000000.tramlog", "lock"]) expect(statSync(join(folder, "a/b", name)).mode & 0o777).toBe(0o600);
  });

  test("begins a new segment when one is full, and each has its size from the start", async () => {
    const journal = await open();
    await appendSome(journal, 60);
    await journal.close();
    const names = readdirSync(folder).filter((name) => name !== "lock");
    expect(names).toEqual(["00000000.tramlog", "00000001.tramlog", "00000002.tramlog"]);
    for (const name of names) expect(statSync(join(folder, name)).size).toBe(SMALL);
  });

  test("goes on in segments of another size than the one they were begun with", async () => {
    const first = await open();
    await appendSome(first, 3);
    await first.close();
    const later = await openJournal(folder, TEST_SIGNER, { segmentBytes: 2 * SMALL });
    await appendSome(later, 60);
    await later.close();
    expect([segment0, join(folder, "00000001.tramlog")].map((path) => statSync(path).size)).toEqual([SMALL, 2 * SMALL]);
    const again = await open();
    expect(await readAll(again)).toHaveLength(63);
    await again.close();
  });

  test("refuses an entry that could not be read back, and everything after it until it is opened anew", async () => {
    const journal = await open();
    await appendSome(journal, 1);
    await expect(journal.append(anEntry({ durationMs: Number.NaN }))).rejects.toThrow("entry 1 is not one");
    await expect(journal.append(anEntry())).rejects.toThrow("open it anew");
    await journal.close();
    const again = await open();
    expect(again.size).toBe(1);
    await appendSome(again, 1);
    await again.close();
  });

  test("that is closed finishes what it was given and takes no more; closing twice is harmless", async () => {
    const journal = await open();
    const given = Promise.all([journal.append(anEntry()), journal.append(anEntry())]);
    const closed = journal.close();
    await expect(journal.append(anEntry())).rejects.toThrow("closed");
    await Promise.all([closed, journal.close()]);
    expect((await given).map(({ seq }) => seq)).toEqual([0, 1]);
  });
});

describe("two kiosks", () => {
  test("never have the same journal open, in one process or in two, and the second is told", async () => {
    const journal = await open();
    await expect(open()).rejects.toBeInstanceOf(JournalInUse);
    await expect(open()).rejects.toThrow(`${folder} is in use by another kiosk process`);
    const writer = fileURLToPath(new URL("../support/journal-writer.ts", import.meta.url));
    const other = spawnSync(process.execPath, [writer, folder, String(SMALL)], { encoding: "utf8" });
    expect(other.status).not.toBe(0);
    expect(other.stderr).toContain("in use by another kiosk process");
    await journal.close();
    await (await open()).close();
  });

  test("in turn: a killed one leaves no lock behind", async () => {
    const writer = spawn(process.execPath, [
      fileURLToPath(new URL("../support/journal-writer.ts", import.meta.url)),
      folder,
      String(SMALL),
    ]);
    await once(writer.stdout, "data");
    await expect(open()).rejects.toThrow("in use");
    writer.kill("SIGKILL");
    await once(writer, "close");
    await (await open()).close();
  });
});

describe("after a power cut", () => {
  const built = buildSegment([anEntry({ reason: "granted" }), anEntry({ reason: "expired" }), anEntry({ reason: "revoked" })]);
  const [, second = 0, last = 0, end = 0] = built.offsets;

  /** What opening says about a journal of these bytes: its size, or the damage. */
  async function outcome(bytes: Uint8Array): Promise<number | string> {
    writeFileSync(segment0, bytes);
    try {
      const journal = await open({ files: new FaultyDisk() });
      const read = await readAll(journal);
      await journal.close();
      for (const [seq, { body }] of read.entries()) {
        if (entryFromJson(body)?.reason !== ["granted", "expired", "revoked"][seq]) throw new Error(`a wrong entry came out: ${seq}`);
      }
      return read.length;
    } catch (error) {
      if (error instanceof Error && error.name === "JournalDamaged") return error.name;
      throw error;
    }
  }

  test("the journal opens at the entry before the one that was being written, at whichever byte it was cut", async () => {
    for (let cut = last + 1; cut < end - 8; cut += 1) {
      expect(await outcome(built.bytes.slice().fill(0, cut))).toBe(2);
      expect(
        readFileSync(segment0)
          .subarray(last)
          .every((byte) => byte === 0),
      ).toBe(true);
    }
  });

  test("the dropped bytes are reported, wiped, and the next entry goes in their place", async () => {
    writeFileSync(segment0, built.bytes.slice().fill(0, last + 100));
    const journal = await open();
    expect(journal.dropped).toEqual({ file: "00000000.tramlog", offset: last, bytes: 100, seq: 2 });
    await appendSome(journal, 1);
    await journal.close();
    const again = await open();
    expect([again.size, again.dropped]).toEqual([3, undefined]);
    await again.close();
  });

  test("a file cut short anywhere opens with what is whole, at its full length again, or is named damaged", async () => {
    for (let cut = 0; cut <= SMALL; cut += cut > second && cut < end ? 3 : 61) {
      const whole = built.offsets.findLastIndex((offset) => offset <= cut);
      // A record may lack the zeros that fill it up.
      const result = await outcome(built.bytes.slice(0, cut));
      if (cut < HEADER_BYTES) expect(result).toBe("JournalDamaged");
      else
        expect([whole, built.bytes.subarray(cut, built.offsets[whole + 1]).every((byte) => byte === 0) ? whole + 1 : whole]).toContain(
          result,
        );
      if (result !== "JournalDamaged") expect(statSync(segment0).size).toBe(SMALL);
    }
    truncateSync(segment0, end);
    const journal = await open();
    expect([journal.size, journal.missingBytes]).toEqual([3, SMALL - end]);
    await journal.close();
  });

  test("a segment that was being made is made again", async () => {
    const journal = await open();
    const appended = await appendSome(journal, 22);
    await journal.close();
    writeFileSync(join(folder, "00000001.tramlog.new"), "half a segm");
    const again = await open();
    expect(readdirSync(folder)).not.toContain("00000001.tramlog.new");
    const more = await appendSome(again, 10);
    expect(plain(await readAll(again))).toEqual(plain([...appended, ...more]));
    await again.close();
  });
});

describe("damage", () => {
  async function threeSegments(): Promise<void> {
    const journal = await open();
    await appendSome(journal, 60);
    await journal.close();
  }
  const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]);

  const damages: readonly (readonly [string, string, () => void])[] = [
    ["a bit of the last, acknowledged entry has flipped", "record-invalid", () => flipInLastRecord()],
    ["a bit of an early entry has flipped", "record-invalid", () => writeAt(segment0, Uint8Array.of(0xff), 500)],
    ["a header is gone", "header-invalid", () => writeAt(join(folder, "00000001.tramlog"), new Uint8Array(64), 0)],
    ["a segment in the middle is missing", "gap", () => rmSync(join(folder, "00000001.tramlog"))],
    ["the first segment is missing", "gap", () => rmSync(segment0)],
    ["a segment stands in the place of another", "gap", () => copyFileSync(segment0, join(folder, "00000001.tramlog"))],
    ["the end of a segment in the middle was cut off", "length-wrong", () => truncateSync(segment0, SMALL - 100)],
    ["the last entry of a segment in the middle is gone", "gap", () => wipeLastRecordOf(segment0)],
    [
      "something was written behind the last segment's end",
      "length-wrong",
      () => writeAt(join(folder, "00000002.tramlog"), Uint8Array.of(1), SMALL),
    ],
    [
      "another journal goes on here",
      "chain-broken",
      () => writeAt(join(folder, "00000002.tramlog"), otherPast(readFileSync(join(folder, "00000002.tramlog"))), 0),
    ],
  ];

  function flipInLastRecord(): void {
    const path = join(folder, "00000002.tramlog");
    const bytes = readFileSync(path);
    const end = bytes.findLastIndex((byte) => byte !== 0);
    writeFileSync(path, flipBit(bytes, 8 * (end - 50)));
  }

  function wipeLastRecordOf(path: string): void {
    const bytes = readFileSync(path);
    // Bodies begin with {"seq": and have 44 bytes before them.
    const last = bytes.lastIndexOf('{"seq":') - 40;
    writeFileSync(path, bytes.fill(0, last));
  }

  function otherPast(bytes: Uint8Array): Uint8Array {
    const firstSeq = new DataView(bytes.buffer, bytes.byteOffset).getUint32(16, true);
    return encodeHeader({ segment: 2, firstSeq, chainBefore: new Uint8Array(32).fill(9), segmentBytes: SMALL });
  }

  test.each(damages)("is named and nothing is changed: %s", async (_name, problem, damage) => {
    await threeSegments();
    damage();
    const before = contents();
    const opening = open();
    await expect(opening).rejects.toThrow(/is damaged at byte \d+ \(entry \d+, .*nothing was changed; see "When a journal is damaged"/);
    await expect(opening).rejects.toMatchObject({ name: "JournalDamaged", damage: { problem } });
    expect(contents()).toEqual(before);
    // And the lock is free again for a technician's tools.
    await expect(open()).rejects.toMatchObject({ damage: { problem } });
  });

  test("of an entry that start-up has passed is found when the entry is read", async () => {
    const journal = await open();
    await appendSome(journal, 30);
    writeAt(segment0, Uint8Array.of(0xff), 500);
    await expect(readAll(journal)).rejects.toMatchObject({ name: "JournalDamaged", damage: { problem: "record-invalid", seq: 1 } });
    await journal.close();
  });

  test("in an old segment of a long journal is found at start where it is in the header, else when it is read", async () => {
    const disk = new FaultyDisk();
    const journal = await open({ files: disk });
    await appendSome(journal, PER_SEGMENT * 20);
    await journal.close();
    writeAt(segment0, Uint8Array.of(0xff), 500);
    const again = await open({ files: disk });
    expect(await readAll(again, 100)).toHaveLength(PER_SEGMENT * 20 - 100);
    await expect(readAll(again)).rejects.toMatchObject({ damage: { file: "00000000.tramlog", seq: 1 } });
    await again.close();
    truncateSync(segment0, SMALL - 1);
    await expect(open({ files: disk })).rejects.toMatchObject({ damage: { problem: "length-wrong", file: "00000000.tramlog" } });
    writeAt(join(folder, "00000001.tramlog"), Uint8Array.of(0xff), 20);
    truncateSync(segment0, SMALL);
    await expect(open({ files: disk })).rejects.toMatchObject({ damage: { problem: "header-invalid", file: "00000001.tramlog" } });
  });
});

/** Call, what is on the disk of it, entries beyond the acknowledged ones after reopening, and after a power cut before that. */
const FAULTS: readonly (readonly [Faulty, Effect, number, number])[] = [
  ["write", "lost", 0, 0],
  ["write", "half", 0, 0],
  ["write", "persisted", 1, 1],
  ["datasync", "lost", 0, 0],
  ["datasync", "persisted", 1, 1],
  ["datasync", "cached", 1, 0],
];
const SEGMENT_FAULTS: readonly (readonly [Faulty, Effect])[] = [
  ["write", "lost"],
  ["write", "half"],
  ["sync", "lost"],
  ["sync", "persisted"],
  ["rename", "lost"],
  ["rename", "persisted"],
  ["sync-folder", "lost"],
  ["sync-folder", "persisted"],
];

describe("a disk that fails", () => {
  /** Appends until the armed fault happens; returns what was acknowledged. */
  async function appendUntilFault(journal: JournalFiles, disk: FaultyDisk): Promise<readonly StoredEntry[]> {
    const acknowledged: StoredEntry[] = [];
    for (let attempt = 0; disk.isArmed && attempt < 2 * PER_SEGMENT; attempt++)
      acknowledged.push(...(await appendSome(journal, 1).catch(() => [])));
    expect(disk.isArmed).toBe(false);
    await expect(journal.append(anEntry())).rejects.toThrow("open it anew");
    await expect(journal.append(anEntry())).rejects.toThrow("open it anew");
    await journal.close();
    return acknowledged;
  }

  async function expectGoesOn(disk: FaultyDisk, acknowledged: readonly StoredEntry[], extra: number): Promise<void> {
    const journal = await open({ files: disk });
    expect(journal.size).toBe(acknowledged.length + extra);
    const more = await appendSome(journal, 2);
    await journal.close();
    // What was there when it was opened must be there for good, also the entry of the failed append.
    disk.powerCut();
    const again = await open({ files: disk });
    const read = await readAll(again);
    await again.close();
    expect(plain(read.slice(0, acknowledged.length))).toEqual(plain(acknowledged));
    expect(plain(read.slice(acknowledged.length + extra))).toEqual(plain(more));
  }

  test.each(FAULTS)(
    "at %s (%s) refuses more, and after reopening every acknowledged entry is there, and %i more",
    async (call, effect, extra) => {
      const disk = new FaultyDisk();
      const journal = await open({ files: disk });
      const acknowledged = await appendSome(journal, 3);
      disk.failNext(call, effect);
      await appendUntilFault(journal, disk);
      await expectGoesOn(disk, acknowledged, extra);
    },
  );

  test.each(FAULTS)("at %s (%s) and then loses power has every acknowledged entry", async (call, effect, _extra, afterPowerCut) => {
    const disk = new FaultyDisk();
    const journal = await open({ files: disk });
    const acknowledged = await appendSome(journal, 3);
    disk.failNext(call, effect);
    await appendUntilFault(journal, disk);
    disk.powerCut();
    await expectGoesOn(disk, acknowledged, afterPowerCut);
  });

  describe.each(["", " and then loses power"])("while a segment is made", (power) => {
    test.each(SEGMENT_FAULTS)(`at %s (%s)${power} has every acknowledged entry and no other`, async (call, effect) => {
      const disk = new FaultyDisk();
      const journal = await open({ files: disk });
      const acknowledged: StoredEntry[] = [];
      // As many as fit into the first segment; the next append makes the second.
      acknowledged.push(...(await appendSome(journal, PER_SEGMENT)));
      disk.failNext(call, effect);
      expect(await appendUntilFault(journal, disk)).toHaveLength(0);
      if (power) disk.powerCut();
      await expectGoesOn(disk, acknowledged, 0);
    });
  });

  test.each(SEGMENT_FAULTS)("at %s (%s) when the first segment is made cannot be opened, and can later", async (call, effect) => {
    const disk = new FaultyDisk();
    disk.failNext(call, effect);
    await expect(open({ files: disk })).rejects.toThrow("EIO");
    await expectGoesOn(disk, [], 0);
  });
});

test("a full disk: keeps what was acknowledged, takes no more, and goes on when there is room", async ({ skip }) => {
  const small = mkdtempSync(join(tmpdir(), "tram-small-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1500k,mode=0700", "tmpfs", small]).status === 0;
  onTestFinished(() => {
    if (mounted) spawnSync("umount", [small]);
    rmSync(small, { recursive: true });
  });
  if (!mounted) skip("no right to mount a small disk");
  const ballast = join(small, "ballast");
  writeFileSync(ballast, new Uint8Array(1_400_000));
  const openSmall = () => openJournal(join(small, "journal"), TEST_SIGNER, { segmentBytes: SMALL * 4 });
  const journal = await openSmall();
  let acknowledged = 0;
  const filling = async () => {
    for (;;) acknowledged += (await appendSome(journal, 1)).length;
  };
  await expect(filling()).rejects.toMatchObject({ code: "ENOSPC" });
  await journal.close();
  expect(acknowledged).toBeGreaterThan(PER_SEGMENT);
  // Full still: opening needs no room.
  const full = await openSmall();
  expect(full.size).toBe(acknowledged);
  await expect(full.append(anEntry())).rejects.toMatchObject({ code: "ENOSPC" });
  await full.close();
  rmSync(ballast);
  const again = await openSmall();
  await appendSome(again, 3);
  expect(await readAll(again)).toHaveLength(acknowledged + 3);
  await again.close();
});

test("a folder that cannot be made is said, with the system's word", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(openJournal(join(folder, "file", "journal"), TEST_SIGNER)).rejects.toMatchObject({ code: "ENOTDIR" });
});
