// What central kept of a contradiction, judged by whoever has the device's key and nothing else.
import { decodeBase64 } from "../base64.ts";
import { decodeBatch } from "../batch.ts";
import { openBareCheckpoint } from "../checkpoint.ts";
import { contentDigest, isRequestSignedBy, keyThumbprint, parseSignature } from "../http-signature.ts";
import type { TreeHead } from "../merkle-proof.ts";
import { entriesPath, MAX_BATCH_BYTES } from "../protocol.ts";
import type { NoteKey } from "../signed-note.ts";
import { unbrotli } from "../zlib.ts";
import type { EvidenceRecord } from "./records.ts";

/** An entry that the device has signed for a place. */
export interface ClaimedLeaf {
  readonly seq: number;
  readonly leaf: Uint8Array;
}

/** What the device has signed there: trees, and entries at their places. */
export interface JudgedEvidence {
  readonly heads: readonly TreeHead[];
  readonly entries: readonly ClaimedLeaf[];
  /** It said that its journal has `now` entries, and that it had signed one of `held`. */
  readonly cut?: { readonly now: number; readonly held: number };
}

/** The evidence, where the device with this key has signed it; else undefined: anybody could have made it up. */
export function judgeEvidence(record: EvidenceRecord, kiosk: string, key: NoteKey): JudgedEvidence | undefined {
  const checkpoint = openBareCheckpoint(Buffer.from(record.checkpoint, "utf8"), key);
  const held = record.held === undefined ? undefined : openBareCheckpoint(Buffer.from(record.held, "utf8"), key);
  if (typeof checkpoint === "string" || typeof held === "string") return undefined;
  const isAlone = record.signatureInput === "";
  if (!isAlone && !isRequestSigned(record, kiosk, key)) return undefined;
  const entries = isAlone ? [] : entriesIn(record);
  if (!entries) return undefined;
  return {
    heads: [checkpoint, ...(held ? [held] : [])].map(({ size, root }) => ({ size, root })),
    entries,
    ...(held && held.size > checkpoint.size && { cut: { now: checkpoint.size, held: held.size } }),
  };
}

function isRequestSigned({ signatureInput, signature, digest }: EvidenceRecord, kiosk: string, { publicKey }: NoteKey): boolean {
  const parsed = parseSignature(signatureInput, signature);
  if (parsed?.keyId !== keyThumbprint(publicKey)) return false;
  return isRequestSignedBy(publicKey, { method: "POST", path: entriesPath(kiosk), contentDigest: digest }, parsed);
}

/** The entries of the request; none where its content is left out; undefined where the content is not the one that was signed. */
function entriesIn({ content, digest, checkpoint, held }: EvidenceRecord): readonly ClaimedLeaf[] | undefined {
  if (content === undefined) return [];
  const packed = decodeBase64(content);
  if (!packed || contentDigest(packed) !== digest) return undefined;
  const text = unbrotli(packed, MAX_BATCH_BYTES);
  const batch = text.ok ? decodeBatch(text.value) : "malformed";
  if (typeof batch === "string" || noteIn(batch.checkpoint) !== checkpoint || noteIn(batch.held) !== held) return undefined;
  return batch.entries.map(({ leaf }, index) => ({ seq: batch.from + index, leaf }));
}

function noteIn(claimed: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return claimed && Buffer.from(claimed.bytes).toString("utf8");
}
