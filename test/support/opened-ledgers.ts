import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { onTestFinished } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { openPostgresLedger } from "../../src/drivers/postgres-ledger.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import type { PostgresCluster } from "./postgres-cluster.ts";

/** A ledger of its own for a test, and a way past it to what it keeps. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Closes it, and opens it again. */
  reopen(): Promise<Ledger>;
  /** Rows that a statement finds which all databases understand. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What the database may do to its ledger, by a statement that all understand; rejects where it may not. */
  change(sql: string): Promise<void>;
  /** How often a property is tried. */
  readonly runs: number;
}

/** One in a file. */
export async function openSqliteForTest(folder: string): Promise<OpenedLedger> {
  const path = join(folder, `suite-${randomBytes(4).toString("hex")}.sqlite`);
  const beside = <T>(use: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path);
    try {
      return use(database);
    } finally {
      database.close();
    }
  };
  return {
    ...reopening(openSqliteLedger(path), async () => openSqliteLedger(path)),
    rows: async (sql) => beside((database) => database.prepare(sql).all()),
    change: async (sql) => beside((database) => database.exec(sql)),
    runs: 40,
  };
}

/** One in a schema of its own in this server. */
export async function openPostgresForTest({ address }: PostgresCluster): Promise<OpenedLedger> {
  const schema = `suite_${randomBytes(4).toString("hex")}`;
  const beside = async (sql: string) => {
    const client = new pg.Client({ ...address, options: `-c search_path=${schema}` });
    await client.connect();
    return await client.query(sql).finally(() => client.end());
  };
  const open = () => openPostgresLedger(address, schema);
  return {
    ...reopening(await open(), open),
    rows: async (sql) => (await beside(sql)).rows,
    change: async (sql) => void (await beside(sql)),
    runs: 6,
  };
}

/** Closes what is open when the test ends. */
function reopening(first: Ledger, open: () => Promise<Ledger>): Pick<OpenedLedger, "ledger" | "reopen"> {
  let current = first;
  onTestFinished(() => current.close());
  return {
    ledger: first,
    async reopen() {
      await current.close();
      current = await open();
      return current;
    },
  };
}
