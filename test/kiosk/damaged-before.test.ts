// Damage in entries that central holds already: what comes behind it travels all the same.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { newWitness, pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { flipBit } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KIOSK = "hanoi-01";
/** Segments of near 250 entries: the place up to which central holds them lies within one, and within a tile of the tree. */
const OPTIONS = { segmentBytes: 65_536 };
const [HELD, ENTRIES] = [300, 900];
const witness = newWitness();
let folder = "";
let ledger: Ledger;

beforeEach(async () => {
  const office = temporaryFolder();
  folder = join(office, "journal");
  ledger = openSqliteLedger(join(office, "ledger.sqlite"));
  await ledger.enrol(KIOSK, {}, 1);
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await add(journal, HELD);
  expect((await pushInto(ledger, KIOSK, await readBatch(journal, { from: 0, old: 0 }), witness)).kind).toBe("stored");
  await journal.keepTree(HELD);
  await add(journal, ENTRIES - HELD);
  await journal.close();
  rmSync(join(folder, "tree"), { force: true });
});

/** As on a kiosk whose disk took no hashes of its entries: what is damaged can be shown by nothing. */
function forgetLeaves(): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".leaves"))) rmSync(join(folder, name));
}

async function add(journal: JournalFiles, count: number): Promise<void> {
  for (let done = 0; done < count; done += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append(anEntry({ durationMs: done + index }))));
}

/** Changes some bytes of this entry: of one bit the journal would know how it was. */
function damage(seq: number): void {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".tramlog"))) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(`"seq":${seq},`);
    if (at < 0) continue;
    bytes.fill(0xa5, at - 30, at + 40); // its chain hash, too
    writeFileSync(path, bytes);
    return;
  }
  expect.fail("no such entry");
}

async function sendRest(journal: JournalFiles): Promise<void> {
  for (;;) {
    const { size, chain } = (await ledger.kiosk(KIOSK))?.position ?? expect.fail("not enrolled");
    if (size === journal.size) return;
    const batch = await readBatch(journal, { from: size, old: size, chainHeld: chain });
    expect((await pushInto(ledger, KIOSK, batch, witness)).kind).toBe("stored");
  }
}

test.each([
  ["in the tile up to which central holds them", [HELD - 5]],
  ["in the last one that central holds", [HELD - 1]],
  ["in an older segment", [20]],
  ["in several", [20, 100, HELD - 10, HELD - 1]],
])("new entries travel where damage is %s, also after a restart", async (_, places) => {
  for (const seq of places) damage(seq);
  forgetLeaves();
  for (const more of [1, 2]) {
    const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
    await sendRest(journal);
    await add(journal, 50);
    await sendRest(journal);
    expect((await ledger.kiosk(KIOSK))?.position.size).toBe(ENTRIES + 50 * more);
    await journal.close();
  }
  const view = await viewJournal(folder, TEST_SIGNER);
  expect((await view?.consistencyProof(HELD, ENTRIES))?.length).toBeGreaterThan(0);
});

test("without the tree that was kept, what is known at the next segment proves what comes from there on, and nothing before", async () => {
  rmSync(join(folder, "tree-known"));
  damage(HELD - 5);
  forgetLeaves();
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await expect(journal.consistencyProof(HELD, ENTRIES)).rejects.toThrow(`entry ${HELD - 5}`);
  expect((await journal.consistencyProof(ENTRIES - 50, ENTRIES)).length).toBeGreaterThan(0);
  await journal.close();
});

test("a damaged entry that central does not hold is declared lost, and what comes after it travels", async () => {
  for (const seq of [600, 601, 640]) damage(seq);
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await sendRest(journal);
  const { size } = (await ledger.kiosk(KIOSK))?.position ?? expect.fail("not enrolled");
  expect(size).toBe(ENTRIES);
  const listed = await ledger.newest(KIOSK, ENTRIES);
  expect(listed.filter(({ reason }) => reason === "entry-lost").map(({ seq }) => seq)).toEqual([640, 601, 600]);
  expect((await ledger.kiosk(KIOSK))?.lost).toEqual({ count: 3, first: 600 });
  // Nobody waits for them: all that there is, is there whole.
  const asked = await pushInto(ledger, KIOSK, await readBatch(journal, { from: size, old: size }), witness);
  expect("standing" in asked && asked.standing.acknowledgement?.includes("set-aside")).toBe(false);
  // A proof of a lost entry holds as well: whoever has its bytes can show that they are the ones.
  expect((await ledger.prove(KIOSK, 600))?.hashes.length).toBeGreaterThan(0);
  await journal.close();
});

test("what was declared lost is there whole once its bytes come, as from an older stick", async () => {
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  const older = await readBatch(journal, { from: HELD, old: 0 });
  await journal.close();
  damage(600);
  const again = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await sendRest(again);
  await again.close();
  expect((await pushInto(ledger, KIOSK, older, witness)).kind).toBe("stored");
  expect((await ledger.newest(KIOSK, ENTRIES)).filter(({ reason }) => reason === "entry-lost")).toEqual([]);
  expect((await ledger.kiosk(KIOSK))?.lost).toBeUndefined();
});

test("without its hash it stops what comes after it, and is named", async () => {
  damage(600);
  forgetLeaves();
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  for (const from of [HELD, 600]) await expect(readBatch(journal, { from, old: HELD })).rejects.toThrow("entry 600");
  await journal.close();
});

/** A kept tree that is one by its form, and not this journal's. */
function keepWrongTree(): void {
  const contents = Buffer.from(readFileSync(join(folder, "tree-known")).subarray(0, -32)).fill(7, 8);
  writeFileSync(join(folder, "tree-known"), Buffer.concat([contents, createHash("sha256").update(contents).digest()]));
}

test.each([
  ["is another's", keepWrongTree],
  ["has a turned bit in a hash", () => turnBit(8 * 12)],
  ["has a turned bit in its size", () => turnBit(2)],
])("a kept tree that %s harms nothing: what headers show is proved, and a right one is kept again", async (_, spoil) => {
  damage(20);
  forgetLeaves();
  spoil();
  for (const isMended of [false, true]) {
    const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
    if (isMended) damage(HELD - 5); // from here on only the kept tree shows what is before
    if (isMended) forgetLeaves();
    rmSync(join(folder, "tree"), { force: true });
    await sendRest(journal);
    expect((await journal.consistencyProof(HELD, ENTRIES)).length).toBeGreaterThan(0);
    await journal.keepTree(HELD);
    await journal.close();
  }
});

function turnBit(bit: number): void {
  writeFileSync(join(folder, "tree-known"), flipBit(readFileSync(join(folder, "tree-known")), bit));
}

test("the first proof of a process finds what the header behind damage shows", async () => {
  const grown = await openJournal(folder, TEST_SIGNER, OPTIONS);
  await add(grown, 100);
  // The newest segment begins behind the newest complete tile.
  const begin = await grown.releasable(grown.size);
  expect(Math.floor(begin / 256)).toBe(Math.floor(grown.size / 256));
  await grown.close();
  rmSync(join(folder, "tree-known"));
  damage(begin - 2);
  forgetLeaves();
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  expect((await journal.consistencyProof(begin + 3, ENTRIES + 100)).length).toBeGreaterThan(0);
  await journal.close();
});

test("damage that comes later finds what has been kept since", async () => {
  damage(HELD - 5);
  forgetLeaves();
  const journal = await openJournal(folder, TEST_SIGNER, OPTIONS);
  expect((await journal.consistencyProof(HELD, ENTRIES)).length).toBeGreaterThan(0);
  await add(journal, 100);
  const later = ENTRIES + 80;
  await journal.keepTree(later);
  damage(later - 5);
  forgetLeaves();
  await add(journal, 50);
  expect((await journal.consistencyProof(later + 20, later + 70)).length).toBeGreaterThan(0);
  await journal.close();
});
