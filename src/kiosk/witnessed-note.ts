import { witnessedAt } from "../core/acknowledgement.ts";
import { openBareCheckpoint, type SignedCheckpoint } from "../core/checkpoint.ts";
import { sameBytes } from "../core/journal-chain.ts";
import { isConsistent } from "../core/merkle-proof.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { Clock, Journal, KeptFile } from "../ports.ts";
import type { OwnComparison } from "./own-comparison.ts";

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
  readonly journal: Pick<Journal, "size" | "firstSeq" | "rootAt" | "consistencyProof">;
  /** Only what it shows to go on from the note kept may have the note replaced: else the loss that the note shows would be forgotten. */
  readonly comparison: Pick<OwnComparison, "goesOn" | "settled">;
  readonly onFault: (error: unknown) => void;
}

/** Keeps the largest checkpoint that central has cosigned: should central be lost, or deny it, this is what it has signed. */
export interface WitnessedNote {
  /**
   * Returns at once. What is no checkpoint of this journal by its own device, what no witness of the trust list has cosigned is passed over, what is
   * smaller than the one kept, as on an old stick, and what the journal does not prove to go on from it.
   */
  take(note: string): void;
  /** Resolves when nothing is being kept. Never rejects. */
  close(): Promise<void>;
}

/** The keeper of a kiosk's cosigned checkpoint. */
export function keepWitnessedNote({ file, key, keys, clock, journal, comparison, onFault }: WitnessedNoteOptions): WitnessedNote {
  let writtenMs = Number.NEGATIVE_INFINITY;
  let work: Promise<void> = Promise.resolve();

  async function keep(bytes: Uint8Array): Promise<void> {
    await comparison.settled;
    if (!comparison.goesOn) return;
    // Read anew: what is in the file by now, whoever wrote it, must not be replaced by less.
    const kept = checkpointIn((await file.read()) ?? new Uint8Array(), key);
    const offered = checkpointIn(bytes, key);
    // Attack, or a mistake at central: another kiosk's, cosigned as well, would keep this one's own away for ever.
    if (!offered || offered.size <= (kept?.size ?? -1) || witnessedAt(bytes, keys()) === undefined) return;
    if (!(await goesOn(kept, offered))) return;
    await file.replace(bytes);
    writtenMs = clock.monotonicMs();
  }

  /** The journal has had this tree, and it begins with the one kept; of what was removed only central can tell. */
  async function goesOn(kept: SignedCheckpoint | undefined, offered: SignedCheckpoint): Promise<boolean> {
    if (offered.size > journal.size || offered.size < journal.firstSeq) return false;
    if (!sameBytes(offered.root, await journal.rootAt(offered.size))) return false;
    if (!kept || kept.size <= journal.firstSeq) return true;
    return isConsistent(kept, offered, await journal.consistencyProof(kept.size, offered.size));
  }

  return {
    take(note) {
      if (clock.monotonicMs() < writtenMs + EVERY_MS) return;
      work = work.then(() => keep(Buffer.from(note, "utf8"))).catch(onFault);
    },
    close: () => work,
  };
}

/** A checkpoint of this journal; undefined where it is none. */
function checkpointIn(bytes: Uint8Array, key: NoteKey): SignedCheckpoint | undefined {
  const opened = openBareCheckpoint(bytes, key);
  return typeof opened === "string" ? undefined : opened;
}
