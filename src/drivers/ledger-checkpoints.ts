import type { DatabaseSync } from "node:sqlite";
import type { Witness } from "../core/acknowledgement.ts";
import type { SignedCheckpoint } from "../core/checkpoint.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { noteText, parseNote } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";

const SECONDS_A_DAY = 86_400;

/** A checkpoint as it is kept. */
export interface KeptCheckpoint extends TreeHead {
  /** The device's signature, and central's cosignature where it had a key for that. */
  readonly note: string;
}

/**
 * The checkpoints of kiosks that central has witnessed: of each day the newest whose entries are all held, and the newest ahead of that. Every change
 * belongs in a transaction of the caller's.
 */
export interface LedgerCheckpoints {
  /** The largest. */
  newest(kiosk: string): KeptCheckpoint | undefined;
  /** The note of the largest that covers entry `seq` and no entry that is not held. */
  covering(kiosk: string, seq: number): string | undefined;
  /**
   * Keeps one that goes on from the newest, cosigned, or a smaller one whose entries are all held, where none covers as many; to be called when the
   * entries that came with it are counted as held.
   */
  keep(kiosk: string, checkpoint: SignedCheckpoint, at: EpochSeconds, witness: Witness | undefined): void;
}

/** The table of checkpoints in this ledger. */
export function ledgerCheckpoints(database: DatabaseSync): LedgerCheckpoints {
  const sql = {
    newest: database.prepare("SELECT size, root, note FROM checkpoints WHERE kiosk = ? ORDER BY size DESC LIMIT 1"),
    covering: database.prepare(
      "SELECT note FROM checkpoints WHERE kiosk = ?1 AND size > ?2 AND size <= (SELECT size FROM kiosks WHERE id = ?1) ORDER BY size DESC LIMIT 1",
    ),
    keep: database.prepare("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)"),
    // One that is ahead takes the place of no covered one: in that entries are proved now, and by anybody's word this would be undone.
    dropOlder: database.prepare(
      `DELETE FROM checkpoints WHERE kiosk = ?1 AND day = ?2 AND EXISTS (
         SELECT 1 FROM checkpoints AS newer JOIN kiosks ON kiosks.id = ?1
         WHERE newer.kiosk = ?1 AND newer.day = ?2 AND newer.size > checkpoints.size
           AND (newer.size <= kiosks.size OR checkpoints.size > kiosks.size)
       )`,
    ),
    cosign: database.prepare("UPDATE checkpoints SET note = ? WHERE kiosk = ? AND size = ?"),
  };
  const newest = (kiosk: string) => sql.newest.get(kiosk) as unknown as KeptCheckpoint | undefined;
  return {
    newest,
    covering: (kiosk, seq) => (sql.covering.get(kiosk, seq) as { readonly note: string } | undefined)?.note,
    keep(kiosk, checkpoint, at, witness) {
      const { size, root } = checkpoint;
      const held = newest(kiosk);
      if (size === 0 || (held?.size === size && isCosigned(held, witness))) return;
      if (held && size < held.size && sql.covering.get(kiosk, size - 1) !== undefined) return;
      const note = cosigned(checkpoint, at, witness);
      if (held?.size === size) return void sql.cosign.run(note, kiosk, size);
      const day = Math.floor(at / SECONDS_A_DAY);
      sql.keep.run(kiosk, day, size, root, note);
      sql.dropOlder.run(kiosk, day);
    },
  };
}

/** False where the witness has another key by now, or has only now got one. */
function isCosigned({ note }: KeptCheckpoint, witness: Witness | undefined): boolean {
  const kept = parseNote(Buffer.from(note, "utf8"));
  return !witness || kept?.signatures.some(({ name, id }) => name === witness.key.name && id === witness.key.id) === true;
}

function cosigned({ note }: SignedCheckpoint, at: EpochSeconds, witness: Witness | undefined): string {
  return noteText(witness ? { ...note, signatures: [...note.signatures, witness.cosign(note.text, at)] } : note);
}
