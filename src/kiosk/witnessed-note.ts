import { witnessedAt } from "../core/acknowledgement.ts";
import { openBareCheckpoint } from "../core/checkpoint.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { Clock, KeptFile } from "../ports.ts";

/** Name of the file in the data folder. */
export const WITNESSED_FILE = "witnessed";
/** At most this often is the file written, in milliseconds: a card wears, and a note an hour old shows as much to whoever has to decide. */
const EVERY_MS = 3_600_000;

export interface WitnessedNoteOptions {
  readonly file: KeptFile;
  /** With which the device signs the journal's checkpoints. */
  readonly key: NoteKey;
  /** The witnesses that the trust list names now. */
  readonly keys: () => readonly NoteKey[];
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly onFault: (error: unknown) => void;
}

/** Keeps the largest checkpoint that central has cosigned: should central be lost, or deny it, this is what it has signed. */
export interface WitnessedNote {
  /** Returns at once. What is no checkpoint of this journal by its own device, what no witness of the trust list has cosigned is passed over, and what is smaller than the one kept, as on an old stick. */
  take(note: string): void;
}

/** The keeper of a kiosk's cosigned checkpoint. */
export function keepWitnessedNote({ file, key, keys, clock, onFault }: WitnessedNoteOptions): WitnessedNote {
  let writtenMs = Number.NEGATIVE_INFINITY;
  let work: Promise<void> = Promise.resolve();

  async function keep(bytes: Uint8Array): Promise<void> {
    // Read anew: what is in the file by now, whoever wrote it, must not be replaced by less.
    const kept = sizeIn((await file.read()) ?? new Uint8Array(), key);
    // Attack, or a mistake at central: another kiosk's, cosigned as well, would keep this one's own away for ever.
    if (sizeIn(bytes, key) <= kept || witnessedAt(bytes, keys()) === undefined) return;
    await file.replace(bytes);
    writtenMs = clock.monotonicMs();
  }

  return {
    take(note) {
      if (clock.monotonicMs() < writtenMs + EVERY_MS) return;
      work = work.then(() => keep(Buffer.from(note, "utf8"))).catch(onFault);
    },
  };
}

/** The size that a checkpoint of this journal names; −1 where it is none. */
function sizeIn(bytes: Uint8Array, key: NoteKey): number {
  const opened = openBareCheckpoint(bytes, key);
  return typeof opened === "string" ? -1 : opened.size;
}
