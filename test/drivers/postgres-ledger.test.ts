import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgresLedger } from "../../src/drivers/postgres-ledger.ts";
import { batchOf, signed } from "../support/batches.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { openPostgresForTest } from "../support/opened-ledgers.ts";
import { type PostgresCluster, startPostgresCluster, withoutPostgres } from "../support/postgres-cluster.ts";
import { ledgerSuite } from "./ledger-suite.ts";

const missing = withoutPostgres();

describe.skipIf(missing !== undefined)(`with PostgreSQL${missing === undefined ? "" : `, left out: ${missing}`}`, () => {
  let cluster: PostgresCluster;

  beforeAll(async () => {
    cluster = await startPostgresCluster();
  });
  afterAll(() => cluster.stop());

  ledgerSuite(() => openPostgresForTest(cluster));

  test("tables are made once, however many processes come at once, and a newer form is left alone", async () => {
    const ledgers = await Promise.all(Array.from({ length: 6 }, () => openPostgresLedger(cluster.address, "at_once")));
    expect(await ledgers[0]?.keeper()).toMatchObject({ database: "postgres", form: 1 });
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    await query("UPDATE at_once.ledger_version SET version = 99");
    await expect(openPostgresLedger(cluster.address, "at_once")).rejects.toThrow("version 99 is newer");
  });

  test("a batch is kept once as the bytes that were signed, in the part of its month, and months ahead are there", async () => {
    const { ledger, rows } = await openPostgresForTest(cluster);
    await ledger.enrol("k1", {}, 1);
    const journal = memoryJournal(3);
    const upload = signed(await batchOf(journal), 1_790_000_000, 1_789_999_990);
    for (let time = 0; time < 3; time++) await ledger.append("k1", upload);
    const kept = await rows("SELECT tableoid::regclass::text AS part, first_seq, count, content, signature, created FROM batches");
    expect(kept).toMatchObject([{ part: "batches_202609", first_seq: "0", count: 3, signature: "signature", created: 1_789_999_990 }]);
    expect(kept[0]?.["content"]).toEqual(Buffer.from(upload.content));
    const parts = await rows("SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'entries'::regclass ORDER BY 1");
    expect(parts.map(({ part }) => part)).toEqual(["entries_202609", "entries_202610", "entries_202611"]);
  });

  test("text that PostgreSQL cannot hold is taken, and its bytes are what they were", async () => {
    const { ledger, rows } = await openPostgresForTest(cluster);
    await ledger.enrol("k1", {}, 1);
    const journal = memoryJournal();
    journal.appendBytes(Buffer.from(JSON.stringify({ ...anEntry(), seq: 0, type: "a\0b" })));
    expect(await ledger.append("k1", signed(await batchOf(journal)))).toMatchObject({ kind: "stored" });
    const [row] = await rows("SELECT type, body FROM entries");
    expect(row?.["type"]).toBe("a\ufffdb");
    expect(String(row?.["body"])).toContain("a\\u0000b");
  });

  test("what another process has just taken is seen by whoever waited for it", async () => {
    const first = await openPostgresLedger(cluster.address, "beside");
    const second = await openPostgresLedger(cluster.address, "beside");
    await first.enrol("k1", {}, 1);
    const journal = memoryJournal(30);
    const pieces = await Promise.all([0, 10, 20].map((from) => batchOf(journal, from, from + 10)));
    for (let round = 0; round < 3; round++)
      await Promise.all(pieces.flatMap((piece) => [first, second].map((ledger) => ledger.append("k1", signed(piece)))));
    expect((await second.kiosk("k1"))?.position.size).toBe(30);
    expect(await query("SELECT count(*) AS count FROM beside.entries")).toEqual([{ count: "30" }]);
    await Promise.all([first.close(), second.close()]);
  });

  test("a database that may lose what it has committed is refused", async () => {
    await query("ALTER SYSTEM SET full_page_writes = off");
    await query("SELECT pg_reload_conf()");
    await expect.poll(() => query("SHOW full_page_writes")).toEqual([{ full_page_writes: "off" }]);
    await expect(openPostgresLedger(cluster.address, "forgetful")).rejects.toThrow("full_page_writes = off");
    await query("ALTER SYSTEM SET full_page_writes = on");
    await query("SELECT pg_reload_conf()");
  });

  test("while the server is away a batch is busy, and it is taken when that is back", async () => {
    const ledger = await openPostgresLedger(cluster.address, "away");
    await ledger.enrol("k1", {}, 1);
    const upload = signed(await batchOf(memoryJournal(3)));
    await cluster.kill();
    expect(await ledger.append("k1", upload)).toEqual({ kind: "busy" });
    await cluster.start();
    await expect.poll(() => ledger.append("k1", upload)).toMatchObject({ kind: "stored", held: { size: 3 } });
    await ledger.close();
  });

  async function query(sql: string): Promise<readonly object[]> {
    const client = new pg.Client({ ...cluster.address });
    await client.connect();
    return await client
      .query(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  }
});
