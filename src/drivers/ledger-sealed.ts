import type { DatabaseSync } from "node:sqlite";
import type { KeptSealedPart } from "../central-ports.ts";
import type { EpochSeconds } from "../core/time.ts";

/** The sealed parts of entries, which can be deleted while entries cannot. Every change belongs in a transaction of the caller's. */
export interface LedgerSealedParts {
  of(kiosk: string, seq: number): KeptSealedPart | undefined;
  /** Deletes the parts of these entries, and from now on those of them that come later; returns how many there were. */
  forget(kiosk: string, which: { readonly seq: number } | { readonly before: EpochSeconds }, at: EpochSeconds): number;
  /** No part of an entry before this time is kept; undefined: nothing was forgotten by time. */
  forgottenBefore(kiosk: string): EpochSeconds | undefined;
}

interface SealedColumns {
  readonly digest: string | null;
  readonly bytes: Uint8Array | null;
  readonly at: EpochSeconds;
}

/** The table of sealed parts in this ledger. */
export function ledgerSealedParts(database: DatabaseSync): LedgerSealedParts {
  const sql = {
    // Of an entry that has come as a hash alone nobody knows yet whether it names a part.
    of: database.prepare(
      `SELECT s.digest, s.bytes, e.at FROM entries e LEFT JOIN sealed_parts s ON s.kiosk = e.kiosk AND s.seq = e.seq
       WHERE e.kiosk = ? AND e.seq = ? AND (s.seq IS NOT NULL OR length(e.body) = 0)`,
    ),
    seqsBefore: database.prepare(
      "SELECT s.seq FROM sealed_parts s JOIN entries e ON e.kiosk = s.kiosk AND e.seq = s.seq WHERE s.kiosk = ? AND e.at < ? AND s.forgotten_at IS NULL",
    ),
    forget: database.prepare(
      `INSERT INTO sealed_parts SELECT kiosk, seq, '', NULL, ?1 FROM entries WHERE kiosk = ?2 AND seq = ?3
       ON CONFLICT DO UPDATE SET bytes = NULL, forgotten_at = excluded.forgotten_at`,
    ),
    forgetBefore: database.prepare("UPDATE kiosks SET forgotten_before = max(coalesce(forgotten_before, ?1), ?1) WHERE id = ?2"),
    forgottenBefore: database.prepare("SELECT forgotten_before AS time FROM kiosks WHERE id = ?"),
  };
  const of = (kiosk: string, seq: number): KeptSealedPart | undefined => {
    const row = sql.of.get(kiosk, seq) as SealedColumns | undefined;
    const before = forgottenBefore(kiosk);
    const isBefore = row !== undefined && before !== undefined && row.at < before;
    return row && { digest: row.digest || undefined, bytes: row.bytes ?? undefined, ...(isBefore && { notKeptBefore: before }) };
  };
  const forgottenBefore = (kiosk: string) =>
    (sql.forgottenBefore.get(kiosk) as { readonly time: EpochSeconds | null } | undefined)?.time ?? undefined;
  return {
    of,
    forgottenBefore,
    forget(kiosk, which, at) {
      // What has come as a hash alone, or is still at a kiosk without a network, has no row yet, and must not get one with bytes later.
      if ("before" in which) sql.forgetBefore.run(which.before, kiosk);
      const rows = "seq" in which ? [which] : (sql.seqsBefore.all(kiosk, which.before) as unknown as readonly { readonly seq: number }[]);
      const found = rows.flatMap(({ seq }) => {
        const part = of(kiosk, seq);
        return part ? [{ seq, isHere: part.bytes !== undefined }] : [];
      });
      for (const { seq } of found) sql.forget.run(at, kiosk, seq);
      return found.filter(({ isHere }) => isHere).length;
    },
  };
}
