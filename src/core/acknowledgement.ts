// What central signs as a witness (c2sp.org/tlog-cosignature): that it knows of no other tree of a kiosk's log, and that it holds a kiosk's
// entries. Both are cosignatures with a time, so that whoever has one also has central's clock.
import { type Checkpoint, checkpointText, cosign, cosignedAt, journalOrigin, parseCheckpoint } from "./checkpoint.ts";
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

/** What central holds of a kiosk's journal. */
export interface HeldHead extends TreeHead {
  /** The first entry of which it has the hash alone. Absent: it has all of them whole. */
  readonly setAsideFrom?: number;
}

/** That central holds all entries of a kiosk below `size`: `at` is its own time. */
export interface Acknowledgement extends TreeHead {
  readonly at: EpochSeconds;
  /** All entries below this it holds whole: `size`, or the first one of which it has the hash alone. */
  readonly whole: number;
}

/** The extension line (c2sp.org/tlog-checkpoint) that names an entry of which central has the hash alone. */
const SET_ASIDE_LINE = /\nset-aside (0|[1-9][0-9]{0,14})\n$/;

/** `malformed`: it is no acknowledgement. `other-kiosk`: of another kiosk's journal. `unsigned`: by none of these witnesses, or not really. */
export type AcknowledgementRefusal = "malformed" | "other-kiosk" | "unsigned";

/** The lines that are cosigned. Under a name of their own: that central holds entries says more than that it has seen a checkpoint. */
function acknowledgementText(kiosk: string, { size, root, setAsideFrom }: HeldHead): string {
  const text = checkpointText({ origin: heldOrigin(kiosk), size, root });
  return setAsideFrom === undefined ? text : `${text}set-aside ${setAsideFrom}\n`;
}

/** An acknowledgement as central makes it: a whole note. Only of what is on its disk. */
export function signAcknowledgement(kiosk: string, head: HeldHead, at: EpochSeconds, witness: Witness): string {
  const text = acknowledgementText(kiosk, head);
  return noteText({ text, signatures: [witness.cosign(text, at)] });
}

/** The acknowledgement in these bytes, cosigned by one of these witnesses for this kiosk; else why not. */
export function openAcknowledgement(bytes: Uint8Array, kiosk: string, keys: readonly NoteKey[]): Acknowledgement | AcknowledgementRefusal {
  const note = parseNote(bytes);
  const head = note && parseHead(note.text);
  if (!head) return "malformed";
  if (head.origin !== heldOrigin(kiosk)) return "other-kiosk";
  // Only below this line may be believed what it says.
  const at = witnessedAt(bytes, keys);
  return at === undefined ? "unsigned" : { size: head.size, root: head.root, whole: head.whole, at };
}

function parseHead(text: string): (Checkpoint & Pick<Acknowledgement, "whole">) | undefined {
  const setAside = SET_ASIDE_LINE.exec(text)?.[1];
  const head = parseCheckpoint(setAside === undefined ? text : text.replace(SET_ASIDE_LINE, "\n"));
  const whole = setAside === undefined ? head?.size : Number(setAside);
  const isSmaller = setAside === undefined || (head !== undefined && Number(setAside) < head.size);
  return head && whole !== undefined && isSmaller ? { ...head, whole } : undefined;
}

function heldOrigin(kiosk: string): string {
  return `${journalOrigin(kiosk)}/held`;
}
