import type { DatabaseSync } from "node:sqlite";
import { encodePeaks } from "../core/held-tree.ts";
import { EMPTY_FRONTIER, withLeaf } from "../core/merkle-tree.ts";

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

/**
 * New in version 3: the tree, what the device has signed of it, and sealed parts, which can be deleted while entries cannot. Checkpoints stay, so
 * that an entry can be proved in a tree that was cosigned then.
 */
const TREES = `
ALTER TABLE kiosks ADD COLUMN peaks BLOB NOT NULL DEFAULT x'';

CREATE TABLE checkpoints (
  kiosk TEXT NOT NULL REFERENCES kiosks (id),
  day INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (kiosk, day)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX checkpoints_by_size ON checkpoints (kiosk, size);

CREATE TABLE sealed_parts (
  kiosk TEXT NOT NULL,
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  bytes BLOB,
  forgotten_at REAL,
  PRIMARY KEY (kiosk, seq),
  FOREIGN KEY (kiosk, seq) REFERENCES entries (kiosk, seq)
) STRICT, WITHOUT ROWID;
`;

/** New in version 4: an entry of which only the hash had come gets its bytes when they come. */
const LATE_BODIES = `
DROP TRIGGER entries_stay_as_they_are;
CREATE TRIGGER entries_stay_as_they_are BEFORE UPDATE ON entries
WHEN length(OLD.body) > 0 OR NEW.kiosk IS NOT OLD.kiosk OR NEW.seq IS NOT OLD.seq OR NEW.leaf IS NOT OLD.leaf
  OR NEW.chain IS NOT OLD.chain OR NEW.received_at IS NOT OLD.received_at
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
`;

/** New in version 5: before which time everything personal was deleted, so that what comes later is not kept. */
const FORGOTTEN = "ALTER TABLE kiosks ADD COLUMN forgotten_before REAL;";

/** New in version 6: which entries are there as a hash alone is asked at every batch. */
const SET_ASIDE = "CREATE INDEX entries_set_aside ON entries (kiosk, seq) WHERE length(body) = 0;";

/** New in version 7: two checkpoints a day, so that one of more entries than are held does not take the place of one in which entries are proved. */
const TWO_A_DAY = `
ALTER TABLE checkpoints RENAME TO one_a_day;
DROP INDEX checkpoints_by_size;
CREATE TABLE checkpoints (
  kiosk TEXT NOT NULL REFERENCES kiosks (id),
  day INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (kiosk, size)
) STRICT, WITHOUT ROWID;
CREATE INDEX checkpoints_by_day ON checkpoints (kiosk, day);
INSERT INTO checkpoints SELECT kiosk, day, size, root, note FROM one_a_day;
DROP TABLE one_a_day;
`;

/** New in version 8: where the newest batch on a stick began that could not be taken, because entries before it are not held. */
const REFUSED = "ALTER TABLE kiosks ADD COLUMN refused_from INTEGER;";

/** New in version 9: what a device says that it has lost is there as a hash alone as well; nobody waits for it, and how much it is is asked for the fleet page. */
const LOST = `
DROP INDEX entries_set_aside;
CREATE INDEX entries_set_aside ON entries (kiosk, seq) WHERE length(body) = 0 AND reason <> 'entry-lost';
CREATE INDEX entries_lost ON entries (kiosk, seq) WHERE length(body) = 0 AND reason = 'entry-lost';
`;

/** What takes a ledger from each version to the next. */
const STEPS: readonly ((database: DatabaseSync) => void)[] = [
  (database) => database.exec(TABLES),
  (database) => database.exec(STATUSES),
  (database) => {
    database.exec(TREES);
    plantTrees(database);
  },
  (database) => database.exec(LATE_BODIES),
  (database) => database.exec(FORGOTTEN),
  (database) => database.exec(SET_ASIDE),
  (database) => database.exec(TWO_A_DAY),
  (database) => database.exec(REFUSED),
  (database) => database.exec(LOST),
];

/** Version of the ledger that this program writes. */
export const LEDGER_VERSION = STEPS.length;

/** Makes the tree of every kiosk out of the entries that are there. */
function plantTrees(database: DatabaseSync): void {
  const leaves = database.prepare("SELECT leaf FROM entries WHERE kiosk = ? ORDER BY seq");
  const plant = database.prepare("UPDATE kiosks SET peaks = ? WHERE id = ?");
  const kiosks = database.prepare("SELECT id FROM kiosks").all() as unknown as readonly { id: string }[];
  for (const { id } of kiosks) {
    let tree = EMPTY_FRONTIER;
    for (const { leaf } of leaves.iterate(id) as Iterable<unknown> as Iterable<{ leaf: Uint8Array }>) tree = withLeaf(tree, leaf);
    plant.run(encodePeaks(tree), id);
  }
}

/** Makes the tables of a new ledger, or those that an older one lacks, in one step. Throws on a ledger of a newer version of this program. */
export function prepareSchema(database: DatabaseSync): void {
  // WAL: the page reads while kiosks write. FULL: a commit is on the disk before it is answered (measured: nothing acknowledged lost).
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  // What is deleted here is deleted for a person's sake: its bytes are overwritten, not only set free.
  database.exec("PRAGMA secure_delete = ON;");
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
    if (typeof version !== "number" || version > STEPS.length) {
      throw new Error(`ledger: version ${String(version)} is newer than this program, which knows ${STEPS.length}`);
    }
    for (const step of STEPS.slice(version)) step(database);
    if (version < STEPS.length) database.exec(`PRAGMA user_version = ${STEPS.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
