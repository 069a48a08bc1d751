import type { DatabaseSync } from "node:sqlite";

/** Primary result codes of SQLite after which repeating may help: SQLITE_BUSY, SQLITE_FULL. */
const TRANSIENT = new Set([5, 13]);

/** Does the work in one transaction: all of it is on the disk when this returns, or nothing. `busy` where repeating may help. */
export function inOneStep<T>(database: DatabaseSync, work: () => T): T | { readonly kind: "busy" } {
  try {
    return inTransaction(database, work);
  } catch (error) {
    if (isTransient(error)) return { kind: "busy" };
    throw error;
  }
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk has rolled back by itself.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Whether SQLite said that another process holds the ledger, or that its disk is full: repeating may help. */
export function isTransient(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" && TRANSIENT.has(error.errcode & 0xff);
}
