import type { DatabaseSync } from "node:sqlite";

const TABLES = `
CREATE TABLE kiosks (
  id TEXT PRIMARY KEY,
  public_jwk TEXT NOT NULL,
  enrolled_at REAL NOT NULL,
  size INTEGER NOT NULL,
  chain BLOB NOT NULL,
  last_seen_at REAL,
  clock_offset_seconds REAL
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
  kiosk TEXT NOT NULL REFERENCES kiosks (id),
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  leaf BLOB NOT NULL,
  chain BLOB NOT NULL,
  received_at REAL NOT NULL,
  at REAL NOT NULL,
  reason TEXT NOT NULL,
  verdict TEXT,
  format TEXT,
  type TEXT,
  issuer TEXT,
  source TEXT,
  duration_ms REAL,
  PRIMARY KEY (kiosk, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX entries_by_time ON entries (kiosk, at, verdict);
CREATE TRIGGER entries_stay_as_they_are BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

CREATE TABLE contradictions (
  kiosk TEXT NOT NULL REFERENCES kiosks (id),
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  received_at REAL NOT NULL,
  signature_input TEXT NOT NULL,
  signature TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX contradictions_by_kiosk ON contradictions (kiosk);
`;

/** New in version 2. Of a kiosk only the newest status is kept: the journal is the record, this is how it is now. */
const STATUSES = `
CREATE TABLE statuses (
  kiosk TEXT PRIMARY KEY REFERENCES kiosks (id),
  sequence INTEGER NOT NULL,
  received_at REAL NOT NULL,
  message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What takes a ledger from each version to the next. */
const STEPS = [TABLES, STATUSES];

/** Makes the tables of a new ledger, or those that an older one lacks, in one step. Throws on a ledger of a newer version of this program. */
export function prepareSchema(database: DatabaseSync): void {
  // WAL: the page reads while kiosks write. FULL: a commit is on the disk before it is answered (measured: nothing acknowledged lost).
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
    if (typeof version !== "number" || version > STEPS.length) {
      throw new Error(`ledger: version ${String(version)} is newer than this program, which knows ${STEPS.length}`);
    }
    for (const step of STEPS.slice(version)) database.exec(step);
    if (version < STEPS.length) database.exec(`PRAGMA user_version = ${STEPS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
