import type { DatabaseSync } from "node:sqlite";
import type { Answers, BareEntry, HeldChain, HeldKiosk, KeptCheckpoint } from "../core/ledger/questions.ts";
import { ENTRY_LOST } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";

interface HeldColumns {
  readonly size: number;
  readonly chain: Uint8Array;
  readonly peaks: Uint8Array;
  readonly last_seen_at: EpochSeconds | null;
  readonly clock_offset_seconds: number | null;
  readonly refused_from: number | null;
  readonly forgotten_before: EpochSeconds | null;
}

/** Answers the rule's questions about a kiosk out of this ledger. Every answer belongs in the transaction that writes the changes. */
export function ledgerAnswers(database: DatabaseSync): (kiosk: string) => Answers {
  const sql = {
    held: database.prepare("SELECT * FROM kiosks WHERE id = ?"),
    newest: database.prepare("SELECT size, root, note FROM checkpoints WHERE kiosk = ? ORDER BY size DESC LIMIT 1"),
    ofDay: database.prepare("SELECT size, note FROM checkpoints WHERE kiosk = ? AND day = ?"),
    covers: database.prepare("SELECT 1 FROM checkpoints WHERE kiosk = ? AND size > ? AND size <= ? LIMIT 1"),
    chains: database.prepare("SELECT seq, chain FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
    bare: database.prepare(
      `SELECT seq, reason = '${ENTRY_LOST}' AS isLost FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? AND length(body) = 0 ORDER BY seq`,
    ),
    // Named, because SQLite would rather read all entries of the kiosk. What the device has lost nobody waits for.
    setAsideFrom: database.prepare(
      `SELECT min(seq) AS seq FROM entries INDEXED BY entries_set_aside
       WHERE kiosk = ? AND length(body) = 0 AND reason <> '${ENTRY_LOST}' AND seq >= ?`,
    ),
    tiles: database.prepare("SELECT root FROM tree_cache WHERE kiosk = ? AND tile < ? ORDER BY tile"),
    leaves: database.prepare("SELECT leaf FROM entries WHERE kiosk = ? AND seq >= ? AND seq < ? ORDER BY seq"),
  };
  const setAsideFrom = (kiosk: string, from: number) =>
    (sql.setAsideFrom.get(kiosk, from) as { readonly seq: number | null }).seq ?? undefined;

  function heldOf(kiosk: string, day: number): HeldKiosk | undefined {
    const row = sql.held.get(kiosk) as HeldColumns | undefined;
    if (!row) return undefined;
    return {
      state: {
        size: row.size,
        chain: row.chain,
        peaks: row.peaks,
        lastSeenAt: row.last_seen_at ?? undefined,
        clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
        refusedFrom: row.refused_from ?? undefined,
        setAsideFrom: setAsideFrom(kiosk, 0),
        newest: sql.newest.get(kiosk) as unknown as KeptCheckpoint | undefined,
      },
      forgottenBefore: row.forgotten_before ?? undefined,
      ofDay: sql.ofDay.all(kiosk, day) as unknown as readonly KeptCheckpoint[],
    };
  }

  return (kiosk) => ({
    held: ({ day }) => heldOf(kiosk, day),
    chains: ({ from, until }) => sql.chains.all(kiosk, from, until) as unknown as readonly HeldChain[],
    bare: ({ from, until }) =>
      (sql.bare.all(kiosk, from, until) as unknown as readonly { readonly seq: number; readonly isLost: 0 | 1 }[]).map(
        ({ seq, isLost }): BareEntry => ({ seq, isLost: isLost === 1 }),
      ),
    setAsideFrom: ({ from }) => setAsideFrom(kiosk, from),
    covers: ({ seq, until }) => sql.covers.get(kiosk, seq, until) !== undefined,
    tiles: ({ count }) => (sql.tiles.all(kiosk, count) as unknown as readonly { readonly root: Uint8Array }[]).map(({ root }) => root),
    leaves: ({ from, until }) =>
      (sql.leaves.all(kiosk, from, until) as unknown as readonly { readonly leaf: Uint8Array }[]).map(({ leaf }) => leaf),
  });
}
