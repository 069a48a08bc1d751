import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { Ledger, ProvenEntry } from "../../src/central-ports.ts";
import { openCheckpoint, signCheckpoint } from "../../src/core/checkpoint.ts";
import { isIncluded } from "../../src/core/merkle-proof.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { batchOf, pushInto } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { RECEIPT_KIOSK, receiptLedger } from "../support/receipt-central.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = temporaryFolder();
let opened: Ledger | undefined;
afterEach(() => opened?.close());

/** True where the proof leads to a tree that the kiosk has signed. */
function holds(seq: number, proven: ProvenEntry | undefined): boolean {
  const checkpoint = proven && openCheckpoint(Buffer.from(proven.checkpoint), TEST_SIGNER.key);
  if (!proven || typeof checkpoint !== "object") return false;
  return isIncluded({ leaf: seq, leafHash: proven.leaf, size: checkpoint.size, root: checkpoint.root }, proven.hashes);
}

test("every entry is proved in the signed tree, in complete tiles and after them, and none that is not there", async () => {
  const { ledger } = await receiptLedger(root, 600, 1_790_000_000);
  opened = ledger;
  for (const seq of [0, 1, 255, 256, 511, 512, 598, 599])
    expect([seq, holds(seq, await ledger.prove(RECEIPT_KIOSK, seq))]).toEqual([seq, true]);
  expect(await ledger.prove(RECEIPT_KIOSK, 600)).toBeUndefined();
  expect(await ledger.prove("nobody", 0)).toBeUndefined();
});

test("hashes kept beside the entries are never believed: wrong ones are made anew", async () => {
  const file = join(root, "ledger.sqlite");
  const ledger = openSqliteLedger(file);
  opened = ledger;
  const beside = new DatabaseSync(file);
  expect(beside.prepare("SELECT count(*) AS count FROM tree_cache").get()).toEqual({ count: 2 });
  beside.exec("UPDATE tree_cache SET root = zeroblob(32)");
  expect(holds(3, await ledger.prove(RECEIPT_KIOSK, 3))).toBe(true);
  expect(holds(599, await ledger.prove(RECEIPT_KIOSK, 599))).toBe(true);
  expect(beside.prepare("SELECT count(*) AS count FROM tree_cache WHERE root <> zeroblob(32)").get()).toEqual({ count: 2 });
  beside.exec("DELETE FROM tree_cache");
  expect(holds(300, await ledger.prove(RECEIPT_KIOSK, 300))).toBe(true);
  beside.close();
});

describe("a batch of old entries is held against the tree without hashing it anew", () => {
  test("however often a wrong one is sent: it is judged by what is kept, which the held tree vouches for", async () => {
    const { ledger, journal } = await receiptLedger(temporary(), 700, 1_790_000_000);
    opened = ledger;
    const beside = besideLedger();
    expect(beside.prepare("SELECT count(*) AS count FROM tree_cache").get()).toEqual({ count: 2 });
    // Whoever reads the first tile now gets another root for it.
    beside.exec("DROP TRIGGER entries_stay_as_they_are; UPDATE entries SET leaf = zeroblob(32) WHERE seq = 7");
    beside.close();
    const right = await batchOf(journal, 595, 600);
    const wrong = { ...right, checkpoint: signCheckpoint({ size: 650, root: new Uint8Array(32) }, TEST_SIGNER) };
    for (let time = 0; time < 2; time++)
      expect(await pushInto(ledger, RECEIPT_KIOSK, wrong)).toMatchObject({ kind: "contradicted", contradiction: "forked" });
    expect(await pushInto(ledger, RECEIPT_KIOSK, right)).toMatchObject({ kind: "stored" });
  });

  test.each(["DELETE FROM tree_cache", "UPDATE tree_cache SET root = zeroblob(32) WHERE tile = 1"])(
    "what is kept is made anew where it is missing or wrong: %s",
    async (damage) => {
      const { ledger, journal } = await receiptLedger(temporary(), 700, 1_790_000_000);
      opened = ledger;
      const beside = besideLedger();
      const kept = beside.prepare("SELECT tile, root FROM tree_cache ORDER BY tile");
      const before = kept.all();
      beside.exec(damage);
      expect(await pushInto(ledger, RECEIPT_KIOSK, await batchOf(journal, 100, 300))).toMatchObject({ kind: "stored" });
      expect(kept.all()).toEqual(before);
      beside.close();
    },
  );

  test("and nobody is blamed where the ledger itself is damaged", async () => {
    const { ledger, journal } = await receiptLedger(temporary(), 700, 1_790_000_000);
    opened = ledger;
    const beside = besideLedger();
    beside.exec("DROP TRIGGER entries_stay_as_they_are; UPDATE entries SET leaf = zeroblob(32) WHERE seq = 7; DELETE FROM tree_cache");
    beside.close();
    await expect(pushInto(ledger, RECEIPT_KIOSK, await batchOf(journal, 595, 600))).rejects.toThrow("do not make the tree that is held");
    expect((await ledger.kiosk(RECEIPT_KIOSK))?.contradiction).toBeUndefined();
  });
});

test("proofs that are asked for at once in a ledger without kept hashes wait for one going over its entries, and so do other kiosks", async () => {
  const { ledger, journal } = await receiptLedger(temporary(), 17 * 256, 1_790_000_000);
  opened = ledger;
  await ledger.enrol("beside", {}, 1);
  for (let from = 0; from < journal.size; from += 500)
    await pushInto(ledger, "beside", await batchOf(journal, from, Math.min(journal.size, from + 500)));
  const beside = besideLedger();
  beside.exec("CREATE TABLE hashed (kiosk TEXT, tile INTEGER)");
  beside.exec("CREATE TRIGGER told AFTER INSERT ON tree_cache BEGIN INSERT INTO hashed VALUES (NEW.kiosk, NEW.tile); END");
  const tiles = (kiosk: string) => Array.from({ length: 17 }, (_, tile) => ({ kiosk, tile }));
  for (const damage of ["DELETE FROM tree_cache", "UPDATE tree_cache SET root = zeroblob(32)"]) {
    beside.exec(`${damage}; DELETE FROM hashed`);
    const asked = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? RECEIPT_KIOSK : "beside"));
    const proven = await Promise.all(asked.map((kiosk, index) => ledger.prove(kiosk, 500 * index)));
    expect(proven.map((each, index) => holds(500 * index, each))).toEqual(asked.map(() => true));
    expect(beside.prepare("SELECT kiosk, tile FROM hashed").all()).toEqual([...tiles(RECEIPT_KIOSK), ...tiles("beside")]);
  }
  beside.close();
});

test("a proof is not handed out where the entries do not make the signed tree", async () => {
  const { ledger } = await receiptLedger(temporary(), 300, 1_790_000_000);
  opened = ledger;
  const beside = besideLedger();
  beside.exec("DROP TRIGGER entries_stay_as_they_are; UPDATE entries SET leaf = zeroblob(32) WHERE seq = 7");
  beside.close();
  await expect(ledger.prove(RECEIPT_KIOSK, 8)).rejects.toThrow("do not make the tree of 300");
});

test("entries that no checkpoint covers yet wait, and are proved when one does", async () => {
  const { ledger, journal, witness } = await receiptLedger(temporary(), 10, 1_790_000_000);
  opened = ledger;
  for (let count = 0; count < 5; count++) await journal.append(anEntry());
  expect(await ledger.prove(RECEIPT_KIOSK, 12)).toBeUndefined();
  await pushInto(ledger, RECEIPT_KIOSK, await batchOf(journal, 10, 15, 10), witness);
  expect(holds(12, await ledger.prove(RECEIPT_KIOSK, 12))).toBe(true);
});

/** The file of the last ledger, opened a second time. */
function besideLedger(): DatabaseSync {
  return new DatabaseSync(join(lastFolder, "ledger.sqlite"));
}

let lastFolder = "";
let count = 0;
/** A folder of its own for a ledger. */
function temporary(): string {
  lastFolder = join(root, String(count++));
  mkdirSync(lastFolder);
  return lastFolder;
}
