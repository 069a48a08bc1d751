// The checkpoints of a kiosk that central has witnessed: of each day the newest whose entries are all held, and the newest ahead of that; of a day on
// which central got another key, these by each key.
import type { Witness } from "../acknowledgement.ts";
import type { SignedCheckpoint } from "../checkpoint.ts";
import { type NoteSignature, noteText, parseNote } from "../signed-note.ts";
import type { EpochSeconds } from "../time.ts";
import type { CheckpointChanges } from "./changes.ts";
import { type Asking, ask, type HeldKiosk, type KeptCheckpoint, type KioskState } from "./questions.ts";

const SECONDS_A_DAY = 86_400;
/** Cosignatures by keys of before that stay on a checkpoint: a note in an answer has 1,500 letters at most (protocol.ts), one of these near 130. */
const MAX_OTHER_COSIGNATURES = 4;

/** The day on which a checkpoint came. */
export function dayOf(at: EpochSeconds): number {
  return Math.floor(at / SECONDS_A_DAY);
}

/** What is known where a checkpoint is to be kept. */
export interface CheckpointPlace extends Pick<KioskState, "newest">, Pick<HeldKiosk, "ofDay"> {
  /** How many entries are held, with those that came with it. */
  readonly size: number;
  readonly at: EpochSeconds;
  readonly witness: Witness | undefined;
}

/** Keeps one that goes on from the newest, cosigned, or a smaller one whose entries are all held, where none covers as many. */
export function* keepCheckpoint(checkpoint: SignedCheckpoint, place: CheckpointPlace): Asking<CheckpointChanges | undefined> {
  const { newest, ofDay, at, witness } = place;
  const { size, root } = checkpoint;
  if (size === 0 || (newest?.size === size && isCosigned(newest, witness))) return undefined;
  if (newest && size < newest.size && (yield* ask("covers", { seq: size - 1, until: place.size }))) return undefined;
  if (newest?.size === size) return { cosigned: { size, note: cosigned(checkpoint, signaturesOf(newest), at, witness) }, dropped: [] };
  const kept = { day: dayOf(at), size, root, note: cosigned(checkpoint, [], at, witness) };
  const all = [...ofDay, kept];
  const isCovered = (other: Pick<KeptCheckpoint, "size">) => other.size <= place.size;
  const dropped = all.filter((older) => all.some((newer) => isReplacedBy(older, newer, isCovered)));
  return { kept, dropped: dropped.map((older) => older.size) };
}

/** The largest checkpoint, after these changes. */
export function newestAfter(newest: KeptCheckpoint | undefined, changes: CheckpointChanges | undefined): KeptCheckpoint | undefined {
  const { kept, cosigned: note } = changes ?? {};
  if (newest && note) return { ...newest, ...note };
  return kept && kept.size > (newest?.size ?? 0) ? { size: kept.size, root: kept.root, note: kept.note } : newest;
}

/**
 * One that is ahead takes the place of no covered one: in that entries are proved now, and by anybody's word this would be undone. Nor does one
 * without a signature that the older one has, as when central got another key: by that key nothing would be witnessed any more.
 */
function isReplacedBy(
  older: Pick<KeptCheckpoint, "size" | "note">,
  newer: Pick<KeptCheckpoint, "size" | "note">,
  isCovered: (checkpoint: Pick<KeptCheckpoint, "size">) => boolean,
): boolean {
  if (newer.size <= older.size || (isCovered(older) && !isCovered(newer))) return false;
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
