import type { Witness } from "../acknowledgement.ts";
import { decodePeaks, headOf, NOTHING_WITNESSED } from "../held-tree.ts";
import { sameBytes } from "../journal-chain.ts";
import { isConsistent } from "../merkle-proof.ts";
import { noteText } from "../signed-note.ts";
import type { Changes, Ruling } from "./changes.ts";
import { dayOf, keepCheckpoint, newestAfter } from "./checkpoint-rule.ts";
import type { WitnessOutcome } from "./ledger-outcome.ts";
import { type Asking, ask } from "./questions.ts";
import type { OfferedCheckpoint } from "./signed-batch.ts";

/** What becomes of a checkpoint that came without entries (c2sp.org/tlog-witness). Throws for a kiosk that is not enrolled. */
export function* takeCheckpoint(kiosk: string, offer: OfferedCheckpoint, witness: Witness): Asking<Ruling<WitnessOutcome>> {
  const { checkpoint, old, proof, receivedAt } = offer;
  const held = yield* ask("held", { day: dayOf(receivedAt) });
  if (!held) throw new Error(`ledger: kiosk ${kiosk} is not enrolled`);
  const { state, ofDay } = held;
  const { size, newest } = state;
  const witnessed = newest ?? NOTHING_WITNESSED;
  // What is held counts as known also where no checkpoint of it was ever witnessed, as in a ledger of an earlier version.
  const known = witnessed.size < size ? headOf(decodePeaks(size, state.peaks)) : witnessed;
  if (old !== known.size) return { outcome: { kind: "elsewhere", size: known.size }, changes: {} };
  if (checkpoint.size === known.size && !sameBytes(checkpoint.root, known.root)) {
    return { outcome: { kind: "elsewhere", size: known.size }, changes: twoTrees(offer) };
  }
  if (!isConsistent(known, checkpoint, proof)) return { outcome: { kind: "unproven" }, changes: {} };
  const checkpoints = yield* keepCheckpoint(checkpoint, { newest, ofDay, size, at: receivedAt, witness });
  const after = { ...state, newest: newestAfter(newest, checkpoints) };
  return { outcome: { kind: "witnessed" }, changes: checkpoints ? { state: after, checkpoints } : {} };
}

/** Two trees of one size, both signed by the device: that needs no other proof. */
function twoTrees({ checkpoint, old, receivedAt }: OfferedCheckpoint): Changes {
  const content = Buffer.from(noteText(checkpoint.note), "utf8");
  return {
    evidence: { contradiction: "forked", seq: old, receivedAt, created: receivedAt, signatureInput: "", signature: "", content },
  };
}
