import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { hexOf } from "../../src/core/hex.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { batchOf, signed } from "../support/batches.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { openSqliteForTest } from "../support/opened-ledgers.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ledgerSuite } from "./ledger-suite.ts";

const folder = temporaryFolder();
const JWK = { crv: "Ed25519", kty: "OKP", x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs" };
let file = "";
let ledger: Ledger;
let count = 0;

describe("with SQLite", () => ledgerSuite(() => openSqliteForTest(folder)));

beforeEach(async () => {
  file = join(folder, `ledger-${count++}.sqlite`);
  ledger = openSqliteLedger(file);
  await ledger.enrol("k1", JWK, 1);
});

/** With hashes as hex: Node's own byte arrays and the database's are of two classes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (part?.chain ? { ...part, chain: hexOf(part.chain) } : part)));
}

describe("a status", () => {
  const put = (sequence: number) =>
    ledger.putStatus("k1", {
      message: { sequence, version: "0.1.0", at: 99, clock: { state: "behind", floor: 1_790_000_000 }, backlog: 0 },
      receivedAt: 100,
      created: 100,
    });

  test("waits for another process that holds the file, then says busy", async () => {
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    expect(await put(1)).toEqual({ kind: "busy" });
    other.exec("ROLLBACK");
    other.close();
    expect(await put(1)).toEqual({ kind: "stored" });
  });
});

test("what was deleted is said to lie on the disk still where that is too full to take it out", async ({ skip }) => {
  const small = temporaryFolder();
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", small]).status !== 0) skip("no right to mount a small disk");
  onTestFinished(() => void spawnSync("umount", [small]));
  const full = openSqliteLedger(join(small, "ledger.sqlite"));
  await full.enrol("k1", JWK, 1);
  // A log that is longer than what the disk has left, and is not carried over by itself yet.
  const other = new DatabaseSync(join(small, "ledger.sqlite"));
  other.exec("CREATE TABLE ballast AS SELECT randomblob(900000) AS bytes");
  writeFileSync(join(small, "ballast"), new Uint8Array(2 ** 21 - usedIn(small) - 100_000));
  expect(await full.forget("k1", { before: 1000 }, 2000)).toMatchObject({ kind: "forgotten", isOnDisk: true, before: 1000 });
  rmSync(join(small, "ballast"));
  expect(await full.forget("k1", { before: 1000 }, 2000)).toMatchObject({ kind: "forgotten", isOnDisk: false });
  other.close();
  await full.close();
});

function usedIn(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}

describe("the file", () => {
  test("is its owner's alone, with what SQLite keeps beside it", async () => {
    await ledger.append("k1", signed(await batchOf(memoryJournal(2))));
    expect([file, `${file}-wal`].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test("that another process holds makes an append wait, then say busy; afterwards it goes on", async () => {
    const batch = signed(await batchOf(memoryJournal(2)));
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    expect(await ledger.append("k1", batch)).toEqual({ kind: "busy" });
    other.exec("ROLLBACK");
    other.close();
    expect(await ledger.append("k1", batch)).toMatchObject({ kind: "stored" });
  });

  test("of the first version is taken over with all that is in it, and learns of statuses", async () => {
    const journal = memoryJournal(5);
    await ledger.append("k1", signed(await batchOf(journal)));
    await ledger.close();
    const database = new DatabaseSync(file);
    database.exec(
      "DROP TABLE statuses; DROP TABLE checkpoints; DROP TABLE sealed_parts; ALTER TABLE kiosks DROP COLUMN peaks; ALTER TABLE kiosks DROP COLUMN forgotten_before; DROP INDEX entries_set_aside; DROP INDEX entries_lost; ALTER TABLE kiosks DROP COLUMN refused_from; PRAGMA user_version = 1;",
    );
    database.close();
    ledger = openSqliteLedger(file);
    expect(plain((await ledger.kiosk("k1"))?.position)).toEqual({ size: 5, chain: hexOf(journal.chain) });
    const clock = { state: "ok", floor: 1 } as const;
    const message = { sequence: 1, version: "1", at: 1, clock, backlog: 0 };
    expect(await ledger.putStatus("k1", { message, receivedAt: 2, created: 1 })).toEqual({ kind: "stored" });
  });

  test("of a newer version of this program is not touched", async () => {
    await ledger.close();
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 10");
    database.close();
    expect(() => openSqliteLedger(file)).toThrow("version 10 is newer");
  });
});
