import type { EnrolledKiosk } from "../central-ports.ts";
import { EVENT_VERDICT } from "../core/ledger/entry-columns.ts";
import type { EntryRow, KnownContradiction, LostEntries, OneContradiction } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";

/** A kiosk as the ledger's query has it, its status and the newest contradiction of each kind beside it. */
export interface KioskColumns {
  readonly id: string;
  readonly public_jwk: string;
  readonly size: number;
  readonly chain: Uint8Array;
  readonly last_seen_at: EpochSeconds | null;
  readonly clock_offset_seconds: number | null;
  readonly refused_from: number | null;
  /** JSON: LedgerContradiction[]. */
  readonly contradictions: string;
  /** JSON: LostEntries. */
  readonly lost: string;
  readonly status: string | null;
  readonly status_at: EpochSeconds;
}

/** The kiosk in its columns. */
export function kioskOf(row: KioskColumns): EnrolledKiosk {
  const lost: LostEntries = JSON.parse(row.lost);
  return {
    id: row.id,
    publicJwk: JSON.parse(row.public_jwk),
    position: { size: row.size, chain: row.chain },
    lastSeenAt: row.last_seen_at ?? undefined,
    clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
    contradiction: contradictionIn(JSON.parse(row.contradictions)),
    refusedFrom: row.refused_from !== null && row.refused_from > row.size ? row.refused_from : undefined,
    lost: lost.count > 0 ? lost : undefined,
    status: row.status === null ? undefined : { message: JSON.parse(row.status), receivedAt: row.status_at },
  };
}

interface LedgerContradiction extends OneContradiction {
  /** Larger for one that came later. */
  readonly row: number;
}

/** The newest, and what else there was. */
function contradictionIn(found: readonly LedgerContradiction[]): KnownContradiction | undefined {
  const [newest, ...others] = found.toSorted((a, b) => b.row - a.row).map(({ kind, seq, at }) => ({ kind, seq, at }));
  return newest && { ...newest, ...(others.length > 0 && { others }) };
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
