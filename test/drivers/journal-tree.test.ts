import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/core/checkpoint.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import { isConsistent, isIncluded, type TreeHead } from "../../src/core/merkle-proof.ts";
import { EMPTY_ROOT } from "../../src/core/merkle-tree.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { anEntry } from "../support/entries.ts";
import { FaultyDisk, writeAt } from "../support/faulty-disk.ts";
import { flipBit, SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

const ENTRIES = 1300;
/** Sizes of the journal when it was asked for a checkpoint: around tiles of 256, and anywhere. */
const SIZES = [0, 1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 700, 1000, 1024, 1279, 1280, 1299, 1300];

let folder: string;
let tree: string;
let journal: JournalFiles;
let leaves: readonly Uint8Array[];
const heads = new Map<number, TreeHead>();
const head = (size: number) => heads.get(size) ?? expect.fail(`no head of ${size}`);
const open = () => openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL, files: new FaultyDisk() });

async function keepHead(): Promise<void> {
  const opened = openCheckpoint(Buffer.from(await journal.checkpoint()), TEST_SIGNER.key);
  if (typeof opened === "string") throw new Error(opened);
  heads.set(opened.size, opened);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tram-tree-"));
  tree = join(folder, "tree");
  journal = await open();
  for (let seq = 0; seq <= ENTRIES; seq++) {
    if (SIZES.includes(seq)) await keepHead();
    if (seq < ENTRIES) await journal.append(anEntry({ durationMs: seq }));
  }
  const read = [];
  for await (const { body } of journal.read(0)) read.push(leafHash(body));
  leaves = read;
});
afterAll(async () => {
  await journal.close();
  rmSync(folder, { recursive: true });
});

async function isProven(seq: number, size: number): Promise<boolean> {
  const leaf = leaves[seq] ?? expect.fail(`no leaf ${seq}`);
  return isIncluded({ leaf: seq, leafHash: leaf, ...head(size) }, await journal.inclusionProof(seq, size));
}

async function expectAllProofs(from = 0): Promise<void> {
  const sizes = SIZES.filter((size) => size > from);
  for (const size of sizes) {
    for (const seq of [from, size - 1, Math.floor((from + size) / 2)]) {
      if (!(await isProven(seq, size))) expect.fail(`entry ${seq} in ${size}`);
    }
    for (const older of sizes.filter((older) => older <= size)) {
      if (!isConsistent(head(older), head(size), await journal.consistencyProof(older, size))) expect.fail(`${older} in ${size}`);
    }
  }
}

describe("a journal proves", () => {
  test("each entry against each checkpoint it gave, and that it has only grown", async () => {
    await expectAllProofs();
    expect(head(0).root).toEqual(Buffer.from(EMPTY_ROOT));
    expect(await journal.consistencyProof(0, ENTRIES)).toEqual([]);
  });

  test("nothing about entries and trees that it does not have", async () => {
    await expect(journal.inclusionProof(ENTRIES, ENTRIES)).rejects.toThrow("entry 1300 is not in a tree of 1300");
    await expect(journal.inclusionProof(0, ENTRIES + 1)).rejects.toThrow();
    await expect(journal.inclusionProof(-1, 5)).rejects.toThrow();
    await expect(journal.consistencyProof(6, 5)).rejects.toThrow();
    await expect(journal.consistencyProof(0, ENTRIES + 1)).rejects.toThrow();
  });

  test("many things at once", async () => {
    const asked = Array.from({ length: 50 }, (_, index) => (index * 173) % ENTRIES);
    expect(await Promise.all(asked.map((seq) => isProven(seq, ENTRIES)))).toEqual(asked.map(() => true));
  });
});

describe("the file of tiles", () => {
  beforeEach(async () => {
    await journal.close();
    journal = await open();
  });

  test("has 32 bytes for 256 entries, and is no part of the journal", () => {
    expect(statSync(tree).size).toBe(5 * 32);
  });

  const CHANGES: readonly (readonly [string, () => void])[] = [
    ["is missing", () => rmSync(tree)],
    ["is empty", () => writeFileSync(tree, "")],
    ["was cut", () => writeFileSync(tree, readFileSync(tree).subarray(0, 70))],
    ["is of zeros", () => writeFileSync(tree, new Uint8Array(160))],
    ["has a flipped bit", () => writeAt(tree, Uint8Array.of(readFileSync(tree)[40] === 1 ? 2 : 1), 40)],
    ["is another's", () => writeFileSync(tree, new Uint8Array(160).fill(7))],
    ["is longer than it should be", () => writeFileSync(tree, Buffer.concat([readFileSync(tree), new Uint8Array(64).fill(1)]))],
  ];

  test.each(CHANGES)("that %s is made anew, and the proofs are the same", async (_what, change) => {
    const right = readFileSync(tree);
    change();
    await expectAllProofs();
    expect(readFileSync(tree).subarray(0, 160)).toEqual(right);
  });

  test("that becomes wrong while the kiosk runs changes nothing", async () => {
    await isProven(3, 300);
    writeFileSync(tree, new Uint8Array(160).fill(7));
    await expectAllProofs();
  });
});

describe("a journal whose oldest entries were removed", () => {
  test("proves the others as before, with its file of tiles and without", async () => {
    expect(await journal.release(600)).toBeGreaterThan(400);
    const { firstSeq } = journal;
    expect(firstSeq).toBeLessThan(600);
    await expectAllProofs(firstSeq);
    await journal.close();
    rmSync(tree);
    journal = await open();
    expect(journal.firstSeq).toBe(firstSeq);
    await expectAllProofs(firstSeq);
    await journal.close();
    journal = await open();
    await expectAllProofs(firstSeq);
    expect(existsSync(tree)).toBe(true);
  });

  test("proves growth from where it begins, and says what it cannot prove any more", async () => {
    const { firstSeq } = journal;
    await expect(journal.consistencyProof(firstSeq, ENTRIES)).resolves.not.toHaveLength(0);
    await expect(journal.inclusionProof(3, ENTRIES)).rejects.toThrow("was removed");
    await expect(journal.consistencyProof(3, ENTRIES)).rejects.toThrow("was removed");
    await expectAllProofs(firstSeq);
  });

  test("keeps what it has of them where a bit of the file has turned over, and says which file it is", async () => {
    const place = mkdtempSync(join(tmpdir(), "tram-tree-"));
    const openPlace = () => openJournal(place, TEST_SIGNER, { segmentBytes: SMALL, files: new FaultyDisk() });
    const before = await openPlace();
    for (let seq = 0; seq < 1500; seq++) await before.append(anEntry({ durationMs: seq }));
    const proof = await before.consistencyProof(512, 1500);
    await before.release(1100);
    await before.close();
    const file = join(place, "tree");
    const good = readFileSync(file);
    const turned = flipBit(good, 300);
    writeFileSync(file, turned);
    const again = await openPlace();
    await expect(again.consistencyProof(512, 1500)).rejects.toThrow("what tree has of the");
    await expect(again.consistencyProof(1200, 1500)).resolves.not.toHaveLength(0);
    await again.close();
    expect(readFileSync(file)).toEqual(Buffer.from(turned));
    writeFileSync(file, good);
    const mended = await openPlace();
    expect(await mended.consistencyProof(512, 1500)).toEqual(proof);
    await mended.close();
    rmSync(place, { recursive: true });
  });
});
