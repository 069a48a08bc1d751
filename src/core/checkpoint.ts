// A log's checkpoint (c2sp.org/tlog-checkpoint): size and root of its tree, signed by the log, and a witness's cosignature on it
// (c2sp.org/tlog-cosignature, version 1). Both sides' code: the kiosk signs, central cosigns, an auditor checks.
import { decodeBase64 } from "./base64.ts";
import type { TreeHead } from "./merkle-proof.ts";
import { HASH_BYTES, MAX_TREE_SIZE } from "./merkle-tree.ts";
import { isKioskId } from "./protocol.ts";
import { isSignedBy, type PrivateKey, signWith } from "./signature.ts";
import {
  type Note,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  noteKey,
  noteText,
  noteVerdict,
  parseNote,
  signNote,
} from "./signed-note.ts";
import type { EpochSeconds } from "./time.ts";

/** What a log says of itself at one moment. */
export interface Checkpoint extends TreeHead {
  /** The log's name: that of its key, too. */
  readonly origin: string;
}

/** A checkpoint that its log has signed, and the note in which it came. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/**
 * Why a note is not the checkpoint that was asked for. `malformed`: it is no checkpoint. `other-log`: of a log with another name.
 * `unsigned`: not signed by this key. `signature-invalid`: by this key's name and id, but not by this key.
 */
export type CheckpointRefusal = "malformed" | "other-log" | "unsigned" | "signature-invalid";

/** Bytes of a cosignature: a time (8 bytes, big-endian) and an Ed25519 signature. */
const COSIGNATURE_BYTES = 72;

/** The name of a kiosk's log. Without a host: a kiosk may belong to nobody who has one, and the key's id tells two of one name apart. */
export function journalOrigin(kiosk: string): string {
  return `tram/kiosk/${kiosk}`;
}

/** The kiosk whose log has this name; undefined where it is no kiosk's. */
export function kioskOf(origin: string): string | undefined {
  const kiosk = origin.startsWith(journalOrigin("")) ? origin.slice(journalOrigin("").length) : "";
  return isKioskId(kiosk) ? kiosk : undefined;
}

/** Who signs a log's checkpoints: its key, named after the log, and the way to it. */
export interface LogSigner {
  readonly key: NoteKey;
  readonly sign: NoteSigner;
}

/** A kiosk as the signer of its journal, with its device key. Throws where the kiosk has a name that none can have. */
export function journalSigner(kiosk: string, { publicKey, handle }: PrivateKey): LogSigner {
  const key = noteKey(journalOrigin(kiosk), publicKey);
  if (!key) throw new Error(`checkpoint: ${kiosk} is no name of a log`);
  return { key, sign: (bytes) => signWith(handle, bytes) };
}

/** The name under which a log says which of its first entries it has removed: a checkpoint of those, told apart from all others. */
export function releasedKey({ name, publicKey }: NoteKey): NoteKey {
  const key = noteKey(`${name}/released`, publicKey);
  if (!key) throw new Error(`checkpoint: ${name} is no name of a log`);
  return key;
}

/** The three lines that are signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** The checkpoint in a note's text, or undefined: also where it has extension lines, which no log of ours writes. Not verified. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = "", size = "", base64 = "", end, ...more] = text.split("\n");
  const root = base64.length === 44 ? decodeBase64(base64) : undefined;
  if (origin === "" || !/^(0|[1-9][0-9]{0,14})$/.test(size) || root?.length !== HASH_BYTES || end !== "" || more.length > 0)
    return undefined;
  return Number(size) <= MAX_TREE_SIZE ? { origin, size: Number(size), root } : undefined;
}

/** A checkpoint as its log signs it: a whole note. */
export function signCheckpoint(head: TreeHead, { key, sign }: LogSigner): string {
  const text = checkpointText({ origin: key.name, size: head.size, root: head.root });
  return noteText({ text, signatures: [signNote(text, key, sign)] });
}

/** The checkpoint in these bytes, signed by the log whose key this is; else why not. Only what comes out of here may be believed. */
export function openCheckpoint(bytes: Uint8Array, key: NoteKey): SignedCheckpoint | CheckpointRefusal {
  const note = parseNote(bytes);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!checkpoint) return "malformed";
  // Attack: one key that signs for two logs would let a checkpoint of one pass for the other's.
  if (checkpoint.origin !== key.name) return "other-log";
  switch (noteVerdict(note, key)) {
    case "signed":
      return { ...checkpoint, note };
    case "absent":
      return "unsigned";
    case "wrong":
      return "signature-invalid";
  }
}

/** The same, with the log's own signature alone: what else stands in the note, whoever sent it may have added. */
export function openBareCheckpoint(bytes: Uint8Array, key: NoteKey): SignedCheckpoint | CheckpointRefusal {
  const opened = openCheckpoint(bytes, key);
  if (typeof opened === "string") return opened;
  const [own] = opened.note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  return own ? { ...opened, note: { text: opened.note.text, signatures: [own] } } : "unsigned";
}

/** What a witness signs: its words, the time in whole seconds, and the checkpoint. */
function cosignedBytes(text: string, seconds: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`, "utf8");
}

/** A witness's signature on a checkpoint's text, to be added to its note: this was the largest tree it knew of the log at that time. */
export function cosign(text: string, key: NoteKey, at: EpochSeconds, sign: NoteSigner): NoteSignature {
  const seconds = Math.max(0, Math.floor(at));
  const bytes = Buffer.alloc(COSIGNATURE_BYTES);
  bytes.writeBigUInt64BE(BigInt(seconds));
  bytes.set(sign(cosignedBytes(text, seconds)), 8);
  return { name: key.name, id: key.id, bytes };
}

/** When a witness with this key cosigned the note's checkpoint; the latest time where it did so more than once. See NoteVerdict for the rest. */
export function cosignedAt({ text, signatures }: Note, key: NoteKey): EpochSeconds | "absent" | "wrong" {
  const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
  const times: number[] = [];
  for (const { bytes } of own) {
    if (bytes.length !== COSIGNATURE_BYTES) return "wrong";
    const seconds = Number(Buffer.from(bytes).readBigUInt64BE());
    const isGenuine = Number.isSafeInteger(seconds) && isSignedBy(key.publicKey, cosignedBytes(text, seconds), bytes.subarray(8));
    if (!isGenuine) return "wrong";
    times.push(seconds);
  }
  return times.length === 0 ? "absent" : Math.max(...times);
}
