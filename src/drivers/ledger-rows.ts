import type { EnrolledKiosk } from "../central-ports.ts";
import type { Contradiction, EntryRow } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";

/** Stands in the column of verdicts for an event, so that counting scans reads the index alone. */
export const EVENT_VERDICT = "event";

/** A kiosk as the ledger's query has it, its status and its first contradiction beside it. */
export interface KioskColumns {
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

/** The kiosk in its columns. */
export function kioskOf(row: KioskColumns): EnrolledKiosk {
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

/** An entry as the ledger lists it. */
export interface EntryColumns {
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

/** The entry in its columns. */
export function entryOf(row: EntryColumns): EntryRow {
  const { seq, at, reason, verdict, format, type, issuer, source, duration_ms } = row;
  return {
    seq,
    at,
    reason,
    ...(verdict === null || verdict === EVENT_VERDICT ? {} : { verdict }),
    ...(format === null ? {} : { format }),
    ...(type === null ? {} : { type }),
    ...(issuer === null ? {} : { issuer }),
    ...(source === null ? {} : { source }),
    ...(duration_ms === null ? {} : { durationMs: duration_ms }),
  };
}
