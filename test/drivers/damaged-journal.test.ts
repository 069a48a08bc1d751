// What a journal is good for when bytes of it have changed: what can be shown is used, the rest is named, and the journal goes on.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord, recordAt, recordBytes } from "../../src/core/journal-record.ts";
import type { JournalPart } from "../../src/core/journal-scan.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import type { StoredEntry } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

/** Segments of near 40 entries; the first ones are removed, so that no segment has number 0. */
const [ENTRIES, REMOVED] = [400, 100];
const OPTIONS = { segmentBytes: SMALL };
let folder = "";
let whole: readonly StoredEntry[] = [];
let segments: readonly string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tram-damaged-"));
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  for (let seq = 0; seq < ENTRIES; seq++) await journal.append(anEntry({ durationMs: seq }));
  await journal.release(REMOVED);
  whole = await all(journal);
  await journal.close();
  rmSync(join(folder, "tree"), { force: true });
  segments = readdirSync(folder).filter((name) => name.endsWith(".tramlog"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function all(journal: Pick<JournalFiles, "read">): Promise<readonly StoredEntry[]> {
  return await Array.fromAsync(journal.read(0));
}

async function lostIn(journal: Pick<JournalFiles, "readThrough">): Promise<readonly number[]> {
  const lost: number[] = [];
  for await (const { seq, body } of journal.readThrough(0)) if (!body) lost.push(seq);
  return lost;
}

function change(name: string, how: (bytes: Uint8Array) => Uint8Array): void {
  writeFileSync(join(folder, name), how(readFileSync(join(folder, name))));
}

/** What a disk gives back for bad sectors. */
function wipe(name: string, from: number, bytes: number): void {
  change(name, (contents) => Uint8Array.from(contents).fill(0xa5, from, from + bytes));
}

const last = () => segments.at(-1) ?? expect.fail("no segment");
const middle = () => segments.at(-3) ?? expect.fail("no segment");

/** It goes on: takes entries, proves what there was and what has come, and is the same after a restart. */
async function expectToGoOn(firstProof: number, lost: readonly number[] = []): Promise<void> {
  for (const size of [ENTRIES, ENTRIES + 50]) {
    const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
    expect([journal.size, await lostIn(journal)]).toEqual([size, lost]);
    for (let more = 0; more < 50; more++) await journal.append(anEntry());
    for (const from of [firstProof, size - 1]) expect((await journal.consistencyProof(from, size + 50)).length).toBeGreaterThan(0);
    await journal.close();
  }
}

async function found(): Promise<JournalPart | undefined> {
  return (await Array.fromAsync(inspectJournal(folder, TEST_SIGNER.key))).at(-1);
}

test("any flipped bit costs nothing: every entry is read as it was, and proved", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...segments), fc.nat({ max: 8 * SMALL - 1 }), async (name, bit) => {
      const before = readFileSync(join(folder, name));
      change(name, (bytes) => flipBit(bytes, bit));
      const view = (await viewJournal(folder, TEST_SIGNER)) ?? expect.fail("no journal");
      expect(await all(view)).toEqual(whole);
      expect((await view.consistencyProof(view.firstSeq + 1, ENTRIES)).length).toBeGreaterThan(0);
      writeFileSync(join(folder, name), before);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ["in the middle", middle],
  ["of the newest segment", last],
])("a header that is gone is made out of the segment before, and named: %s", async (_, name) => {
  wipe(name(), 0, HEADER_BYTES);
  const view = (await viewJournal(folder, TEST_SIGNER)) ?? expect.fail("no journal");
  expect(await all(view)).toEqual(whole);
  expect(await found()).toMatchObject({ kind: "damage", damage: { problem: "header-invalid", file: name() } });
  await expectToGoOn(REMOVED);
});

test("the oldest header that is gone hides the tree before it: entries are read, and what is known of later places proves what comes", async () => {
  const [oldest = ""] = segments;
  wipe(oldest, 0, HEADER_BYTES);
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  expect(journal.damage).toMatchObject({ problem: "header-invalid", file: oldest, seq: journal.firstSeq });
  expect(await all(journal)).toEqual(whole);
  expect((await journal.consistencyProof(ENTRIES - 60, ENTRIES)).length).toBeGreaterThan(0);
  await journal.close();
  await expectToGoOn(ENTRIES - 60);
});

describe("entries whose bytes are gone", () => {
  const place = HEADER_BYTES + 2048;

  test.each([
    ["in the middle", middle],
    ["in the newest segment", last],
  ])("are named, and with their kept hashes all proofs hold: %s", async (_, name) => {
    wipe(name(), place, 1024);
    const view = (await viewJournal(folder, TEST_SIGNER)) ?? expect.fail("no journal");
    const lost = await lostIn(view);
    expect(lost.length).toBeGreaterThan(2);
    await expect(all(view)).rejects.toMatchObject({ damage: { problem: "record-invalid", file: name(), seq: lost[0] } });
    const there = (await Array.fromAsync(view.readThrough(0))).filter(({ body }) => body);
    expect(there).toEqual(whole.filter(({ seq }) => !lost.includes(seq)));
    expect(await found()).toMatchObject({ damage: { file: name(), seq: lost[0] } });
    await expectToGoOn(REMOVED, lost);
  });

  test("with the header behind them, too", async () => {
    const index = segments.indexOf(middle());
    wipe(middle(), SMALL - 3000, 1500);
    wipe(segments[index + 1] ?? "", 0, HEADER_BYTES);
    const view = (await viewJournal(folder, TEST_SIGNER)) ?? expect.fail("no journal");
    await expectToGoOn(REMOVED, await lostIn(view));
  });

  test("without their hashes: the journal goes on, and only what needs them cannot be proved", async () => {
    wipe(middle(), place, 1024);
    for (const name of readdirSync(folder).filter((name) => name.endsWith(".leaves"))) rmSync(join(folder, name));
    const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
    const [lost = 0] = await lostIn(journal);
    await expect(journal.consistencyProof(lost, ENTRIES)).rejects.toThrow("record-invalid");
    expect((await journal.consistencyProof(ENTRIES - 5, ENTRIES)).length).toBeGreaterThan(0);
    expect((await journal.append(anEntry())).seq).toBe(ENTRIES);
    await journal.close();
  });

  test("without them in the newest segment nobody knows the tree to go on from: nothing is changed, and it is named", async () => {
    wipe(last(), place, 1024);
    for (const name of readdirSync(folder).filter((name) => name.endsWith(".leaves"))) rmSync(join(folder, name));
    await expect(openJournal(folder, TEST_SIGNER, OPTIONS)).rejects.toMatchObject({ damage: { problem: "record-invalid", file: last() } });
  });

  test("hashes that are wrong are not believed", async () => {
    wipe(last(), place, 1024);
    change(last().replace("tramlog", "leaves"), (bytes) => Uint8Array.from(bytes).fill(7));
    await expect(openJournal(folder, TEST_SIGNER, OPTIONS)).rejects.toMatchObject({ damage: { file: last() } });
  });
});

describe("whoever has the disk, and no key,", () => {
  test("cannot have more believed by its chain alone than one segment: without the two newest headers nothing is gone on from", async () => {
    for (const name of segments.slice(-2)) wipe(name, 0, HEADER_BYTES);
    await expect(openJournal(folder, TEST_SIGNER, OPTIONS)).rejects.toMatchObject({ damage: { problem: "header-invalid", file: last() } });
  });

  test("cannot exchange entries behind a header that he spoils: they do not go on from those before", async () => {
    const before = segments.at(-2) ?? expect.fail("no segment");
    wipe(last(), 0, HEADER_BYTES);
    change(before, (bytes) => withOtherBodies(bytes, (body) => body.replace('"durationMs":3', '"durationMs":4')));
    await expect(openJournal(folder, TEST_SIGNER, OPTIONS)).rejects.toMatchObject({ damage: { file: last() } });
  });

  test("cannot cut a beginning off by spoiling the header that would show it", async () => {
    const [oldest = "", next = ""] = segments;
    rmSync(join(folder, oldest));
    wipe(next, 0, HEADER_BYTES);
    await expect(openJournal(folder, TEST_SIGNER, OPTIONS)).rejects.toMatchObject({ damage: { problem: "gap", file: oldest } });
    expect(await found()).toMatchObject({ damage: { problem: "gap", file: oldest } });
  });
});

/** Each record with another body of the same length, and a CRC that is right. */
function withOtherBodies(bytes: Uint8Array, how: (body: string) => string): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let offset = HEADER_BYTES; ; ) {
    const record = recordAt(bytes, offset, 0);
    if (!record) return changed;
    changed.set(encodeRecord(Buffer.from(how(Buffer.from(record.body).toString("utf8"))), record.chain, record.groupBefore), offset);
    offset += recordBytes(record.body.length);
  }
}

test("what changes at the very end while the journal is open is named, and what was proved by then goes on", async () => {
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  const end = readFileSync(join(folder, last())).findLastIndex((byte) => byte !== 0);
  wipe(last(), end - 400, 400);
  expect(await lostIn(journal)).toEqual([ENTRIES - 2, ENTRIES - 1]);
  await expect(all(journal)).rejects.toMatchObject({ damage: { file: last(), seq: ENTRIES - 2 } });
  expect((await journal.append(anEntry())).seq).toBe(ENTRIES);
  expect(await lostIn(journal)).toEqual([ENTRIES - 2, ENTRIES - 1]);
  expect((await journal.consistencyProof(REMOVED, ENTRIES + 1)).length).toBeGreaterThan(0);
  await journal.close();
});

test("a file of hashes goes with its segment, and one that a power cut took is made anew", async () => {
  const leaves = () => readdirSync(folder).filter((name) => name.endsWith(".leaves"));
  expect(leaves()).toEqual(segments.map((name) => name.replace("tramlog", "leaves")));
  const newest = last().replace("tramlog", "leaves");
  const before = readFileSync(join(folder, newest));
  rmSync(join(folder, newest));
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await journal.append(anEntry());
  await journal.close();
  expect(readFileSync(join(folder, newest)).subarray(0, before.length)).toEqual(before);
});
