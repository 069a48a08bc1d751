import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { entryFromJson, entryToJson } from "../../src/core/journal-entry.ts";
import { decodeHeader, HEADER_BYTES } from "../../src/core/journal-header.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { type FileSystem, nodeFileSystem } from "../../src/drivers/file-system.ts";
import { type JournalFiles, type JournalOptions, openJournal } from "../../src/drivers/journal-files.ts";
import { JournalInUse } from "../../src/drivers/journal-folder.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import type { StoredEntry } from "../../src/ports.ts";
import { anEntry, arbitraryEntry } from "../support/entries.ts";
import { eventually } from "../support/eventually.ts";
import { type Effect, type Faulty, FaultyDisk, writeAt } from "../support/faulty-disk.ts";
import { buildSegment, flipBit, headerBytes, SMALL } from "../support/journal-bytes.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";

let folder: string;
let segment0: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-journal-"));
  segment0 = join(folder, "00000000.tramlog");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How many entries of appendSome() fill a small segment: each is a record of 296 bytes. */
const PER_SEGMENT = 41;
/** The next segment, while it has no number. */
const SPARE = "next.tramlog.new";
const open = (options: JournalOptions = {}) => openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL, ...options });

async function readAll(journal: JournalFiles, from = 0, until?: number): Promise<readonly StoredEntry[]> {
  const read: StoredEntry[] = [];
  for await (const entry of journal.read(from, until)) read.push(entry);
  return read;
}

/** Appends so many entries, each told by its `durationMs`, and returns them as they must stand on the disk. */
async function appendSome(journal: JournalFiles, howMany: number): Promise<StoredEntry[]> {
  const stored: StoredEntry[] = [];
  for (let count = 0; count < howMany; count++) {
    const entry = anEntry({ durationMs: 100_000.5 + journal.size });
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
    const appended = await appendSome(journal, 150);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tramlog")).length).toBeGreaterThan(2);
    let seen = 0;
    const appending = appendSome(journal, 50);
    for await (const { seq } of journal.read(0)) expect(seq).toBe(seen++);
    expect(seen).toBeGreaterThanOrEqual(150);
    await appending;
    const ranges = [
      [0, 1],
      [39, 44],
      [149, 150],
      [82, 82],
      [90, 20],
      [40, 127],
      [125, 150],
    ] as const;
    // Once as it stands, and once opened anew, when it does not know yet where its segments begin.
    for (const opened of [async () => journal, () => open()]) {
      const reading = await opened();
      for (const [from, until] of ranges) {
        expect(plain(await readAll(reading, from, until))).toEqual(plain(appended.slice(from, until)));
      }
      expect(await readAll(reading, 199)).toHaveLength(1);
      expect(await readAll(reading, 200, 300)).toHaveLength(0);
      await reading.close();
    }
  });

  test("is readable by nobody else", async () => {
    rmSync(folder, { recursive: true });
    const journal = await openJournal(join(folder, "a", "b"), TEST_SIGNER, { segmentBytes: SMALL });
    await journal.close();
    for (const path of ["a", "a/b"]) expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700);
    for (const name of ["00000000.tramlog", "life", "lock", "public-key"])
      expect(statSync(join(folder, "a/b", name)).mode & 0o777).toBe(0o600);
  });

  test("begins a new segment when one is full, and each has its size from the start", async () => {
    const journal = await open();
    await appendSome(journal, 3 * PER_SEGMENT);
    await journal.close();
    const names = readdirSync(folder).filter((name) => name.endsWith(".tramlog"));
    expect(names).toEqual(["00000000.tramlog", "00000001.tramlog", "00000002.tramlog"]);
    const leaves = names.map((name) => name.replace("tramlog", "leaves"));
    expect(readdirSync(folder).toSorted()).toEqual([...names, ...leaves, "life", "lock", "public-key"].toSorted());
    for (const name of names) expect(statSync(join(folder, name)).size).toBe(SMALL);
  });

  test("goes on in segments of another size than the one they were begun with", async () => {
    const first = await open();
    await appendSome(first, 3);
    await first.close();
    const later = await openJournal(folder, TEST_SIGNER, { segmentBytes: 2 * SMALL });
    await appendSome(later, 100);
    await later.close();
    expect([segment0, join(folder, "00000001.tramlog")].map((path) => statSync(path).size)).toEqual([SMALL, 2 * SMALL]);
    const again = await open();
    expect(await readAll(again)).toHaveLength(103);
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
    for (let cut = 0; cut <= SMALL; cut += cut > second && cut < end ? 3 : 161) {
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
    for (const name of ["next.tramlog.new", "00000001.tramlog.new"]) writeFileSync(join(folder, name), "half a segm");
    const again = await open();
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
    const more = await appendSome(again, 30);
    expect(plain(await readAll(again))).toEqual(plain([...appended, ...more]));
    await again.close();
  });
});

describe("damage", () => {
  const at = (segment: number) => join(folder, `0000000${segment}.tramlog`);
  async function threeSegments(): Promise<void> {
    const journal = await open();
    await appendSome(journal, 2 * PER_SEGMENT + 10);
    await journal.close();
  }
  const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]);
  const endOf = (path: string) => readFileSync(path).findLastIndex((byte) => byte !== 0);

  function flipBefore(path: string, bytes: number): void {
    writeFileSync(path, flipBit(readFileSync(path), 8 * (endOf(path) - bytes)));
  }

  function wipeLastRecordOf(path: string): void {
    const bytes = readFileSync(path);
    // Bodies begin with {"seq": and have 44 bytes before them.
    writeFileSync(path, bytes.fill(0, bytes.lastIndexOf('{"seq":') - 44));
  }

  /** The last segment behind a header that is signed, and speaks of another past. */
  function withOtherPast(): void {
    const header = decodeHeader(readFileSync(at(2))) ?? expect.fail("no header");
    writeAt(at(2), headerBytes(2, { tree: header.before, chain: new Uint8Array(32).fill(9) }), 0);
  }

  const AT_START: readonly (readonly [string, string, () => void])[] = [
    ["the last, acknowledged entry has changed", "record-invalid", () => writeAt(at(2), Buffer.from("????"), endOf(at(2)) - 50)],
    ["a segment in the middle is missing", "gap", () => rmSync(at(1))],
    ["the first segment is missing", "gap", () => rmSync(at(0))],
    ["a segment stands in the place of the newest", "gap", () => copyFileSync(at(0), at(2))],
    ["something was written behind the newest segment's end", "length-wrong", () => writeAt(at(2), Uint8Array.of(1), SMALL)],
    ["another journal goes on here", "chain-broken", withOtherPast],
    [
      "what says which entries were removed is not signed",
      "released-invalid",
      () => writeFileSync(join(folder, "released"), "all of them\n"),
    ],
  ];

  test.each(AT_START)("is named at start and nothing is changed: %s", async (_name, problem, damage) => {
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

  const LATER: readonly (readonly [string, string, () => void])[] = [
    ["a bit of an early entry has flipped", "record-invalid", () => writeAt(at(0), Uint8Array.of(0xff), HEADER_BYTES + 400)],
    ["a header in the middle is gone", "header-invalid", () => writeAt(at(1), new Uint8Array(64), 0)],
    ["a segment stands in the place of another", "gap", () => copyFileSync(at(0), at(1))],
    ["the end of an old segment was cut off", "length-wrong", () => truncateSync(at(0), SMALL - 100)],
    ["the last entry of an old segment is gone", "gap", () => wipeLastRecordOf(at(0))],
    ["an old segment was cut in the middle of an entry", "record-invalid", () => flipBefore(at(1), 20)],
  ];

  test.each(LATER)("is found by the check of the whole journal, beside a kiosk that runs: %s", async (_name, problem, damage) => {
    await threeSegments();
    damage();
    const journal = await open();
    await appendSome(journal, 1);
    const parts = [];
    for await (const part of inspectJournal(folder)) parts.push(part);
    expect(parts.at(-1)).toMatchObject({ kind: "damage", damage: { problem } });
    await journal.close();
  });

  test("of an entry that start-up has passed is found when the entry is read", async () => {
    const journal = await open();
    await appendSome(journal, 30);
    writeAt(segment0, Uint8Array.of(0xff), HEADER_BYTES + 400);
    await expect(readAll(journal)).rejects.toMatchObject({ name: "JournalDamaged", damage: { problem: "record-invalid", seq: 1 } });
    await journal.close();
    const long = await open({ files: new FaultyDisk() }).catch((error: unknown) => error);
    expect(long).toMatchObject({ damage: { problem: "record-invalid", seq: 1 } });
  });

  test("is what another device's key comes to, or another kiosk's name, and its own key opens it still", async () => {
    await threeSegments();
    const before = contents();
    for (const signer of [otherSigner("hanoi-01"), { ...TEST_SIGNER, key: otherSigner("hanoi-02").key }]) {
      await expect(openJournal(folder, signer)).rejects.toMatchObject({
        damage: { problem: "other-key", file: "00000002.tramlog" },
        message: expect.stringContaining("put the key or the name back, else begin a new journal"),
      });
    }
    expect(contents()).toEqual(before);
    await (await open()).close();
  });

  test("is not what a lost or changed key file comes to: it is written again", async () => {
    await threeSegments();
    const key = readFileSync(join(folder, "public-key"), "utf8");
    expect(key).toBe(`${verifierKeyText(TEST_SIGNER.key)}\n`);
    for (const change of [() => rmSync(join(folder, "public-key")), () => writeFileSync(join(folder, "public-key"), "x")]) {
      change();
      await (await open()).close();
      expect(readFileSync(join(folder, "public-key"), "utf8")).toBe(key);
    }
  });

  test("a start reads the newest segment and two headers, however long the journal is", async () => {
    const disk = new FaultyDisk();
    const journal = await open({ files: disk });
    await appendSome(journal, 20 * PER_SEGMENT);
    await journal.close();
    const read: string[] = [];
    const watched: FileSystem = {
      ...nodeFileSystem,
      open: (path, mode) => {
        if (path.endsWith(".tramlog")) read.push(basename(path));
        return nodeFileSystem.open(path, mode);
      },
    };
    await (await open({ files: watched })).close();
    expect(new Set(read)).toEqual(new Set(["00000000.tramlog", "00000019.tramlog"]));
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
/** Calls when a segment that was made ahead of need gets its header and its name. */
const SEGMENT_FAULTS: readonly (readonly [Faulty, Effect])[] = [
  ["write", "lost"],
  ["write", "half"],
  ["write", "persisted"],
  ["datasync", "lost"],
  ["datasync", "persisted"],
  ["datasync", "cached"],
  ["rename", "lost"],
  ["rename", "persisted"],
  ["sync-folder", "lost"],
  ["sync-folder", "persisted"],
];
/** Calls when it is made. */
const SPARE_FAULTS: readonly (readonly [Faulty, Effect])[] = [
  ["write", "lost"],
  ["write", "half"],
  ["sync", "lost"],
  ["sync", "persisted"],
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
      // As many as fit into the first segment; the next append begins the second, which has been made before.
      acknowledged.push(...(await appendSome(journal, PER_SEGMENT)));
      await eventually(() => statSync(join(folder, SPARE)).size).toBe(SMALL);
      disk.failNext(call, effect);
      expect(await appendUntilFault(journal, disk)).toHaveLength(0);
      if (power) disk.powerCut();
      await expectGoesOn(disk, acknowledged, 0);
    });
  });

  test.each(SPARE_FAULTS)(
    "at %s (%s) while the next segment is made ahead of need delays nobody, and it is made later",
    async (call, effect) => {
      const disk = new FaultyDisk();
      const journal = await open({ files: disk });
      disk.failNext(call, effect, SPARE);
      const acknowledged = await appendSome(journal, PER_SEGMENT);
      await eventually(() => journal.room).toBe("none");
      acknowledged.push(...(await appendSome(journal, 3)));
      expect(journal.room).not.toBe("none");
      await journal.close();
      disk.powerCut();
      await expectGoesOn(disk, acknowledged, 0);
    },
  );

  /** The first call of its kind is for `life`; a folder has one name, whatever it is synced for. */
  const BEGINNING_FAULTS = [...SEGMENT_FAULTS, ...SPARE_FAULTS].flatMap(([call, effect]) => {
    const ofSegment = call === "rename" ? "00000000.tramlog" : SPARE;
    return ["", ...(call === "sync-folder" ? [] : [ofSegment])].map((name) => [call, effect, name] as const);
  });

  test.each(BEGINNING_FAULTS)(
    "at %s (%s) of the first file or of %s a journal does not begin, and can later",
    async (call, effect, name) => {
      const disk = new FaultyDisk();
      disk.failNext(call, effect, name);
      await expect(open({ files: disk })).rejects.toThrow(/EIO|life was not replaced/);
      await expectGoesOn(disk, [], 0);
    },
  );
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
  await eventually(() => journal.room).toBe("scarce");
  const filling = async () => {
    for (;;) acknowledged += (await appendSome(journal, 1)).length;
  };
  await expect(filling()).rejects.toMatchObject({ code: "ENOSPC" });
  expect(journal.room).toBe("none");
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
