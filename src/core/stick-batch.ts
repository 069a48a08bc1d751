// A batch as a file on a stick (docs/protocol.md, "The stick"): the request as it would travel, its head in text and its content as it is.
import { contentDigest, parseSignature, type SignatureFields } from "./http-signature.ts";
import { BATCH_ENCODING, BATCH_MEDIA_TYPE, entriesPath, isKioskId, MAX_BATCH_BYTES } from "./protocol.ts";

/** The folder on a stick in which journals travel: one folder a kiosk in it. */
export const JOURNAL_STICK_FOLDER = "tram-journal";
/** What central says of a kiosk's batches, beside them. */
export const ANSWER_FILE = "answer.json";
/** Largest answer, in bytes: a few notes and numbers. */
export const MAX_ANSWER_BYTES = 16_384;

/** Largest head of a file, in bytes. */
const MAX_HEAD_BYTES = 1024;
/** Largest file, in bytes. */
export const MAX_STICK_BATCH_BYTES = MAX_HEAD_BYTES + MAX_BATCH_BYTES;

/** The entries `from <= seq < until`, as the name of a file says it; none where both are the same: an admission that the journal was cut. */
export interface BatchRange {
  readonly from: number;
  readonly until: number;
}

/** A batch on a stick: who sent it and what signs it, parsed and not yet believed, and its content as it would travel. */
export interface StickBatch {
  readonly kiosk: string;
  readonly contentDigest: string;
  readonly fields: SignatureFields;
  readonly content: Uint8Array;
}

/** `000000000500-000000000912.batch`: names that sort as their entries do. */
export function batchFileName({ from, until }: BatchRange): string {
  const digits = (count: number) => String(count).padStart(12, "0");
  return `${digits(from)}-${digits(until)}.batch`;
}

/** The entries that a file's name says; undefined: it is no name of ours. */
export function parseBatchFileName(name: string): BatchRange | undefined {
  const [, from = "", until = ""] = /^([0-9]{12})-([0-9]{12})\.batch$/.exec(name) ?? [];
  const range = { from: Number(from), until: Number(until) };
  return from !== "" && range.from <= range.until ? range : undefined;
}

/** The bytes of a file. */
export function encodeStickBatch({ content, ...head }: StickBatch): Uint8Array {
  return Buffer.concat([Buffer.from(headOf(head), "latin1"), content]);
}

/** The batch in a file; undefined where it is not whole, or not written as encodeStickBatch() does it. Who signed it is for others to judge. */
export function decodeStickBatch(bytes: Uint8Array): StickBatch | undefined {
  if (bytes.length > MAX_STICK_BATCH_BYTES) return undefined;
  const text = Buffer.from(bytes.subarray(0, MAX_HEAD_BYTES)).toString("latin1");
  const end = text.indexOf("\n\n");
  const kiosk = /^POST \/v1\/kiosks\/([a-z0-9-]{1,64})\/entries HTTP\/1\.1\n/.exec(text)?.[1];
  if (end === -1 || kiosk === undefined || !isKioskId(kiosk)) return undefined;
  const head = text.slice(0, end + 2);
  const field = (name: string) => new RegExp(`\n${name}: (.*)\n`).exec(head)?.[1] ?? "";
  const fields = { "signature-input": field("Signature-Input"), signature: field("Signature") };
  const batch = { kiosk, contentDigest: field("Content-Digest"), fields, content: bytes.subarray(end + 2) };
  // One spelling; a file that was cut, on a stick that was pulled out, does not have the digest that its head names.
  const isOurs = headOf(batch) === head && parseSignature(fields["signature-input"], fields.signature) !== undefined;
  return isOurs && contentDigest(batch.content) === batch.contentDigest ? batch : undefined;
}

function headOf({ kiosk, contentDigest, fields }: Omit<StickBatch, "content">): string {
  return `POST ${entriesPath(kiosk)} HTTP/1.1
Content-Type: ${BATCH_MEDIA_TYPE}
Content-Encoding: ${BATCH_ENCODING}
Content-Digest: ${contentDigest}
Signature-Input: ${fields["signature-input"]}
Signature: ${fields.signature}

`;
}
