// A stretch of a journal on its way to central: a header line, a line for each entry, and sealed parts. It travels compressed, by network or stick.
import * as v from "valibot";
import { decodeBase64 } from "./base64.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { hexOf } from "./hex.ts";
import { leafHash, linkOf, sameBytes } from "./journal-chain.ts";
import { MAX_ENTRY_BYTES } from "./journal-entry.ts";
import { HASH_BYTES } from "./merkle-tree.ts";
import {
  CountSchema,
  type EntrySummary,
  EntrySummarySchema,
  HashSchema,
  MAX_BATCH_BYTES,
  MAX_BATCH_ENTRIES,
  MAX_BATCH_HEADER_BYTES,
} from "./protocol.ts";
import { MAX_SEALED_BYTES } from "./sealed-part.ts";
import { MAX_NOTE_BYTES, parseNote } from "./signed-note.ts";

/**
 * An entry's exact bytes, one line of JSON as it stands in the journal; or its leaf hash alone: of one that central would not take (`setAside`), or
 * whose bytes are damaged in the journal (`lost`).
 */
export type BatchEntry = { readonly body: Uint8Array } | { readonly setAside: Uint8Array } | { readonly lost: Uint8Array };

/** What shows that a batch belongs to the tree that the device has signed. */
export interface BatchProofs<Note> {
  /** The device's checkpoint of a tree that is at least as large as the batch's end. */
  readonly checkpoint: Note;
  /** Size of the largest checkpoint that central is known to have witnessed; 0: none is known. */
  readonly old: number;
  /** That the tree of the checkpoint begins with the witnessed one, and with all entries up to the batch's end (RFC 6962 §2.1.2). */
  readonly oldProof: readonly Uint8Array[];
  readonly proof: readonly Uint8Array[];
  /** The device's checkpoint of a larger tree than it has now: the admission that its journal was cut. Only in a batch without entries. */
  readonly held?: Note;
}

/** The entries `from <= seq < from + entries.length` of a journal; no entries at all asks central where it stands. */
export interface Batch extends BatchProofs<string> {
  readonly from: number;
  /** Chain hash of the journal before the first of these entries, and after the last. */
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  readonly entries: readonly BatchEntry[];
  /** Sealed parts that these entries name (core/sealed-part.ts), as far as they are still there. */
  readonly sealed: readonly Uint8Array[];
}

/** One entry as it arrived, with everything central keeps of it. */
export interface ReceivedEntry {
  /** Empty where the entry was set aside, or is lost. */
  readonly body: Uint8Array;
  /** The device says that it has the entry's bytes no more. */
  readonly isLost: boolean;
  readonly leaf: Uint8Array;
  /** Chain hash after this entry, computed here and not taken over. */
  readonly chain: Uint8Array;
  /** Undefined where there is its hash alone, or it cannot be understood: that must not hold up those behind it. */
  readonly summary: EntrySummary | undefined;
}

/** A checkpoint in a batch, and the note in which it came: parsed, not yet believed. */
export interface ClaimedCheckpoint extends Checkpoint {
  readonly bytes: Uint8Array;
}

/** A batch that is whole and agrees with itself. Whether it continues what central holds is the ledger's to say. */
export interface ReceivedBatch extends BatchProofs<ClaimedCheckpoint> {
  readonly from: number;
  readonly chainBefore: Uint8Array;
  readonly entries: readonly ReceivedEntry[];
  readonly sealed: readonly Uint8Array[];
}

/** Why a batch cannot be used, whoever sent it. */
export type BatchRefusal = "too-large" | "malformed" | "chain-mismatch";

/** Most hashes in a proof; as many as in c2sp.org/tlog-witness. */
const MAX_PROOF_HASHES = 63;

const Base64HashSchema = v.pipe(
  v.string(),
  v.length(44),
  v.transform((text) => decodeBase64(text)),
  v.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array && bytes.length === HASH_BYTES),
);
const ProofSchema = v.pipe(v.array(Base64HashSchema), v.maxLength(MAX_PROOF_HASHES));
const CheckpointSchema = v.pipe(
  v.string(),
  v.maxLength(MAX_NOTE_BYTES),
  v.transform((text) => claimedCheckpoint(Buffer.from(text, "utf8"))),
  v.custom<ClaimedCheckpoint>((checkpoint) => checkpoint !== undefined),
);

const HeaderSchema = v.strictObject({
  from: CountSchema,
  count: CountSchema,
  chainBefore: HashSchema,
  chainAfter: HashSchema,
  sealed: v.exactOptional(v.pipe(CountSchema, v.minValue(1))),
  checkpoint: CheckpointSchema,
  old: CountSchema,
  oldProof: ProofSchema,
  proof: ProofSchema,
  held: v.exactOptional(CheckpointSchema),
});
type Header = v.InferOutput<typeof HeaderSchema>;

/** One for all lines: to make one takes as long as to read a line. */
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LINE_END = 0x0a;
const HASH_ALONE = /^\{"(setAside|lost)":"([0-9a-f]{64})"\}$/;
const MAX_HASH_ALONE_BYTES = 80;
const SEALED = /^\{"sealed":"([A-Za-z0-9_-]+)"\}$/;
/** Longest line after the first, in bytes: an entry, or a sealed part in base64url. */
const MAX_LINE_BYTES = Math.max(MAX_ENTRY_BYTES, Math.ceil((MAX_SEALED_BYTES * 4) / 3) + 13);

/** The lines of this batch, not yet packed. */
export function encodeBatch(batch: Batch): Uint8Array {
  const { entries, sealed, ...others } = batch;
  const lines = [
    Buffer.from(headerText({ ...others, count: entries.length, ...(sealed.length > 0 && { sealed: sealed.length }) }), "utf8"),
    ...entries.map(lineOf),
    ...sealed.map((part) => Buffer.from(`{"sealed":"${Buffer.from(part).toString("base64url")}"}`, "latin1")),
  ];
  return Buffer.concat(lines.flatMap((line) => [line, Uint8Array.of(LINE_END)]));
}

/** The first line, in its one spelling. */
function headerText(header: BatchProofs<string> & Pick<Header, "from" | "count" | "chainBefore" | "chainAfter" | "sealed">): string {
  const { from, count, sealed, checkpoint, old, held } = header;
  return JSON.stringify({
    from,
    count,
    chainBefore: hexOf(header.chainBefore),
    chainAfter: hexOf(header.chainAfter),
    ...(sealed !== undefined && { sealed }),
    checkpoint,
    old,
    oldProof: header.oldProof.map(base64Of),
    proof: header.proof.map(base64Of),
    ...(held !== undefined && { held }),
  });
}

/** True for a line that says this header as headerText() does. */
function isSpelt({ checkpoint, held, ...others }: Header, line: Uint8Array): boolean {
  const text = ({ bytes }: ClaimedCheckpoint) => Buffer.from(bytes).toString("utf8");
  return sameBytes(Buffer.from(headerText({ ...others, checkpoint: text(checkpoint), ...(held && { held: text(held) }) }), "utf8"), line);
}

/** The line of an entry, without its end. */
export function lineOf(entry: BatchEntry): Uint8Array {
  if ("body" in entry) return entry.body;
  const line = "lost" in entry ? { lost: hexOf(entry.lost) } : { setAside: hexOf(entry.setAside) };
  return Buffer.from(JSON.stringify(line), "latin1");
}

/** The batch in these lines, or why there is none. Every limit is checked before the work that it bounds. */
export function decodeBatch(text: Uint8Array): ReceivedBatch | BatchRefusal {
  if (text.length > MAX_BATCH_BYTES) return "too-large";
  const lines = splitLines(text);
  if (typeof lines === "string") return lines;
  const [headerLine, ...others] = lines;
  const header = v.safeParse(HeaderSchema, headerLine && parseLine(headerLine));
  if (!headerLine || !header.success || !isSpelt(header.output, headerLine) || !isPossible(header.output)) return "malformed";
  const { count, sealed: sealedCount = 0, chainAfter, ...kept } = header.output;
  if (count > MAX_BATCH_ENTRIES || sealedCount > MAX_BATCH_ENTRIES) return "too-large";
  if (count + sealedCount !== others.length) return "malformed";

  const sealed = others.slice(count).flatMap((line) => sealedIn(line) ?? []);
  if (sealed.length !== sealedCount) return "malformed";
  const entries: ReceivedEntry[] = [];
  let { chainBefore: chain } = kept;
  for (const line of others.slice(0, count)) {
    if (line.length === 0) return "malformed";
    if (line.length > MAX_ENTRY_BYTES) return "too-large";
    const entry = receivedEntry(line, kept.from + entries.length, chain);
    entries.push(entry);
    chain = entry.chain;
  }
  return sameBytes(chainAfter, chain) ? { ...kept, entries, sealed } : "chain-mismatch";
}

/** False where the header contradicts itself. */
function isPossible({ from, count, checkpoint, old, oldProof, held }: Header): boolean {
  const isSigned = from + count <= checkpoint.size && old <= checkpoint.size && (old > 0 || oldProof.length === 0);
  return isSigned && (held === undefined || (count === 0 && held.size > checkpoint.size));
}

function receivedEntry(line: Uint8Array, seq: number, before: Uint8Array): ReceivedEntry {
  const [, why, hash] = line.length > MAX_HASH_ALONE_BYTES ? [] : (HASH_ALONE.exec(Buffer.from(line).toString("latin1")) ?? []);
  const leaf = hash === undefined ? leafHash(line) : Buffer.from(hash, "hex");
  const parsed = v.safeParse(EntrySummarySchema, hash === undefined ? parseLine(line) : undefined);
  const summary = parsed.success && parsed.output.seq === seq ? parsed.output : undefined;
  return { body: hash === undefined ? line : new Uint8Array(), isLost: why === "lost", leaf, chain: linkOf(before, leaf), summary };
}

/** The sealed part in its line, in its one spelling. */
function sealedIn(line: Uint8Array): Uint8Array | undefined {
  const [, base64url = ""] = SEALED.exec(Buffer.from(line).toString("latin1")) ?? [];
  const part = Buffer.from(base64url, "base64url");
  return part.length > 0 && part.length <= MAX_SEALED_BYTES && part.toString("base64url") === base64url ? part : undefined;
}

function claimedCheckpoint(bytes: Uint8Array): ClaimedCheckpoint | undefined {
  const note = parseNote(bytes);
  const checkpoint = note && parseCheckpoint(note.text);
  return checkpoint && { ...checkpoint, bytes };
}

/** The lines without their ends. Every line has one, so that a cut is seen. */
function splitLines(text: Uint8Array): readonly Uint8Array[] | BatchRefusal {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(LINE_END, start);
    if (end === -1) return "malformed";
    const isTooLong = end - start > (lines.length === 0 ? MAX_BATCH_HEADER_BYTES : MAX_LINE_BYTES);
    if (isTooLong || lines.length > 2 * MAX_BATCH_ENTRIES) return "too-large";
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(UTF_8.decode(line));
  } catch {
    return undefined;
  }
}

function base64Of(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}
