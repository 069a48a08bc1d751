// A stretch of a journal on its way to central: one header line and one line an entry, each the entry's exact bytes. It travels gzipped.
import * as v from "valibot";
import { hexOf } from "./hex.ts";
import { leafHash, nextChain, sameBytes } from "./journal-chain.ts";
import { MAX_ENTRY_BYTES } from "./journal-entry.ts";
import { CountSchema, type EntrySummary, EntrySummarySchema, HashSchema, MAX_BATCH_BYTES, MAX_BATCH_ENTRIES } from "./protocol.ts";

/** The entries `from <= seq < from + bodies.length` of a journal; no bodies at all asks central where it stands. */
export interface Batch {
  readonly from: number;
  /** Chain hash of the journal before the first of these entries, and after the last. */
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  /** Each one line of JSON, as it stands in the journal. */
  readonly bodies: readonly Uint8Array[];
}

/** One entry as it arrived, with everything central keeps of it. */
export interface ReceivedEntry {
  readonly body: Uint8Array;
  readonly leaf: Uint8Array;
  /** Chain hash after this entry, computed here and not taken over. */
  readonly chain: Uint8Array;
  readonly summary: EntrySummary;
}

/** A batch that is whole and agrees with itself. Whether it continues what central holds is the ledger's to say. */
export interface ReceivedBatch {
  readonly from: number;
  readonly chainBefore: Uint8Array;
  readonly entries: readonly ReceivedEntry[];
}

/** Why a batch cannot be used, whoever sent it. */
export type BatchRefusal = "too-large" | "malformed" | "chain-mismatch";

const HeaderSchema = v.strictObject({
  from: CountSchema,
  count: CountSchema,
  chainBefore: HashSchema,
  chainAfter: HashSchema,
});

const LINE_END = 0x0a;

/** The lines of this batch, not yet packed. */
export function encodeBatch(batch: Batch): Uint8Array {
  const { from, bodies } = batch;
  const header = { from, count: bodies.length, chainBefore: hexOf(batch.chainBefore), chainAfter: hexOf(batch.chainAfter) };
  const lines = [Buffer.from(JSON.stringify(header), "utf8"), ...bodies].flatMap((line) => [line, Uint8Array.of(LINE_END)]);
  return Buffer.concat(lines);
}

/** The batch in these lines, or why there is none. Every limit is checked before the work that it bounds. */
export function decodeBatch(text: Uint8Array): ReceivedBatch | BatchRefusal {
  if (text.length > MAX_BATCH_BYTES) return "too-large";
  const lines = splitLines(text);
  if (typeof lines === "string") return lines;
  const [headerLine, ...bodies] = lines;
  const header = v.safeParse(HeaderSchema, headerLine && parseLine(headerLine));
  if (!header.success || header.output.count !== bodies.length) return "malformed";

  const entries: ReceivedEntry[] = [];
  const { from, chainBefore, chainAfter } = header.output;
  let chain = chainBefore;
  for (const body of bodies) {
    const summary = v.safeParse(EntrySummarySchema, parseLine(body));
    if (!summary.success || summary.output.seq !== from + entries.length) return "malformed";
    chain = nextChain(chain, body);
    entries.push({ body, leaf: leafHash(body), chain, summary: summary.output });
  }
  if (!sameBytes(chainAfter, chain)) return "chain-mismatch";
  return { from, chainBefore, entries };
}

/** The lines without their ends. Every line has one, so that a cut is seen. */
function splitLines(text: Uint8Array): readonly Uint8Array[] | BatchRefusal {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(LINE_END, start);
    if (end === -1) return "malformed";
    if (end - start > MAX_ENTRY_BYTES || lines.length > MAX_BATCH_ENTRIES) return "too-large";
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return undefined;
  }
}
