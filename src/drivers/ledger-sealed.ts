import type { DatabaseSync } from "node:sqlite";
import type { KeptSealedPart } from "../central-ports.ts";
import type { ReceivedBatch } from "../core/batch.ts";
import { sealedDigest } from "../core/sealed-part.ts";
import type { EpochSeconds } from "../core/time.ts";

/** The sealed parts of entries, which can be deleted while entries cannot. Every change belongs in a transaction of the caller's. */
export interface LedgerSealedParts {
  /** Keeps what came with a batch whose entries the ledger holds. What was forgotten is not kept again. */
  keep(kiosk: string, batch: Pick<ReceivedBatch, "from" | "entries" | "sealed">): void;
  of(kiosk: string, seq: number): KeptSealedPart | undefined;
  /** Deletes the parts of these entries, also those that may still come; returns how many there were. */
  forget(kiosk: string, which: { readonly seq: number } | { readonly before: EpochSeconds }, at: EpochSeconds): number;
}

/** The table of sealed parts in this ledger. */
export function ledgerSealedParts(database: DatabaseSync): LedgerSealedParts {
  const sql = {
    keep: database.prepare(
      `INSERT INTO sealed_parts VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE SET bytes = excluded.bytes
       WHERE bytes IS NULL AND forgotten_at IS NULL AND digest = excluded.digest`,
    ),
    of: database.prepare("SELECT digest, bytes FROM sealed_parts WHERE kiosk = ? AND seq = ?"),
    seqsBefore: database.prepare(
      "SELECT s.seq FROM sealed_parts s JOIN entries e ON e.kiosk = s.kiosk AND e.seq = s.seq WHERE s.kiosk = ? AND e.at < ? AND s.forgotten_at IS NULL",
    ),
    forget: database.prepare("UPDATE sealed_parts SET bytes = NULL, forgotten_at = ? WHERE kiosk = ? AND seq = ?"),
  };
  const of = (kiosk: string, seq: number): KeptSealedPart | undefined => {
    const row = sql.of.get(kiosk, seq) as { readonly digest: string; readonly bytes: Uint8Array | null } | undefined;
    return row && { digest: row.digest, bytes: row.bytes ?? undefined };
  };
  return {
    keep(kiosk, { from, entries, sealed }) {
      const parts = new Map(sealed.map((part) => [sealedDigest(part), part]));
      for (const [index, { summary }] of entries.entries()) {
        const digest = summary?.sealed;
        if (digest !== undefined) sql.keep.run(kiosk, from + index, digest, parts.get(digest) ?? null);
      }
    },
    of,
    forget(kiosk, which, at) {
      const rows = "seq" in which ? [which] : (sql.seqsBefore.all(kiosk, which.before) as unknown as readonly { readonly seq: number }[]);
      const held = rows.filter(({ seq }) => of(kiosk, seq)?.bytes !== undefined);
      for (const { seq } of rows) sql.forget.run(at, kiosk, seq);
      return held.length;
    },
  };
}
