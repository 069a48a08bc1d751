import type { DatabaseSync } from "node:sqlite";
import { type Changes, type CheckpointChanges, type EvidenceChange, MAX_EVIDENCE, type SealedChange } from "../core/ledger/changes.ts";
import type { EntryColumns } from "../core/ledger/entry-columns.ts";
import type { KioskState } from "../core/ledger/questions.ts";
import type { EpochSeconds } from "../core/time.ts";

/** Writes what the rule wants written of a kiosk, by a batch that came at this time. Belongs in the transaction in which the rule has asked. */
export function ledgerWrites(database: DatabaseSync): (kiosk: string, changes: Changes, receivedAt: EpochSeconds) => void {
  const sql = {
    state: database.prepare(
      "UPDATE kiosks SET size = ?, chain = ?, peaks = ?, last_seen_at = ?, clock_offset_seconds = ?, refused_from = ? WHERE id = ?",
    ),
    insert: database.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    fill: database.prepare(
      `UPDATE entries SET body = ?, at = ?, reason = ?, verdict = ?, format = ?, type = ?, issuer = ?, source = ?, duration_ms = ?
       WHERE kiosk = ? AND seq = ?`,
    ),
    tile: database.prepare("INSERT OR REPLACE INTO tree_cache VALUES (?, ?, ?)"),
    sealed: database.prepare(
      `INSERT INTO sealed_parts VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE SET bytes = excluded.bytes
       WHERE bytes IS NULL AND forgotten_at IS NULL AND digest = excluded.digest`,
    ),
    keptOut: database.prepare("INSERT INTO sealed_parts VALUES (?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING"),
    checkpoint: database.prepare("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)"),
    cosign: database.prepare("UPDATE checkpoints SET note = ? WHERE kiosk = ? AND size = ?"),
    drop: database.prepare("DELETE FROM checkpoints WHERE kiosk = ? AND size = ?"),
    makeRoom: database.prepare(
      `DELETE FROM contradictions WHERE rowid = (SELECT max(rowid) FROM contradictions WHERE kiosk = ?1 AND kind = ?2)
       AND (SELECT count(*) FROM contradictions WHERE kiosk = ?1 AND kind = ?2) >= ?3`,
    ),
    evidence: database.prepare("INSERT INTO contradictions VALUES (?, ?, ?, ?, ?, ?, ?)"),
  };

  function writeState(kiosk: string, state: KioskState): void {
    const { size, chain, peaks, lastSeenAt, clockOffsetSeconds, refusedFrom } = state;
    sql.state.run(size, chain, peaks, lastSeenAt ?? null, clockOffsetSeconds ?? null, refusedFrom ?? null, kiosk);
  }

  function writeEvidence(kiosk: string, evidence: EvidenceChange): void {
    const { contradiction, seq, receivedAt, signatureInput, signature, content } = evidence;
    sql.makeRoom.run(kiosk, contradiction, MAX_EVIDENCE);
    sql.evidence.run(kiosk, contradiction, seq, receivedAt, signatureInput, signature, content);
  }

  function writeSealed(kiosk: string, { seq, digest, bytes, forgottenAt }: SealedChange): void {
    if (forgottenAt !== undefined) sql.keptOut.run(kiosk, seq, digest, forgottenAt);
    else sql.sealed.run(kiosk, seq, digest, bytes ?? null);
  }

  function writeCheckpoints(kiosk: string, { kept, cosigned, dropped }: CheckpointChanges): void {
    if (kept) sql.checkpoint.run(kiosk, kept.day, kept.size, kept.root, kept.note);
    if (cosigned) sql.cosign.run(cosigned.note, kiosk, cosigned.size);
    for (const size of dropped) sql.drop.run(kiosk, size);
  }

  return (kiosk, changes, receivedAt) => {
    const { state, evidence, inserted = [], filled = [], tiles = [], sealed = [], checkpoints } = changes;
    if (state) writeState(kiosk, state);
    if (evidence) writeEvidence(kiosk, evidence);
    for (const { seq, entry, columns } of filled) sql.fill.run(entry.body, ...valuesOf(columns), kiosk, seq);
    for (const { seq, entry, columns } of inserted)
      sql.insert.run(kiosk, seq, entry.body, entry.leaf, entry.chain, receivedAt, ...valuesOf(columns));
    for (const { tile, root } of tiles) sql.tile.run(kiosk, tile, root);
    for (const part of sealed) writeSealed(kiosk, part);
    if (checkpoints) writeCheckpoints(kiosk, checkpoints);
  };
}

/** From `at` on in the table's order. */
function valuesOf({ at, reason, verdict, format, type, issuer, source, durationMs }: EntryColumns): (string | number | null)[] {
  return [at, reason, verdict ?? null, format ?? null, type ?? null, issuer ?? null, source ?? null, durationMs ?? null];
}
