// What somebody can do to a journal who holds the disk: with the tools of any programmer, and with the device's key as well.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LogSigner, signCheckpoint } from "../../src/core/checkpoint.ts";
import { leafHash, linkOf } from "../../src/core/journal-chain.ts";
import { bodyFromJson, bodyToJson, type JournalBody } from "../../src/core/journal-event.ts";
import { decodeHeader, encodeHeader, HEADER_BYTES } from "../../src/core/journal-header.ts";
import { encodeRecord, type JournalRecord, recordAt, recordBytes } from "../../src/core/journal-record.ts";
import { JOURNAL_START, type JournalEnd } from "../../src/core/journal-scan.ts";
import { rootOf, withLeaf } from "../../src/core/merkle-tree.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { demand } from "./suite.ts";

/** One entry is changed, left out, put in, or two change places. */
export const EDITS = ["changed", "removed", "added", "reordered"] as const;
export type Edit = (typeof EDITS)[number];

/** How far everything is made to fit again. `headers`: with a key of the forger's own; `key`: with the device's. */
export const DEPTHS = ["bytes", "crc", "chain", "headers", "key"] as const;
export type Depth = (typeof DEPTHS)[number];

/** The entries with an edit at this place, numbered anew. */
export function edited(entries: readonly JournalBody[], edit: Edit, at: number): readonly JournalBody[] {
  const [one, next] = [entries[at], entries[at + 1]];
  demand(one !== undefined && next !== undefined, "an edit has an entry after it");
  const bodies = {
    changed: [...entries.slice(0, at), { ...one, at: one.at + 1 }, ...entries.slice(at + 1)],
    removed: entries.toSpliced(at, 1),
    added: entries.toSpliced(at, 0, { ...one, at: one.at + 0.5 }),
    reordered: entries.toSpliced(at, 2, next, one),
  }[edit];
  return bodies.map((body, seq) => ({ ...body, seq }));
}

/** The segment files of a journal, oldest first. */
export function segmentFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tramlog"))
    .toSorted()
    .map((name) => join(folder, name));
}

/** The records of a segment, as far as they are whole. */
export function recordsIn(bytes: Uint8Array): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let offset = HEADER_BYTES; ; ) {
    const record = recordAt(bytes, offset, records.length);
    if (!record) return records;
    records.push(record);
    offset += recordBytes(record.body.length);
  }
}

/** Forges a journal of several segments in its folder; the edit is in its first segment. */
export async function forge(folder: string, edit: Edit, at: number, depth: Depth, device: LogSigner, stranger: LogSigner): Promise<void> {
  const files = segmentFiles(folder);
  const [first = ""] = files;
  const records = recordsIn(readFileSync(first));
  switch (depth) {
    case "bytes":
      return exchangeBytes(first, records, edit, at);
    case "crc":
      return writeFileSync(first, segmentWith(readFileSync(first), recordsOf(records, edit, at), "stored"));
    case "chain":
      return writeFileSync(first, segmentWith(readFileSync(first), recordsOf(records, edit, at), "new"));
    case "headers":
      return forgeHeaders(files, edit, at, stranger);
    case "key":
      return await rewrite(folder, edited(bodiesIn(files), edit, at), device);
  }
}

/** The newest entries anew from an edit on, by somebody without the key: nothing that stands behind them in the folder was signed. */
export function forgeTail(folder: string, edit: Edit, seq: number): void {
  const file = segmentFiles(folder).at(-1) ?? "";
  const bytes = readFileSync(file);
  const first = decodeHeader(bytes)?.before.size ?? 0;
  const bodies = recordsIn(bytes).flatMap(({ body }) => bodyFromJson(body) ?? []);
  const forged = edited(bodies, edit, seq - first).map((body, index) => ({
    body: bodyToJson({ ...body, seq: first + index }),
    chain: NO_CHAIN,
  }));
  writeFileSync(file, segmentWith(bytes, forged, "new"));
}

const NO_CHAIN = new Uint8Array(32);

/** All entries of a journal that nobody checks. */
export function bodiesIn(files: readonly string[]): readonly JournalBody[] {
  return files.flatMap((file) => recordsIn(readFileSync(file)).map(({ body }) => bodyFromJson(body))).filter((body) => body !== undefined);
}

/** A new journal in the place of this one, with these entries, by whoever has the key. */
export async function rewrite(folder: string, bodies: readonly JournalBody[], device: LogSigner): Promise<void> {
  rmSync(folder, { recursive: true });
  const journal = await openJournal(folder, device, { segmentBytes: 16_384 });
  for (const { seq: _, ...body } of bodies) await journal.append(body);
  await journal.close();
}

/** As an editor of bytes would: nothing else is made to fit. */
function exchangeBytes(file: string, records: readonly JournalRecord[], edit: Edit, at: number): void {
  const bytes = Uint8Array.from(readFileSync(file));
  const [one, next] = [records[at], records[at + 1]];
  demand(one !== undefined && next !== undefined, "an edit has a record after it");
  const end = next.offset + recordBytes(next.body.length);
  const last = records.at(-1);
  const all = last ? last.offset + recordBytes(last.body.length) : end;
  if (edit === "changed") bytes[one.offset + 44 + 20] = (bytes[one.offset + 44 + 20] ?? 0) ^ 1;
  if (edit === "removed") bytes.copyWithin(one.offset, next.offset, bytes.length);
  if (edit === "added") bytes.copyWithin(next.offset, one.offset, Math.min(all, bytes.length - (next.offset - one.offset)));
  if (edit === "reordered") {
    const [a, b] = [bytes.slice(one.offset, next.offset), bytes.slice(next.offset, end)];
    bytes.set(b, one.offset);
    bytes.set(a, one.offset + b.length);
  }
  writeFileSync(file, bytes);
}

interface ForgedRecord {
  readonly body: Uint8Array;
  readonly chain: Uint8Array;
}

/** The records after the edit, each with its old chain hash as far as it had one. */
function recordsOf(records: readonly JournalRecord[], edit: Edit, at: number): readonly ForgedRecord[] {
  const bodies = records.map(({ body }) => bodyFromJson(body)).filter((body) => body !== undefined);
  // Those of the next segments keep their numbers, so the first has to keep its count where it can.
  return edited(bodies, edit, at).map((body, index) => ({
    body: bodyToJson(body),
    chain: (records[index] ?? records.at(-1))?.chain ?? new Uint8Array(32),
  }));
}

/** A segment with the same header and these records; their chain as it was stored, or made to fit. */
function segmentWith(bytes: Uint8Array, records: readonly ForgedRecord[], chains: "stored" | "new"): Uint8Array {
  const forged = new Uint8Array(bytes.length);
  forged.set(bytes.subarray(0, HEADER_BYTES));
  let offset = HEADER_BYTES;
  let chain = decodeHeader(bytes)?.chainBefore ?? new Uint8Array(32);
  for (const { body, chain: stored } of records) {
    chain = linkOf(chain, leafHash(body));
    const record = encodeRecord(body, chains === "new" ? chain : stored);
    if (offset + record.length > forged.length) break;
    forged.set(record, offset);
    offset += record.length;
  }
  return forged;
}

/** Everything made to fit, and signed by whom nobody knows. */
function forgeHeaders(files: readonly string[], edit: Edit, at: number, stranger: LogSigner): void {
  let left = edited(bodiesIn(files), edit, at);
  let end: JournalEnd = JOURNAL_START;
  for (const [segment, file] of files.entries()) {
    const segmentBytes = readFileSync(file).length;
    const checkpoint = Buffer.from(signCheckpoint({ size: end.tree.size, root: rootOf(end.tree) }, stranger));
    const forged = new Uint8Array(segmentBytes);
    forged.set(encodeHeader({ segment, before: end.tree, chainBefore: end.chain, segmentBytes, checkpoint }));
    let offset = HEADER_BYTES;
    for (; left.length > 0; left = left.slice(1)) {
      const [next] = left;
      const body = next && bodyToJson(next);
      if (!body || offset + recordBytes(body.length) > segmentBytes) break;
      const leaf = leafHash(body);
      end = { chain: linkOf(end.chain, leaf), tree: withLeaf(end.tree, leaf) };
      forged.set(encodeRecord(body, end.chain), offset);
      offset += recordBytes(body.length);
    }
    writeFileSync(file, forged);
  }
}
