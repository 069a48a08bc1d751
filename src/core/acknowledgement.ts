// What central signs as a witness (c2sp.org/tlog-cosignature): that it knows of no other tree of a kiosk's log, and that it holds a kiosk's
// entries. Both are cosignatures with a time, so that whoever has one also has central's clock.
import { checkpointText, cosign, cosignedAt, journalOrigin, parseCheckpoint } from "./checkpoint.ts";
import type { TreeHead } from "./merkle-proof.ts";
import type { PrivateKey } from "./signature.ts";
import { signWith } from "./signature.ts";
import { cosignerKey, type NoteKey, type NoteSignature, noteText, parseNote } from "./signed-note.ts";
import type { EpochSeconds } from "./time.ts";
import type { OperatorKey } from "./trust.ts";

/** The name under which every central cosigns; which central it was, the key's id says. */
export const WITNESS_NAME = "tram/central";

/** Who cosigns: a key and the way to it. */
export interface Witness {
  readonly key: NoteKey;
  /** A cosignature on a text that ends with a line feed. */
  cosign(text: string, at: EpochSeconds): NoteSignature;
}

/** Central as a witness, with this key. Throws where it is none that can cosign. */
export function witnessOf({ publicKey, handle }: PrivateKey): Witness {
  const key = cosignerKey(WITNESS_NAME, publicKey);
  if (!key) throw new Error("witness: cosignatures are made with Ed25519 keys only");
  return { key, cosign: (text, at) => cosign(text, key, at, (bytes) => signWith(handle, bytes)) };
}

/** The witnesses among the operator's keys. */
export function witnessKeys(operatorKeys: readonly OperatorKey[]): readonly NoteKey[] {
  return operatorKeys.flatMap(({ use, key }) => (use === "witness" ? (cosignerKey(WITNESS_NAME, key) ?? []) : []));
}

/** When one of these witnesses cosigned the note; undefined: none of them has. */
export function witnessedAt(note: Uint8Array, keys: readonly NoteKey[]): EpochSeconds | undefined {
  const parsed = parseNote(note);
  const times = parsed ? keys.map((key) => cosignedAt(parsed, key)) : [];
  return times.find((time) => typeof time === "number");
}

/** That central holds all entries of a kiosk below `size`: `at` is its own time. */
export interface Acknowledgement extends TreeHead {
  readonly at: EpochSeconds;
}

/** `malformed`: it is no acknowledgement. `other-kiosk`: of another kiosk's journal. `unsigned`: by none of these witnesses, or not really. */
export type AcknowledgementRefusal = "malformed" | "other-kiosk" | "unsigned";

/** The three lines that are cosigned. Under a name of their own: that central holds entries says more than that it has seen a checkpoint. */
function acknowledgementText(kiosk: string, head: TreeHead): string {
  return checkpointText({ origin: heldOrigin(kiosk), size: head.size, root: head.root });
}

/** An acknowledgement as central makes it: a whole note. Only of what is on its disk. */
export function signAcknowledgement(kiosk: string, head: TreeHead, at: EpochSeconds, witness: Witness): string {
  const text = acknowledgementText(kiosk, head);
  return noteText({ text, signatures: [witness.cosign(text, at)] });
}

/** The acknowledgement in these bytes, cosigned by one of these witnesses for this kiosk; else why not. */
export function openAcknowledgement(bytes: Uint8Array, kiosk: string, keys: readonly NoteKey[]): Acknowledgement | AcknowledgementRefusal {
  const note = parseNote(bytes);
  const head = note && parseCheckpoint(note.text);
  if (!note || !head) return "malformed";
  if (head.origin !== heldOrigin(kiosk)) return "other-kiosk";
  // Only below this line may be believed what it says.
  const at = witnessedAt(bytes, keys);
  return at === undefined ? "unsigned" : { size: head.size, root: head.root, at };
}

function heldOrigin(kiosk: string): string {
  return `${journalOrigin(kiosk)}/held`;
}
