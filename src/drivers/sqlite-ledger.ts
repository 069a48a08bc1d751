import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { EnrolledKiosk, Ledger, SignedStatus, StatusOutcome } from "../central-ports.ts";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { takeBatch } from "../core/ledger/batch-rule.ts";
import type { Ruling } from "../core/ledger/changes.ts";
import { EVENT_VERDICT } from "../core/ledger/entry-columns.ts";
import { type Asking, answerNow } from "../core/ledger/questions.ts";
import { takeCheckpoint } from "../core/ledger/witness-rule.ts";
import { ENTRY_LOST } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import { ledgerAnswers } from "./ledger-answers.ts";
import { type EntryColumns, entryOf, type KioskColumns, kioskOf } from "./ledger-rows.ts";
import { LEDGER_VERSION, prepareSchema } from "./ledger-schema.ts";
import { ledgerSealedParts } from "./ledger-sealed.ts";
import { inOneStep, isTransient } from "./ledger-step.ts";
import { ledgerTree } from "./ledger-tree.ts";
import { ledgerTreeRows } from "./ledger-tree-rows.ts";
import { ledgerWrites } from "./ledger-writes.ts";

/** How long a write waits for another process, in milliseconds. The wait holds up everything else, so it is short. */
const BUSY_TIMEOUT_MS = 2000;

const KIOSK_SQL = `SELECT kiosks.*, s.message AS status, s.received_at AS status_at,
  (SELECT json_group_array(json_object('row', rowid, 'kind', kind, 'seq', seq, 'at', received_at)) FROM contradictions
   WHERE rowid IN (SELECT max(rowid) FROM contradictions WHERE kiosk = kiosks.id GROUP BY kind)) AS contradictions,
  (SELECT json_object('count', count(*), 'first', coalesce(min(seq), 0)) FROM entries INDEXED BY entries_lost
   WHERE kiosk = kiosks.id AND length(body) = 0 AND reason = '${ENTRY_LOST}') AS lost
  FROM kiosks LEFT JOIN statuses s ON s.kiosk = kiosks.id`;

/** Opens the ledger in this file, making it where there is none. Throws when it cannot be used. */
export function openSqliteLedger(path: string): Ledger {
  // SQLite would make it for all to read; the files beside it get the same mode.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  prepareSchema(database);
  const sealedParts = ledgerSealedParts(database);
  const tree = ledgerTree(ledgerTreeRows(database));
  const answers = ledgerAnswers(database);
  const write = ledgerWrites(database);
  const sql = {
    enrol: database.prepare("INSERT INTO kiosks (id, public_jwk, enrolled_at, size, chain) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING"),
    kiosk: database.prepare(`${KIOSK_SQL} WHERE kiosks.id = ?`),
    kiosks: database.prepare(`${KIOSK_SQL} ORDER BY kiosks.id`),
    seen: database.prepare("UPDATE kiosks SET last_seen_at = ?, clock_offset_seconds = ? WHERE id = ?"),
    newest: database.prepare("SELECT * FROM entries WHERE kiosk = ? ORDER BY seq DESC LIMIT ?"),
    count: database.prepare(
      "SELECT coalesce(verdict, 'unknown') AS verdict, count(*) AS count FROM entries WHERE kiosk = ? AND at >= ? AND at < ? AND coalesce(verdict, '') <> ? GROUP BY 1",
    ),
    newestCheckpoint: database.prepare("SELECT note FROM checkpoints WHERE kiosk = ? ORDER BY size DESC LIMIT 1"),
    covering: database.prepare(
      "SELECT note FROM checkpoints WHERE kiosk = ?1 AND size > ?2 AND size <= (SELECT size FROM kiosks WHERE id = ?1) ORDER BY size DESC LIMIT 1",
    ),
    version: database.prepare("SELECT sqlite_version() AS version"),
    sequence: database.prepare("SELECT sequence FROM statuses WHERE kiosk = ?"),
    putStatus: database.prepare("INSERT OR REPLACE INTO statuses VALUES (?, ?, ?, ?)"),
  };

  const checkpointLog = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)");

  /** False where another process reads there, and where the disk has no room for what the log carries over; it is as it was then. */
  function truncateLog(): boolean {
    try {
      return checkpointLog.get()?.["busy"] === 0;
    } catch (error) {
      if (isTransient(error)) return false;
      throw error;
    }
  }

  function find(id: string): EnrolledKiosk | undefined {
    const row = sql.kiosk.get(id);
    return row && kioskOf(row as unknown as KioskColumns);
  }

  /** What a rule rules, and all that it wants written, in one step. */
  function rule<T>(kiosk: string, asking: Asking<Ruling<T>>, receivedAt: EpochSeconds) {
    return inOneStep(database, () => {
      const { outcome, changes } = answerNow(asking, answers(kiosk));
      write(kiosk, changes, receivedAt);
      return outcome;
    });
  }

  const noteOf = (row: unknown) => (row as { readonly note: string } | undefined)?.note;

  /** Inside a transaction: what becomes of this status. A repeated one changes nothing, not even when the kiosk was last seen. */
  function takeStatus(kiosk: string, { message, receivedAt, created }: SignedStatus): StatusOutcome {
    const held = sql.sequence.get(kiosk)?.["sequence"];
    const sequence = typeof held === "number" ? held : 0;
    if (message.sequence !== sequence + 1) return { kind: "elsewhere", sequence };
    sql.seen.run(receivedAt, created - receivedAt, kiosk);
    sql.putStatus.run(kiosk, message.sequence, receivedAt, JSON.stringify(message));
    return { kind: "stored" };
  }

  return {
    async enrol(id, publicJwk, at) {
      const jwk = JSON.stringify(publicJwk);
      const { changes } = sql.enrol.run(id, jwk, at, EMPTY_CHAIN);
      if (changes === 1) return "enrolled";
      return JSON.stringify(find(id)?.publicJwk) === jwk ? "already-enrolled" : "other-key";
    },
    kiosk: async (id) => find(id),
    kiosks: async () => (sql.kiosks.all() as unknown as readonly KioskColumns[]).map(kioskOf),
    async append(kiosk, upload, witness) {
      const take = () => rule(kiosk, takeBatch(kiosk, upload, witness), upload.receivedAt);
      let outcome = take();
      if (outcome.kind === "unsure") {
        if ((await tree.mend(kiosk, outcome.size)) === "busy") return { kind: "busy" };
        outcome = take();
      }
      if (outcome.kind === "unsure") throw new Error(`ledger: the entries of ${kiosk} do not make the tree that is held`);
      return outcome;
    },
    witness: async (kiosk, offer, witness) => rule(kiosk, takeCheckpoint(kiosk, offer, witness), offer.receivedAt),
    newestCheckpoint: async (kiosk) => noteOf(sql.newestCheckpoint.get(kiosk)),
    prove: async (kiosk, seq) => tree.prove(kiosk, seq, noteOf(sql.covering.get(kiosk, seq))),
    sealedPart: async (kiosk, seq) => sealedParts.of(kiosk, seq),
    async forget(kiosk, which, at) {
      const step = inOneStep(database, () => ({ kind: "done" as const, count: sealedParts.forget(kiosk, which, at) }));
      if (step.kind === "busy") return step;
      // The file and the log beside it have the bytes until the log is carried over and cut to nothing.
      const isOnDisk = !truncateLog();
      const before = sealedParts.forgottenBefore(kiosk);
      return { kind: "forgotten", count: step.count, isOnDisk, ...(before !== undefined && { before }) };
    },
    putStatus: async (kiosk, status) => inOneStep(database, () => takeStatus(kiosk, status)),
    newest: async (kiosk, count) => (sql.newest.all(kiosk, count) as unknown as readonly EntryColumns[]).map(entryOf),
    async countByVerdict(kiosk, from, until) {
      const rows = sql.count.all(kiosk, from, until, EVENT_VERDICT) as unknown as readonly { verdict: string; count: number }[];
      return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
    },
    keeper: async () => ({ database: "sqlite", version: String(sql.version.get()?.["version"]), form: LEDGER_VERSION }),
    close: async () => database.close(),
  };
}
