import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import type { Ledger, ProvenEntry } from "../../src/central-ports.ts";
import { openCheckpoint } from "../../src/core/checkpoint.ts";
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

test("a proof is not handed out where the entries do not make the signed tree", async () => {
  const { ledger } = await receiptLedger(temporary(), 300, 1_790_000_000);
  opened = ledger;
  const beside = new DatabaseSync(join(lastFolder, "ledger.sqlite"));
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

let lastFolder = "";
let count = 0;
/** A folder of its own for a ledger. */
function temporary(): string {
  lastFolder = join(root, String(count++));
  mkdirSync(lastFolder);
  return lastFolder;
}
