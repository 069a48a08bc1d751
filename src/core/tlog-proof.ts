// A proof that an entry is in a log's tree, as a file that stands for itself (c2sp.org/tlog-proof). Read and written here; browsers do so, too.
import { fromBase64, toBase64 } from "./bare-base64.ts";

/** A proof as it was read: not yet believed. */
export interface TlogProof {
  /** What an application adds: for us a receipt. Nothing signs it here. */
  readonly extra?: Uint8Array;
  /** The entry's position in the log. */
  readonly index: number;
  /** The inclusion proof (RFC 6962 §2.1.1), nearest to the leaf first; 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  /** The checkpoint with its signatures: a whole note (c2sp.org/signed-note). */
  readonly checkpoint: string;
}

/** Largest file, bytes: 49 hashes, a note of 8,192 bytes and a receipt fit. */
export const MAX_TLOG_PROOF_BYTES = 16_384;

const MAGIC = "c2sp.org/tlog-proof@v1";
const HASH_BYTES = 32;
/** As in merkle-proof.ts. */
const MAX_HASHES = 49;

/** The proof as a file's text. */
export function tlogProofText({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [MAGIC, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...hashes.map(toBase64)];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** The proof in a file's text; undefined where it is not exactly what tlogProofText() writes. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const end = text.indexOf("\n\n");
  if (end < 0 || text.length > MAX_TLOG_PROOF_BYTES) return undefined;
  const [magic, ...lines] = text.slice(0, end).split("\n");
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(lines.shift()?.slice(6) ?? "") : undefined;
  const [, index] = /^index (0|[1-9][0-9]{0,14})$/.exec(lines.shift() ?? "") ?? [];
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === HASH_BYTES);
  if (magic !== MAGIC || index === undefined || hashes.length !== lines.length || hashes.length > MAX_HASHES) return undefined;
  const proof = {
    ...(extra && { extra }),
    index: Number(index),
    hashes: hashes.filter((hash) => hash !== undefined),
    checkpoint: text.slice(end + 2),
  };
  // An `extra` that is no base64 is lost here.
  return tlogProofText(proof) === text ? proof : undefined;
}
