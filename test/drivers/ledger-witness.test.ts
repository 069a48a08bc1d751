import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import type { LedgerOutcome } from "../../src/core/ledger/ledger-outcome.ts";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { readBatch } from "../../src/kiosk/journal-batch.ts";
import { batchOf, newWitness, signed } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { type MemoryJournal, memoryJournal } from "../support/memory-journal.ts";
import { openSqliteForTest } from "../support/opened-ledgers.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ledgerWitnessSuite } from "./ledger-witness-suite.ts";

const folder = temporaryFolder();
const witness = newWitness();
const KIOSK = "hanoi-01";
let file = "";
let ledger: Ledger;
let count = 0;

beforeEach(async () => {
  file = join(folder, `ledger-${count++}.sqlite`);
  ledger = openSqliteLedger(file);
  await ledger.enrol(KIOSK, {}, 1);
});

async function push(journal: MemoryJournal, from = 0, until = journal.size, old = 0, at = 1_790_000_000): Promise<LedgerOutcome> {
  return await ledger.append(KIOSK, signed(await batchOf(journal, from, until, old), at), witness);
}

/** The checkpoint in which this entry is proved. */
async function noteCovering(seq: number): Promise<string | undefined> {
  return (await ledger.prove(KIOSK, seq))?.checkpoint;
}

/** Size of the largest witnessed checkpoint, and that of what is held. */
function sizesOf(outcome: LedgerOutcome): readonly [held: number, witnessed: number] | string {
  return "held" in outcome ? [outcome.held.size, outcome.held.witnessed?.size ?? 0] : outcome.kind;
}

describe("with SQLite", () => ledgerWitnessSuite(() => openSqliteForTest(folder)));

describe("a checkpoint that is ahead of what is held", () => {
  const sizesKept = () => {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare("SELECT size FROM checkpoints ORDER BY size").all();
    database.close();
    return rows.map(({ size }) => size);
  };

  test("is kept beside the others by a ledger that kept one a day, from the day on which it learns this", async () => {
    const journal = memoryJournal(10);
    await push(journal);
    await ledger.close();
    const database = new DatabaseSync(file);
    database.exec(`CREATE TABLE before (kiosk TEXT NOT NULL REFERENCES kiosks (id), day INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
        note TEXT NOT NULL, PRIMARY KEY (kiosk, day)) STRICT, WITHOUT ROWID;
      INSERT INTO before SELECT kiosk, day, size, root, note FROM checkpoints; DROP TABLE checkpoints; ALTER TABLE before RENAME TO checkpoints;
      CREATE UNIQUE INDEX checkpoints_by_size ON checkpoints (kiosk, size);
      ALTER TABLE kiosks DROP COLUMN refused_from; DROP INDEX entries_lost; PRAGMA user_version = 6;`);
    database.close();
    ledger = openSqliteLedger(file);
    const before = await noteCovering(5);
    for (let entry = 0; entry < 40; entry++) await journal.append(anEntry());
    await push(journal, 10, 20, 10);
    expect([before !== undefined, await noteCovering(5), sizesKept()]).toEqual([true, before, [10, 50]]);
  });
});

test.each([{ seq: 0 }, { before: 6 }])("the bytes of a sealed part that is forgotten by %j are nowhere in the files", async (which) => {
  const part = Buffer.alloc(321, 7);
  const journal = memoryJournal();
  await journal.append(anEntry({ at: 5, sealed: sealedDigest(part) }));
  const upload = signed(await readBatch(journal, { from: 0, old: 0, sealed: { read: async () => part } }));
  await ledger.append(KIOSK, upload);
  expect(readFileSync(`${file}-wal`).includes(part)).toBe(true);
  expect(await ledger.forget(KIOSK, which, 10)).toMatchObject({ count: 1, isOnDisk: false });
  await ledger.append(KIOSK, upload);
  for (const name of [file, `${file}-wal`]) expect(readFileSync(name).includes(part)).toBe(false);
});

test("a ledger of the second version gets its trees from the entries in it, and goes on", async () => {
  const journal = memoryJournal(300);
  await push(journal, 0, 290);
  await ledger.close();
  const database = new DatabaseSync(file);
  database.exec(
    "DROP TABLE checkpoints; DROP TABLE sealed_parts; ALTER TABLE kiosks DROP COLUMN peaks; ALTER TABLE kiosks DROP COLUMN forgotten_before; DROP INDEX entries_set_aside; DROP INDEX entries_lost; ALTER TABLE kiosks DROP COLUMN refused_from; PRAGMA user_version = 2;",
  );
  database.close();
  ledger = openSqliteLedger(file);
  expect(sizesOf(await push(journal, 290, 295))).toEqual([295, 300]);
  await ledger.close();
});
