import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeBatch } from "../../src/core/batch.ts";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { MAX_BATCH_BYTES } from "../../src/core/protocol.ts";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { decodeStickBatch } from "../../src/core/stick-batch.ts";
import { unbrotli } from "../../src/core/zlib.ts";
import { journalsOnStick } from "../../src/drivers/journal-stick.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { sealedFolder } from "../../src/drivers/sealed-folder.ts";
import { writeJournal } from "../../src/kiosk/stick-assembly.ts";
import type { JournalsOnStick } from "../../src/stick-ports.ts";
import { DyingDisk } from "../support/dying-disk.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { type OfficeWithStick, officeWithStick } from "../support/office-with-stick.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let office: OfficeWithStick;
let stick: string;
const KIOSK = "hanoi-01";
const files = () => readdirSync(join(stick, "tram-journal", KIOSK)).toSorted();
const at = (name: string) => join(stick, "tram-journal", KIOSK, name);

beforeEach(async () => {
  stick = temporaryFolder();
  office = await officeWithStick(KIOSK, temporaryFolder());
});
afterEach(() => office.journal.close());

/** The entries in the files, in order, as central would read them. */
function entriesOnStick(): readonly number[] {
  return batchesOnStick().flatMap(({ from, entries }) => entries.map((_, index) => from + index));
}

function batchesOnStick() {
  return files().map((name) => {
    const file = decodeStickBatch(readFileSync(at(name)));
    const unpacked = file ? unbrotli(file.content, MAX_BATCH_BYTES) : undefined;
    const batch = unpacked?.ok ? decodeBatch(unpacked.value) : "malformed";
    if (typeof batch === "string") throw new Error(`${name}: ${batch}`);
    return batch;
  });
}
const all = (from: number, until: number) => Array.from({ length: until - from }, (_, index) => from + index);

describe("the journal on a stick", () => {
  test("is all that central does not hold, in batches that central can read", async () => {
    await office.scan(1203);
    expect(await office.carry(stick, 200)).toEqual({ entries: 1003, until: 1203, written: 3, kept: 0 });
    expect(files()).toEqual(["000000000200-000000000700.batch", "000000000700-000000001200.batch", "000000001200-000000001203.batch"]);
    expect(entriesOnStick()).toEqual(all(200, 1203));
  });

  test("is gone on with: what is there and whole is kept, and not written again", async () => {
    await office.scan(600);
    await office.carry(stick);
    const before = readFileSync(at("000000000000-000000000500.batch"));
    await office.scan(50);
    expect(await office.carry(stick)).toEqual({ entries: 650, until: 650, written: 1, kept: 2 });
    expect(entriesOnStick()).toEqual(all(0, 650));
    expect(readFileSync(at("000000000000-000000000500.batch"))).toEqual(before);
  });

  test.each([1, 100, 700])("a file that was cut at byte %i is written again", async (length) => {
    await office.scan(510);
    await office.carry(stick);
    truncateSync(at("000000000000-000000000500.batch"), length);
    writeFileSync(at("000000000500-000000000999.batch"), "torn");
    writeFileSync(at("000000000500-000000000510.batch.new"), "half");
    expect(await office.carry(stick)).toMatchObject({ entries: 510, written: 1, kept: 1 });
    expect(entriesOnStick()).toEqual(all(0, 510));
  });

  test("what central has acknowledged since leaves the stick, but not before the rest is on it", async () => {
    await office.scan(1100);
    await office.carry(stick);
    await office.scan(100);
    expect(await office.carry(stick, 1000)).toMatchObject({ entries: 200, until: 1200 });
    expect(files()).toEqual(["000000001000-000000001100.batch", "000000001100-000000001200.batch"]);
  });

  test("with nothing to carry nothing is written", async () => {
    await office.scan(5);
    expect(await office.carry(stick, 5)).toEqual({ entries: 0, until: 5, written: 0, kept: 0 });
    expect(existsSync(join(stick, "tram-journal"))).toBe(false);
  });

  test("a batch of another life of this kiosk is not written over: it goes to central first", async () => {
    await office.scan(20);
    await office.carry(stick);
    const before = readFileSync(at("000000000000-000000000020.batch"));
    await office.journal.close();
    // Yesterday's disk image, gone on with.
    rmSync(join(office.folder, "journal"), { recursive: true });
    const { deviceKey } = office;
    office = await officeWithStick(KIOSK, office.folder, deviceKey);
    await office.scan(20);
    expect(await office.carry(stick)).toMatchObject({ trouble: "other-journal", written: 0 });
    expect(readFileSync(at("000000000000-000000000020.batch"))).toEqual(before);
  });

  test("that also holds for what this journal's central has acknowledged: two kiosks with one key, or a disk of another day", async () => {
    await office.scan(20);
    await office.carry(stick);
    const other = await officeWithStick(KIOSK, temporaryFolder(), office.deviceKey);
    await other.scan(30);
    expect(await other.carry(stick, 30)).toMatchObject({ trouble: "other-journal", written: 0 });
    await other.journal.close();
    expect(entriesOnStick()).toEqual(all(0, 20));
  });

  test("also under another name than that of its entries", async () => {
    await office.scan(20);
    await office.carry(stick);
    renameSync(at("000000000000-000000000020.batch"), at("000000000000-000000000030.batch"));
    const other = await officeWithStick(KIOSK, temporaryFolder(), office.deviceKey);
    await other.scan(30);
    expect(await other.carry(stick)).toMatchObject({ trouble: "other-journal", written: 0 });
    await other.journal.close();
    expect(files()).toEqual(["000000000000-000000000030.batch"]);
    // This journal's own is written again under the right one.
    expect(await office.carry(stick)).toMatchObject({ entries: 20, written: 1 });
    expect(files()).toEqual(["000000000000-000000000020.batch"]);
  });

  test("a batch that ends at an entry which is damaged here stays on the stick, and what comes after it is added", async () => {
    await office.scan(20);
    await office.carry(stick);
    const [name = ""] = files();
    const before = readFileSync(at(name));
    await office.scan(20);
    const { readThrough } = office.journal;
    office.journal.readThrough = async function* (from, until) {
      if (from <= 19 && (until ?? 40) > 19) throw new Error("damaged at entry 19");
      yield* readThrough.call(this, from, until);
    };
    expect(await office.carry(stick, 25)).toEqual({ entries: 15, until: 40, written: 1, kept: 0 });
    expect([files(), readFileSync(at(name))]).toEqual([[name, "000000000025-000000000040.batch"], before]);
  });

  test("also where one of its entries is there as a hash alone", async () => {
    await office.scan(20);
    await office.journal.append(anEntry({ sealed: sealedDigest(Buffer.from("sealed")) }));
    const unread = { read: () => Promise.reject(new Error("EIO")) };
    await office.carry(stick, 0, undefined, unread);
    const [name = ""] = files();
    const before = readFileSync(at(name));
    const other = await officeWithStick(KIOSK, temporaryFolder(), office.deviceKey);
    await other.scan(21);
    for (const acknowledged of [0, 21]) {
      expect(await other.carry(stick, acknowledged)).toMatchObject({ trouble: "other-journal", written: 0 });
      expect([files(), readFileSync(at(name))]).toEqual([[name], before]);
    }
    await other.journal.close();
  });

  test("a sealed part of which a bit has turned over makes its entry go as a hash alone, and is not taken for deleted", async () => {
    const parts = sealedFolder(join(office.folder, "sealed"));
    const digest = await parts.put(Buffer.alloc(313, 1));
    await office.journal.append(anEntry({ sealed: digest }));
    const path = join(office.folder, "sealed", `${digest}.sealed`);
    writeFileSync(path, flipBit(readFileSync(path), 801));
    await office.carry(stick, 0, undefined, parts);
    expect(batchesOnStick().map(({ entries, sealed }) => [entries.map(({ body }) => body.length), sealed.length])).toEqual([[[0], 0]]);
    rmSync(path);
    await office.carry(stick, 0, undefined, parts);
    expect(batchesOnStick().flatMap(({ entries }) => entries.map(({ body }) => body.length > 0))).toEqual([true]);
  });

  test.each([
    ["shorter", "truncated", { size: 60 }],
    ["another", "forked", { size: 40 }],
  ] as const)("a journal that is %s than what was signed is carried whole, nothing left out, and named", async (_, kind, { size }) => {
    await office.scan(50);
    const held = await memoryJournal(size).checkpoint();
    expect(await office.carry(stick, size, { kind, size, held })).toEqual({
      entries: 50,
      until: 50,
      written: kind === "truncated" ? 2 : 1,
      kept: 0,
      trouble: kind,
    });
    expect(entriesOnStick()).toEqual(all(0, 50));
    const admission = "000000000050-000000000050.batch";
    expect(files().includes(admission)).toBe(kind === "truncated");
    // An admission stays for central to see, and is in nobody's way.
    expect(await office.carry(stick, 0)).toEqual({ entries: 50, until: 50, written: 0, kept: 1 });
    expect(files().includes(admission)).toBe(kind === "truncated");
  });

  test("a journal that has fewer entries than central holds is never said to be carried, whatever else is known of it", async () => {
    await office.scan(5);
    expect(await office.carry(stick, 6)).toMatchObject({ entries: 5, trouble: "truncated" });
  });

  test.each(["full", "gone"] as const)(
    "a stick that is %s in the middle says so; what is on it can be used, and is gone on with",
    async (fault) => {
      await office.scan(1600);
      const real = journalsOnStick(stick);
      let writes = 0;
      const failing: JournalsOnStick = { ...real, writeBatch: async (...args) => (writes++ > 0 ? fault : real.writeBatch(...args)) };
      expect(await office.carry(failing)).toEqual({ entries: 500, until: 500, written: 1, kept: 0, trouble: fault });
      expect(entriesOnStick()).toEqual(all(0, 500));
      expect(await office.carry(stick)).toMatchObject({ entries: 1600, kept: 1, written: 3 });
      expect(entriesOnStick()).toEqual(all(0, 1600));
    },
  );

  test("a power cut at any step leaves whole files, or such as are written again: the next export has everything on it", async () => {
    await office.scan(520);
    let step = 0;
    for (const death of ["lost", "persisted"] as const) {
      for (step = 0; ; step++) {
        const disk = new DyingDisk(step, death);
        stick = temporaryFolder();
        const result = await office.carry(journalsOnStick(stick, disk));
        if (!disk.hasStruck) break;
        disk.powerCut();
        expect(result.trouble).toBeDefined();
        expect(await office.carry(stick)).toMatchObject({ entries: 520, until: 520 });
        expect(entriesOnStick()).toEqual(all(0, 520));
        expect(files().filter((name) => name.endsWith(".new"))).toEqual([]);
      }
    }
    expect(step).toBeGreaterThan(8);
  });

  test("a stick that is not there is not made on this machine's own disk", async () => {
    await office.scan(3);
    const gone = join(stick, "gone");
    const result = await office.carry(gone);
    expect(result).toMatchObject({ trouble: "gone", entries: 0 });
    expect(existsSync(gone)).toBe(false);
  });

  test("a link on a stick leads nowhere", async () => {
    await office.scan(3);
    const elsewhere = temporaryFolder();
    mkdirSync(join(stick, "tram-journal"));
    symlinkSync(elsewhere, join(stick, "tram-journal", KIOSK));
    expect(await office.carry(stick)).toMatchObject({ trouble: "failed" });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("an entry whose sealed part cannot be read goes as a hash alone, and is written anew once it can", async () => {
    await office.scan(3);
    const part = Buffer.from("sealed");
    await office.journal.append(anEntry({ sealed: sealedDigest(part) }));
    await office.scan(2);
    let isBroken = true;
    const sealedParts = { read: async () => (isBroken ? Promise.reject(new Error("EIO")) : part) };
    const carry = () => office.carry(stick, 0, undefined, sealedParts);
    const bodies = () => batchesOnStick().flatMap(({ entries, sealed }) => [entries.map(({ body }) => body.length > 0), sealed.length]);
    expect(await carry()).toMatchObject({ entries: 6, written: 1 });
    expect(bodies()).toEqual([[true, true, true, false, true, true], 0]);
    isBroken = false;
    expect(await carry()).toMatchObject({ entries: 6, written: 1 });
    expect(bodies()).toEqual([[true, true, true, true, true, true], 1]);
    expect(await carry()).toMatchObject({ entries: 6, written: 0, kept: 1 });
  });

  test("beside a kiosk that goes on writing, a view of its journal carries what was there, and leaves the rest for the next time", async () => {
    await office.scan(300);
    const signer = journalSigner(KIOSK, office.deviceKey);
    const view = (await viewJournal(join(office.folder, "journal"), signer)) ?? expect.fail("no journal");
    await office.scan(700);
    const before = await journalBytes();
    expect([view.size, view.firstSeq]).toEqual([300, 0]);
    const proof = await view.consistencyProof(10, 300);
    const carried = {
      kiosk: KIOSK,
      deviceKey: office.deviceKey,
      journal: view,
      sealedParts: { read: async () => undefined },
      onUnread: () => undefined,
    };
    expect(await writeJournal({ ...carried, acknowledged: 0 }, journalsOnStick(stick), () => undefined)).toMatchObject({ entries: 300 });
    expect(entriesOnStick()).toEqual(all(0, 300));
    expect(await journalBytes()).toEqual(before);
    expect(proof).toEqual(await office.journal.consistencyProof(10, 300));
    expect(await viewJournal(join(office.folder, "none"), signer)).toBeUndefined();
  });
});

/** The files of the journal, by name, but for the hashes that a kiosk writes down beside its scans. */
async function journalBytes(): Promise<Readonly<Record<string, Buffer>>> {
  const folder = join(office.folder, "journal");
  const names = readdirSync(folder).filter((name) => !name.endsWith(".leaves"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}
