// The lines of an export (docs/protocol.md, "An audit"). Each has one spelling: what JSON.stringify() makes of it, members in this order.
import * as v from "valibot";
import { decodeBase64 } from "../base64.ts";
import { HASH_BYTES } from "../merkle-tree.ts";
import { CountSchema } from "../protocol.ts";
import { MAX_NOTE_BYTES } from "../signed-note.ts";

/** Name of the format, and its version. */
export const AUDIT_FORMAT = "tram-audit-1";

/** Most entries in a block. */
export const BLOCK_ENTRIES = 256;
/** Most checkpoints in a block. */
export const BLOCK_CHECKPOINTS = 256;
/** Most checkpoints of one kiosk that a verifier holds: two a day for thirteen years. */
export const MAX_CHECKPOINTS = 10_000;

const hash = v.pipe(v.string(), v.length(44));
const proof = v.pipe(v.array(hash), v.maxLength(63));
const note = v.pipe(v.string(), v.maxLength(MAX_NOTE_BYTES));
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const kiosk = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 48));
const field = v.pipe(v.string(), v.maxLength(1024));

const ExportSchema = v.strictObject({
  format: v.literal(AUDIT_FORMAT),
  /** First and last day of the period, in Việt Nam. */
  from: day,
  to: day,
  /** It claims to be of every kiosk that central knows. */
  all: v.boolean(),
  kiosks: CountSchema,
  /** Behind each entry that names a sealed part stands that part, still sealed. */
  sealed: v.boolean(),
  exportedAt: moment,
  exportedBy: v.pipe(v.string(), v.maxLength(200)),
  software: v.pipe(v.string(), v.maxLength(64)),
});
/** The first line: what was asked for, when and by whom. Nobody signs it. */
export type ExportHead = v.InferOutput<typeof ExportSchema>;

const KioskSchema = v.strictObject({
  kiosk,
  /** Key of the device as it was enrolled, NAME+ID+KEY, and when. */
  key: v.pipe(v.string(), v.maxLength(512)),
  enrolledAt: moment,
  /** Entries that central holds of it in all. */
  held: CountSchema,
  /** Entries that follow: `first <= seq < until`. */
  first: CountSchema,
  until: CountSchema,
  /** Roots of the complete subtrees of the entries before `first`, largest first. */
  peaks: v.pipe(v.array(hash), v.maxLength(48)),
});
/** A kiosk's journal in the period. */
export type KioskHead = v.InferOutput<typeof KioskSchema>;

const CheckpointSchema = v.strictObject({
  /** Signed by the device, and by witnesses. */
  checkpoint: note,
  /** Consistency proof (RFC 6962 §2.1.2): of a tree before `first` to that of `first`, of the tree of `until` to one behind it; else none. */
  proof,
});
/** One of the checkpoints that central has kept. */
export type CheckpointRecord = v.InferOutput<typeof CheckpointSchema>;

const EvidenceSchema = v.strictObject({
  contradiction: v.picklist(["forked", "rewritten", "truncated"]),
  seq: CountSchema,
  receivedAt: moment,
  /** Of the request that showed it (docs/protocol.md, "The signature"); empty where it was a checkpoint alone. */
  signatureInput: field,
  signature: field,
  digest: field,
  checkpoint: note,
  held: v.exactOptional(note),
  /** The request's content, base64; left out where there are sealed parts in it and none were asked for. */
  content: v.exactOptional(v.pipe(v.string(), v.maxLength(400_000))),
});
/** A contradiction that central has seen, with what the device has signed. */
export type EvidenceRecord = v.InferOutput<typeof EvidenceSchema>;

const EntriesSchema = v.strictObject({
  first: CountSchema,
  /** Leaf hashes of the entries that follow, 32 bytes each. */
  leaves: v.pipe(v.string(), v.maxLength(Math.ceil((BLOCK_ENTRIES * HASH_BYTES) / 3) * 4)),
});
/** What stands before the entries of a block. */
export interface EntriesHead {
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
}

const EndSchema = v.strictObject({ end: v.literal(AUDIT_FORMAT), blocks: CountSchema });
/** The last line: blocks before its own. */
export type EndRecord = v.InferOutput<typeof EndSchema>;

/** A first line of a block, and what kind of block it is. */
export type BlockHead =
  | { readonly kind: "export"; readonly record: ExportHead }
  | { readonly kind: "kiosk"; readonly record: KioskHead }
  | { readonly kind: "checkpoints"; readonly record: CheckpointRecord }
  | { readonly kind: "evidence"; readonly record: EvidenceRecord }
  | { readonly kind: "entries"; readonly record: EntriesHead }
  | { readonly kind: "end"; readonly record: EndRecord };

/** A line as it is written, with its end. */
export function recordLine(record: ExportHead | KioskHead | CheckpointRecord | EvidenceRecord | EndRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`, "utf8");
}

/** The line before these entries, with its end. */
export function entriesHeadLine({ first, leaves }: EntriesHead): Uint8Array {
  return Buffer.from(`${JSON.stringify({ first, leaves: Buffer.concat(leaves).toString("base64") })}\n`, "latin1");
}

/** What the first line of a block says, without its end; undefined where it is none of these, or spelt otherwise. */
export function blockHeadIn(line: Uint8Array): BlockHead | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString("utf8");
  switch (/^\{"([a-z]+)":/.exec(text)?.[1]) {
    case "format":
      return kindOf("export", spelt(ExportSchema, text));
    case "kiosk":
      return kindOf("kiosk", spelt(KioskSchema, text));
    case "checkpoint":
      return kindOf("checkpoints", spelt(CheckpointSchema, text));
    case "contradiction":
      return kindOf("evidence", spelt(EvidenceSchema, text));
    case "first": {
      const head = spelt(EntriesSchema, text);
      const leaves = head && hashesIn(head.leaves);
      return head && leaves && { kind: "entries", record: { first: head.first, leaves } };
    }
    case "end":
      return kindOf("end", spelt(EndSchema, text));
    default:
      return undefined;
  }
}

function kindOf<K extends string, R>(kind: K, record: R | undefined): { readonly kind: K; readonly record: R } | undefined {
  return record && { kind, record };
}

/** The checkpoint in one line, without its end. */
export function checkpointIn(line: Uint8Array): CheckpointRecord | undefined {
  return spelt(CheckpointSchema, Buffer.from(line.buffer, line.byteOffset, line.length).toString("utf8"));
}

function spelt<T>(schema: v.GenericSchema<unknown, T>, text: string): T | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success && JSON.stringify(parsed.output) === text ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function hashesIn(base64: string): readonly Uint8Array[] | undefined {
  const bytes = decodeBase64(base64);
  if (!bytes || bytes.length === 0 || bytes.length % HASH_BYTES !== 0 || bytes.length > BLOCK_ENTRIES * HASH_BYTES) return undefined;
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, index) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
}

/** Hashes of a line as bytes; undefined where one is none. */
export function hashesOf(texts: readonly string[]): readonly Uint8Array[] | undefined {
  const hashes = texts.map(decodeBase64);
  const whole = hashes.filter((bytes): bytes is Uint8Array => bytes?.length === HASH_BYTES);
  return whole.length === hashes.length ? whole : undefined;
}

/** A hash as it stands in a line. */
export function hashText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
