import type { DatabaseSync } from "node:sqlite";

/**
 * Times in epoch seconds, secrets as SHA-256 in hex. `document` is the account without what has a column of its own. Plain SQL: another database takes it
 * with BIGSERIAL and DOUBLE PRECISION for the types.
 */
const TABLES = `
CREATE TABLE operators (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  subject TEXT UNIQUE,
  document TEXT NOT NULL
) STRICT;
CREATE TABLE operator_passkeys (
  id TEXT PRIMARY KEY,
  operator TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE operator_sessions (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  operator TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  edition TEXT NOT NULL,
  way TEXT NOT NULL,
  started_at REAL NOT NULL,
  used_at REAL NOT NULL
) STRICT;
CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator, started_at);
CREATE TABLE operator_mistakes (
  who TEXT PRIMARY KEY,
  mistakes INTEGER NOT NULL,
  until REAL NOT NULL
) STRICT;
CREATE INDEX operator_mistakes_by_time ON operator_mistakes (until);
CREATE TABLE operator_tickets (
  hash TEXT PRIMARY KEY,
  ticket TEXT NOT NULL,
  until REAL NOT NULL
) STRICT;
CREATE TABLE operator_actions (
  seq INTEGER PRIMARY KEY,
  body TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER operator_actions_stay_as_they_are BEFORE UPDATE ON operator_actions BEGIN SELECT RAISE(ABORT, 'an action is never changed'); END;
CREATE TRIGGER operator_actions_stay BEFORE DELETE ON operator_actions BEGIN SELECT RAISE(ABORT, 'an action is never deleted'); END;
`;

/** What takes the operators' tables from each version to the next. */
const STEPS: readonly string[] = [TABLES];

/** Makes the operators' tables, or what older ones lack, in one step; they may stand beside others, which have a version of their own. Throws where they are newer than this program. */
export function prepareOperatorSchema(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec("CREATE TABLE IF NOT EXISTS operator_schema (version INTEGER NOT NULL) STRICT");
    const version = database.prepare("SELECT coalesce(max(version), 0) AS version FROM operator_schema").get()?.["version"];
    if (typeof version !== "number" || version > STEPS.length)
      throw new Error(`operators: version ${String(version)} is newer than this program, which knows ${STEPS.length}`);
    for (const step of STEPS.slice(version)) database.exec(step);
    if (version < STEPS.length) database.prepare("INSERT INTO operator_schema VALUES (?)").run(STEPS.length);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
