// What a log sends to a witness (c2sp.org/tlog-witness, add-checkpoint): the size that was witnessed before, a proof, and a checkpoint.
import { decodeBase64 } from "./base64.ts";
import { HASH_BYTES, MAX_TREE_SIZE } from "./merkle-tree.ts";
import { MAX_NOTE_BYTES } from "./signed-note.ts";

/** Most hashes in a proof, by the specification. */
const MAX_PROOF_LINES = 63;
/** Bytes of a line with a hash. */
const PROOF_LINE_BYTES = 45;
/** Largest request, in bytes. */
export const MAX_ADD_CHECKPOINT_BYTES = 32 + MAX_PROOF_LINES * PROOF_LINE_BYTES + 1 + MAX_NOTE_BYTES;
/** The media type of the answer that says which size is the witnessed one. */
export const TREE_SIZE_MEDIA_TYPE = "text/x.tlog.size";

/** A request as it arrived: parsed, not yet believed. */
export interface AddCheckpoint {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Uint8Array;
}

/** The request in these bytes, or undefined where they are none. */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpoint | undefined {
  if (bytes.length > MAX_ADD_CHECKPOINT_BYTES) return undefined;
  const text = Buffer.from(bytes).toString("latin1");
  const end = text.indexOf("\n\n");
  const [first = "", ...lines] = text.slice(0, end).split("\n");
  const [, digits] = /^old (0|[1-9][0-9]{0,14})$/.exec(first) ?? [];
  if (end === -1 || digits === undefined || Number(digits) > MAX_TREE_SIZE || lines.length > MAX_PROOF_LINES) return undefined;
  const proof = lines.flatMap((line) => hashIn(line) ?? []);
  return proof.length === lines.length ? { old: Number(digits), proof, note: bytes.subarray(end + 2) } : undefined;
}

function hashIn(line: string): Uint8Array | undefined {
  const hash = line.length === PROOF_LINE_BYTES - 1 ? decodeBase64(line) : undefined;
  return hash?.length === HASH_BYTES ? hash : undefined;
}
