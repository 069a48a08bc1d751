// The slower half of what test/drivers/postgres-ledger.test.ts tries.
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openPostgresLedger } from "../../src/drivers/postgres-ledger.ts";
import { ledgerWitnessSuite } from "../drivers/ledger-witness-suite.ts";
import { batchOf, newWitness, signed } from "../support/batches.ts";
import { runCentral } from "../support/central-process.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { openPostgresForTest } from "../support/opened-ledgers.ts";
import { type PostgresCluster, startPostgresCluster, withoutPostgres } from "../support/postgres-cluster.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const missing = withoutPostgres();

describe.skipIf(missing !== undefined)(`checkpoints with PostgreSQL${missing === undefined ? "" : `, left out: ${missing}`}`, () => {
  let cluster: PostgresCluster;

  beforeAll(async () => {
    cluster = await startPostgresCluster();
  });
  afterAll(() => cluster.stop());

  ledgerWitnessSuite(() => openPostgresForTest(cluster));
});

test.skipIf(missing !== undefined)(
  "commands find the database by its file or their option, and say which it is",
  { timeout: 60_000 },
  async () => {
    const cluster = await startPostgresCluster();
    onTestFinished(() => cluster.stop());
    const data = temporaryFolder();
    const byOption = await runCentral(["check", "--data", data, "--database", cluster.url, "--json"]);
    expect(JSON.parse(byOption.stdout)).toMatchObject({ event: "checked", database: "postgres", form: 1, kiosks: 0, entries: 0 });
    writeFileSync(join(data, "database"), cluster.url, { mode: 0o600 });
    expect(JSON.parse((await runCentral(["check", "--data", data, "--json"])).stdout)).toMatchObject({ database: "postgres" });
    chmodSync(join(data, "database"), 0o644);
    expect(await runCentral(["check", "--data", data])).toMatchObject({ code: 2, stderr: expect.stringContaining("chmod 600") });
    const secret = await runCentral(["check", "--data", data, "--database", "postgres://a:hunter2@db.example/tram"]);
    expect(secret).toMatchObject({ code: 2, stderr: expect.stringContaining("no password belongs on the command line") });
    expect(secret.stderr).not.toContain("hunter2");
    chmodSync(join(data, "database"), 0o600);
    await cluster.kill();
    expect(await runCentral(["check", "--data", data])).toMatchObject({ code: 1, stderr: expect.stringContaining("is not there") });
    expect(readdirSync(data)).toEqual(["database"]);
  },
);

test.skipIf(missing !== undefined)(
  "a role that may only write does all that central does, and changes nothing that was written",
  async () => {
    const cluster = await startPostgresCluster();
    onTestFinished(() => cluster.stop());
    await openPostgresLedger(cluster.address).then((ledger) => ledger.close());
    const grants = /```sql\n(GRANT[^`]+)```/.exec(readFileSync(new URL("../../docs/central.md", import.meta.url), "utf8"))?.[1] ?? "";
    const owner = new pg.Client({ ...cluster.address });
    await owner.connect();
    await owner.query(`CREATE ROLE tram_writer LOGIN; ${grants}`);
    await owner.end();
    const ledger = await openPostgresLedger({ ...cluster.address, user: "tram_writer" });
    await ledger.enrol("k1", {}, 1);
    const [journal, witness] = [memoryJournal(300), newWitness()];
    for (const from of [0, 100, 100, 200])
      expect(await ledger.append("k1", signed(await batchOf(journal, from, from + 100)), witness)).toMatchObject({ kind: "stored" });
    expect(await ledger.prove("k1", 7)).toBeDefined();
    expect(await ledger.forget("k1", { before: 5 }, 10)).toMatchObject({ kind: "forgotten", count: 0 });
    await ledger.close();
    const writer = new pg.Client({ ...cluster.address, user: "tram_writer" });
    await writer.connect();
    for (const sql of [
      "DELETE FROM tram.entries",
      "UPDATE tram.entries SET chain = leaf",
      "DELETE FROM tram.batches",
      "TRUNCATE tram.entries",
    ])
      await expect(writer.query(sql)).rejects.toThrow("permission denied");
    await writer.end();
  },
);
