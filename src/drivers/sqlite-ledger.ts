import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { EnrolledKiosk, Ledger, SignedStatus, StatusOutcome } from "../central-ports.ts";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { ENTRY_LOST } from "../core/protocol.ts";
import { ledgerCheckpoints } from "./ledger-checkpoints.ts";
import { ledgerJournals } from "./ledger-journals.ts";
import { type EntryColumns, EVENT_VERDICT, entryOf, type KioskColumns, kioskOf } from "./ledger-rows.ts";
import { prepareSchema } from "./ledger-schema.ts";
import { ledgerSealedParts } from "./ledger-sealed.ts";
import { inOneStep, isTransient } from "./ledger-step.ts";
import { ledgerTree } from "./ledger-tree.ts";

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
  const checkpoints = ledgerCheckpoints(database);
  const sealedParts = ledgerSealedParts(database);
  const tree = ledgerTree(database);
  const journals = ledgerJournals(database, checkpoints, sealedParts, tree);
  const sql = {
    enrol: database.prepare("INSERT INTO kiosks (id, public_jwk, enrolled_at, size, chain) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING"),
    kiosk: database.prepare(`${KIOSK_SQL} WHERE kiosks.id = ?`),
    kiosks: database.prepare(`${KIOSK_SQL} ORDER BY kiosks.id`),
    seen: database.prepare("UPDATE kiosks SET last_seen_at = ?, clock_offset_seconds = ? WHERE id = ?"),
    newest: database.prepare("SELECT * FROM entries WHERE kiosk = ? ORDER BY seq DESC LIMIT ?"),
    count: database.prepare(
      "SELECT coalesce(verdict, 'unknown') AS verdict, count(*) AS count FROM entries WHERE kiosk = ? AND at >= ? AND at < ? AND coalesce(verdict, '') <> ? GROUP BY 1",
    ),
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
      const take = () => inOneStep(database, () => journals.take(kiosk, upload, witness));
      let outcome = take();
      if (outcome.kind === "unsure") {
        if ((await tree.mend(kiosk, outcome.size)) === "busy") return { kind: "busy" };
        outcome = take();
      }
      if (outcome.kind === "unsure") throw new Error(`ledger: the entries of ${kiosk} do not make the tree that is held`);
      return outcome;
    },
    witness: async (kiosk, offer, witness) => inOneStep(database, () => journals.witness(kiosk, offer, witness)),
    newestCheckpoint: async (kiosk) => checkpoints.newest(kiosk)?.note,
    prove: async (kiosk, seq) => tree.prove(kiosk, seq, checkpoints.covering(kiosk, seq)),
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
    close: async () => database.close(),
  };
}
