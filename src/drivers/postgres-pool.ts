import pg from "pg";
import type { PostgresAddress } from "./postgres-address.ts";
import { preparePostgres, quoted } from "./postgres-schema.ts";

/** Connections of one process: two that write groups of batches, the others for all else. */
const MAX_CONNECTIONS = 8;
/** How long a connection may take to be made, and to become free, in milliseconds. */
const CONNECT_MS = 5000;
/** Longest time for one statement, in milliseconds; the client gives up a little later, should the server be gone. */
const STATEMENT_MS = 30_000;
/** How long a write waits for another process that writes the same kiosk, in milliseconds. */
const LOCK_MS = 5000;
/** A process that stops in the middle of a transaction keeps its kiosks from others for so long, in milliseconds. */
const IDLE_MS = 10_000;

/** Oid of bigint, in which counts are exact numbers here (MAX_TREE_SIZE of core/merkle-tree.ts). */
const INT8 = 20;

/** SQLSTATE classes after which repeating may help: connection, rollback, resources, intervention; and single ones of others. */
const TRANSIENT_CLASSES = new Set(["08", "40", "53", "57"]);
/** lock_not_available, idle_in_transaction_session_timeout, read_only_sql_transaction (a standby, on the way to be the primary). */
const TRANSIENT_STATES = new Set(["55P03", "25P03", "25006"]);
const TRANSIENT_NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** What pg and its pool say without a code. */
const TRANSIENT_WORDS =
  /^(Connection terminated|timeout exceeded|Query read timeout|Client has encountered a connection error|Client was closed)/;

/** Connections to a database, in which a ledger lies in this schema; its tables are made where there are none. Rejects when it cannot be used. */
export async function openPostgresPool({ shown: _, ...address }: PostgresAddress, schema: string): Promise<pg.Pool> {
  const pool = new pg.Pool({
    ...address,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + 5000,
    keepAlive: true,
    application_name: "tram central",
    // By the connection, whatever the database or the role has as its own default. To compile a short statement takes longer than to run it.
    options: `-c search_path=${quoted(schema).replaceAll(" ", "\\ ")} -c synchronous_commit=on -c jit=off -c default_transaction_isolation=read\\ committed -c statement_timeout=${STATEMENT_MS} -c lock_timeout=${LOCK_MS} -c idle_in_transaction_session_timeout=${IDLE_MS}`,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")),
    },
  });
  // Of a connection that is lost while nobody uses it, whoever asks next hears.
  pool.on("error", () => undefined);
  // And of one that is lost between two statements of a transaction, the next statement.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  try {
    const client = await pool.connect();
    try {
      await preparePostgres(client, schema);
    } finally {
      client.release();
    }
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Whether repeating may help: the database or the way to it is gone, or somebody else had the same rows. */
export function isTransientInPostgres(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (TRANSIENT_NETWORK.has(code) || TRANSIENT_STATES.has(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) ? TRANSIENT_CLASSES.has(code.slice(0, 2)) : TRANSIENT_WORDS.test(error.message);
}

/** Does the work in one transaction: committed when this resolves. Rejects with what went wrong; where the connection was lost, it may be committed. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let fault: unknown;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    fault = error;
    await client.query("ROLLBACK").then(
      () => (fault = undefined),
      () => undefined,
    );
    throw error;
  } finally {
    // One on which not even that went through is not used again.
    client.release(fault !== undefined);
  }
}

/** The same, and `busy` where repeating may help. */
export async function inOneTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T | { readonly kind: "busy" }> {
  try {
    return await inTransaction(pool, work);
  } catch (error) {
    if (isTransientInPostgres(error)) return { kind: "busy" };
    throw error;
  }
}
