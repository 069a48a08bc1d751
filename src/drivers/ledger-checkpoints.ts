import type { DatabaseSync } from "node:sqlite";
import type { Witness } from "../core/acknowledgement.ts";
import type { SignedCheckpoint } from "../core/checkpoint.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { type NoteSignature, noteText, parseNote } from "../core/signed-note.ts";
import type { EpochSeconds } from "../core/time.ts";

const SECONDS_A_DAY = 86_400;
/** Cosignatures by keys of before that stay on a checkpoint: a note in an answer has 1,500 letters at most (protocol.ts), one of these near 130. */
const MAX_OTHER_COSIGNATURES = 4;

/** A checkpoint as it is kept. */
export interface KeptCheckpoint extends TreeHead {
  /** The device's signature, and central's cosignature where it had a key for that. */
  readonly note: string;
}

/**
 * The checkpoints of kiosks that central has witnessed: of each day the newest whose entries are all held, and the newest ahead of that; of a day on
 * which central got another key, these by each key. Every change belongs in a transaction of the caller's.
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
    ofDay: database.prepare(
      `SELECT checkpoints.size, note, checkpoints.size <= kiosks.size AS isCovered FROM checkpoints JOIN kiosks ON id = kiosk
       WHERE kiosk = ? AND day = ?`,
    ),
    drop: database.prepare("DELETE FROM checkpoints WHERE kiosk = ? AND size = ?"),
    cosign: database.prepare("UPDATE checkpoints SET note = ? WHERE kiosk = ? AND size = ?"),
  };
  const newest = (kiosk: string) => sql.newest.get(kiosk) as unknown as KeptCheckpoint | undefined;

  function dropOlder(kiosk: string, day: number): void {
    const ofDay = sql.ofDay.all(kiosk, day) as unknown as readonly CheckpointOfDay[];
    if (ofDay.length < 2) return;
    for (const older of ofDay) if (ofDay.some((newer) => isReplacedBy(older, newer))) sql.drop.run(kiosk, older.size);
  }

  return {
    newest,
    covering: (kiosk, seq) => (sql.covering.get(kiosk, seq) as { readonly note: string } | undefined)?.note,
    keep(kiosk, checkpoint, at, witness) {
      const { size, root } = checkpoint;
      const held = newest(kiosk);
      if (size === 0 || (held?.size === size && isCosigned(held, witness))) return;
      if (held && size < held.size && sql.covering.get(kiosk, size - 1) !== undefined) return;
      if (held?.size === size) return void sql.cosign.run(cosigned(checkpoint, signaturesOf(held), at, witness), kiosk, size);
      const day = Math.floor(at / SECONDS_A_DAY);
      sql.keep.run(kiosk, day, size, root, cosigned(checkpoint, [], at, witness));
      dropOlder(kiosk, day);
    },
  };
}

/** A checkpoint among those of its day. */
interface CheckpointOfDay extends Pick<KeptCheckpoint, "size" | "note"> {
  /** 1: all its entries are held. */
  readonly isCovered: 0 | 1;
}

/**
 * One that is ahead takes the place of no covered one: in that entries are proved now, and by anybody's word this would be undone. Nor does one
 * without a signature that the older one has, as when central got another key: by that key nothing would be witnessed any more.
 */
function isReplacedBy(older: CheckpointOfDay, newer: CheckpointOfDay): boolean {
  if (newer.size <= older.size || (older.isCovered === 1 && newer.isCovered === 0)) return false;
  const signatures = signaturesOf(newer);
  return signaturesOf(older).every((signature) => signatures.some((other) => isBySameKey(signature, other)));
}

function signaturesOf({ note }: Pick<KeptCheckpoint, "note">): readonly NoteSignature[] {
  return parseNote(Buffer.from(note, "utf8"))?.signatures ?? [];
}

function isBySameKey(a: Pick<NoteSignature, "name" | "id">, b: Pick<NoteSignature, "name" | "id">): boolean {
  return a.name === b.name && a.id === b.id;
}

/** False where the witness has another key by now, or has only now got one. */
function isCosigned(kept: KeptCheckpoint, witness: Witness | undefined): boolean {
  return !witness || signaturesOf(kept).some((signature) => isBySameKey(signature, witness.key));
}

/** The note with what stood under it before and is not the device's, and the witness's own cosignature. */
function cosigned({ note }: SignedCheckpoint, before: readonly NoteSignature[], at: EpochSeconds, witness: Witness | undefined): string {
  const others = before.filter((signature) => !note.signatures.some((own) => isBySameKey(own, signature)));
  const own = witness ? [witness.cosign(note.text, at)] : [];
  return noteText({ ...note, signatures: [...note.signatures, ...others.slice(-MAX_OTHER_COSIGNATURES), ...own] });
}
