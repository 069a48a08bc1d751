import { DatabaseSync } from "node:sqlite";
import type { EnrolledKiosk, Ledger, LedgerOutcome, SignedBatch, SignedStatus, StatusOutcome } from "../central-ports.ts";
import { EMPTY_CHAIN, sameBytes } from "../core/journal-chain.ts";
import { type Contradiction, type EntryRow, isEvent, type Position } from "../core/protocol.ts";
import { REASONS, type Verdict } from "../core/reason.ts";
import type { EpochSeconds } from "../core/time.ts";
import { prepareSchema } from "./ledger-schema.ts";

/** How long a write waits for another process, in milliseconds. The wait holds up everything else, so it is short. */
const BUSY_TIMEOUT_MS = 2000;
/** Contradicting batches kept per kiosk; the first ones tell the story, and a broken kiosk repeats itself. */
const MAX_EVIDENCE = 16;
/** Primary result codes of SQLite after which repeating may help: SQLITE_BUSY, SQLITE_FULL. */
const TRANSIENT = new Set([5, 13]);
/** Stands in the column of verdicts for an event, so that counting scans reads the index alone. */
const EVENT = "event";

const KIOSK_SQL = `SELECT kiosks.*, c.kind AS contradiction, c.seq AS contradiction_seq, c.received_at AS contradiction_at,
  s.message AS status, s.received_at AS status_at
  FROM kiosks LEFT JOIN statuses s ON s.kiosk = kiosks.id LEFT JOIN contradictions c ON c.rowid = (SELECT min(rowid) FROM contradictions WHERE kiosk = kiosks.id)`;

/** Opens the ledger in this file, making it where there is none. Throws when it cannot be used. */
export function openSqliteLedger(path: string): Ledger {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  prepareSchema(database);
  const sql = {
    enrol: database.prepare("INSERT INTO kiosks (id, public_jwk, enrolled_at, size, chain) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING"),
    kiosk: database.prepare(`${KIOSK_SQL} WHERE kiosks.id = ?`),
    kiosks: database.prepare(`${KIOSK_SQL} ORDER BY kiosks.id`),
    seen: database.prepare("UPDATE kiosks SET last_seen_at = ?, clock_offset_seconds = ? WHERE id = ?"),
    advance: database.prepare("UPDATE kiosks SET size = ?, chain = ? WHERE id = ?"),
    chains: database.prepare("SELECT seq, chain FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
    insert: database.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    evidence: database.prepare(
      "INSERT INTO contradictions SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM contradictions WHERE kiosk = ?1) < ?8",
    ),
    newest: database.prepare("SELECT * FROM entries WHERE kiosk = ? ORDER BY seq DESC LIMIT ?"),
    count: database.prepare(
      "SELECT coalesce(verdict, 'unknown') AS verdict, count(*) AS count FROM entries WHERE kiosk = ? AND at >= ? AND at < ? AND coalesce(verdict, '') <> ? GROUP BY 1",
    ),
    sequence: database.prepare("SELECT sequence FROM statuses WHERE kiosk = ?"),
    putStatus: database.prepare("INSERT OR REPLACE INTO statuses VALUES (?, ?, ?, ?)"),
  };

  function find(id: string): EnrolledKiosk | undefined {
    const row = sql.kiosk.get(id);
    return row && kioskOf(row as unknown as KioskColumns);
  }

  /** Inside a transaction: what becomes of this batch. */
  function take(kiosk: string, upload: SignedBatch): LedgerOutcome {
    const held = find(kiosk)?.position;
    if (!held) throw new Error(`ledger: kiosk ${kiosk} is not enrolled`);
    const { batch, receivedAt } = upload;
    sql.seen.run(receivedAt, upload.created - receivedAt, kiosk);
    if (batch.from > held.size) return { kind: "elsewhere", position: held };
    const found = contradictionWith(kiosk, held, upload);
    if (found) {
      const { contradiction, seq } = found;
      const { signatureInput, signature, content } = upload;
      sql.evidence.run(kiosk, contradiction, seq, receivedAt, signatureInput, signature, content, MAX_EVIDENCE);
      return { kind: "contradicted", ...found };
    }
    if (batch.entries.length === 0) return { kind: batch.from === held.size ? "stored" : "elsewhere", position: held };
    return { kind: "stored", position: insertAfter(held, kiosk, upload) };
  }

  /** Compares all that both have. The chain after an entry covers everything up to it, so equal chains mean equal entries. */
  function contradictionWith(
    kiosk: string,
    held: Position,
    { batch }: SignedBatch,
  ): { contradiction: Contradiction; seq: number } | undefined {
    const overlapEnd = Math.min(held.size, batch.from + batch.entries.length);
    const rows = sql.chains.all(kiosk, Math.max(0, batch.from - 1), overlapEnd) as unknown as readonly { seq: number; chain: Uint8Array }[];
    const before = batch.from === 0 ? EMPTY_CHAIN : rows.at(0)?.chain;
    if (!before || !sameBytes(before, batch.chainBefore)) return { contradiction: "forked", seq: batch.from };
    const rewritten = rows.find(({ seq, chain }) => {
      const entry = batch.entries[seq - batch.from];
      return entry && !sameBytes(entry.chain, chain);
    });
    return rewritten && { contradiction: "rewritten", seq: rewritten.seq };
  }

  function insertAfter(held: Position, kiosk: string, { batch, receivedAt }: SignedBatch): Position {
    const fresh = batch.entries.slice(held.size - batch.from);
    for (const { body, leaf, chain, summary } of fresh) {
      const { seq, at, reason, format, type, issuer, source, durationMs } = summary;
      const texts = [isEvent(reason) ? EVENT : verdictOfAny(reason), format, type, issuer, source].map((text) => text ?? null);
      sql.insert.run(kiosk, seq, body, leaf, chain, receivedAt, at, reason, ...texts, durationMs ?? null);
    }
    const last = fresh.at(-1);
    if (!last) return held;
    const position = { size: held.size + fresh.length, chain: last.chain };
    sql.advance.run(position.size, position.chain, kiosk);
    return position;
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

  function inOneStep<T>(work: () => T): T | { readonly kind: "busy" } {
    try {
      return inTransaction(database, work);
    } catch (error) {
      if (isTransient(error)) return { kind: "busy" };
      throw error;
    }
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
    append: async (kiosk, upload) => inOneStep(() => take(kiosk, upload)),
    putStatus: async (kiosk, status) => inOneStep(() => takeStatus(kiosk, status)),
    newest: async (kiosk, count) => (sql.newest.all(kiosk, count) as unknown as readonly EntryColumns[]).map(entryOf),
    async countByVerdict(kiosk, from, until) {
      const rows = sql.count.all(kiosk, from, until, EVENT) as unknown as readonly { verdict: string; count: number }[];
      return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
    },
    close: async () => database.close(),
  };
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

/** The verdict of a reason that may come from a newer kiosk. */
function verdictOfAny(reason: string): Verdict | undefined {
  return Object.entries(REASONS).find(([name]) => name === reason)?.[1];
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" && TRANSIENT.has(error.errcode & 0xff);
}

interface KioskColumns {
  readonly id: string;
  readonly public_jwk: string;
  readonly size: number;
  readonly chain: Uint8Array;
  readonly last_seen_at: EpochSeconds | null;
  readonly clock_offset_seconds: number | null;
  readonly contradiction: Contradiction | null;
  readonly contradiction_seq: number;
  readonly contradiction_at: EpochSeconds;
  readonly status: string | null;
  readonly status_at: EpochSeconds;
}

function kioskOf(row: KioskColumns): EnrolledKiosk {
  return {
    id: row.id,
    publicJwk: JSON.parse(row.public_jwk),
    position: { size: row.size, chain: row.chain },
    lastSeenAt: row.last_seen_at ?? undefined,
    clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
    contradiction: row.contradiction ? { kind: row.contradiction, seq: row.contradiction_seq, at: row.contradiction_at } : undefined,
    status: row.status === null ? undefined : { message: JSON.parse(row.status), receivedAt: row.status_at },
  };
}

interface EntryColumns {
  readonly seq: number;
  readonly at: EpochSeconds;
  readonly reason: string;
  readonly verdict: string | null;
  readonly format: string | null;
  readonly type: string | null;
  readonly issuer: string | null;
  readonly source: string | null;
  readonly duration_ms: number | null;
}

function entryOf(row: EntryColumns): EntryRow {
  const { seq, at, reason, verdict, format, type, issuer, source, duration_ms } = row;
  return {
    seq,
    at,
    reason,
    ...(verdict === null || verdict === EVENT ? {} : { verdict }),
    ...(format === null ? {} : { format }),
    ...(type === null ? {} : { type }),
    ...(issuer === null ? {} : { issuer }),
    ...(source === null ? {} : { source }),
    ...(duration_ms === null ? {} : { durationMs: duration_ms }),
  };
}
