// Whether this journal is still the one of which the kiosk itself knows that central has it: asked without central, so also in an office that
// has no network. A disk of yesterday that is put back is whole in itself; only what lies beside it can tell.

import { openBareCheckpoint, parseCheckpoint } from "../core/checkpoint.ts";
import { type Holding, heldSize } from "../core/holding.ts";
import { isConsistent, type TreeHead } from "../core/merkle-proof.ts";
import { type NoteKey, noteText, parseNote } from "../core/signed-note.ts";
import type { JournalView } from "../stick-ports.ts";

/** How a journal contradicts what its own device has signed, or central in answer to it. */
export interface OwnContradiction {
  /** `truncated`: it is shorter. `forked`: it is long enough, and another one. */
  readonly kind: "truncated" | "forked";
  /** So many entries it once had. */
  readonly size: number;
  /** The device's own checkpoint of them, for an admission (docs/protocol.md); absent: there is none. */
  readonly held?: string;
}

/** What lies beside a journal and was signed of it. */
export interface SignedBefore {
  readonly holding: Holding;
  /** The largest checkpoint of its own that the kiosk has seen cosigned: a note, not yet believed. */
  readonly witnessed: Uint8Array | undefined;
  /** With which the device signs the journal's checkpoints. */
  readonly key: NoteKey;
}

/** Compares a journal with what was signed of it; undefined: it goes on from there. Rejects where the journal cannot be read. */
export async function findContradiction(
  journal: Pick<JournalView, "size" | "firstSeq" | "checkpoint" | "consistencyProof">,
  { holding, witnessed, key }: SignedBefore,
): Promise<OwnContradiction | undefined> {
  const opened = witnessed && openBareCheckpoint(witnessed, key);
  const signed = opened === undefined || typeof opened === "string" ? undefined : opened;
  const kind = signed && (await kindOf(journal, signed));
  if (signed && kind) return { kind, size: signed.size, held: noteText(signed.note) };
  const size = heldSize(holding);
  const root = holding.newest && Buffer.from(holding.newest.root, "hex");
  const otherKind = await kindOf(journal, { size, root });
  return otherKind && { kind: otherKind, size };
}

async function kindOf(
  journal: Pick<JournalView, "size" | "firstSeq" | "checkpoint" | "consistencyProof">,
  { size, root }: Pick<TreeHead, "size"> & { readonly root: Uint8Array | undefined },
): Promise<OwnContradiction["kind"] | undefined> {
  if (size > journal.size) return "truncated";
  // What was removed went only after central had acknowledged it, by this very tree.
  if (size <= journal.firstSeq || root === undefined) return undefined;
  const note = parseNote(Buffer.from(await journal.checkpoint(), "utf8"));
  const head = note && parseCheckpoint(note.text);
  if (!head) throw new Error("journal: its checkpoint is none");
  const proof = await journal.consistencyProof(size, head.size);
  return isConsistent({ size, root }, head, proof) ? undefined : "forked";
}
