// Names of credentials that are good for one time only, out of entries that are no longer on this kiosk: there the journal cannot tell them any
// more. They are kept in runs: files that are written once, in the order of the names, each of one piece of a kiosk's journal.
import { sameBytes } from "./journal-chain.ts";
import { isKioskId } from "./protocol.ts";
import { sha256 } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";
import { crc32 } from "./zlib.ts";

const MAGIC = Buffer.from("TRAMUSED2\n......", "latin1");
/** A name and a time: 16 bytes and a double, little-endian. */
const NAME_BYTES = 16;
const RECORD_BYTES = NAME_BYTES + 8;
const HASH_BYTES = 32;
const LIFE = /^[0-9a-f]{8}$/;
const RUN_NAME = /^(?<kiosk>[a-z0-9-]+)(?:\.(?<life>[0-9a-f]{8}))?_(?<from>\d{12})-(?<until>\d{12})$/;
/** Name of the folder of the runs, in the data folder. */
export const USED_ONCE_FOLDER = "used-once";

/** A name in the journal, 22 letters of base64url, and when it was accepted. */
export interface UsedName {
  readonly name: string;
  readonly at: EpochSeconds;
}

/** One of the journals that a kiosk has begun in its time. */
export interface JournalLife {
  readonly kiosk: string;
  /** What lies with this journal and with no other of the kiosk: 8 hex digits; none in one that was begun before there was such a thing. */
  readonly life: string;
}

/** A journal of which entries may have gone, and the first that is left. */
export interface JournalBeginning extends JournalLife {
  readonly firstSeq: number;
}

/** Whose entries a run is out of: `from <= seq < until` of this journal. */
export interface RunRange extends JournalLife {
  readonly from: number;
  readonly until: number;
}

/** Names and times as they stand in a run: in the order of the names, each once. */
export type UsedRecords = Buffer;

/** The name of a run's file. */
export function runName({ kiosk, life, from, until }: RunRange): string {
  return `${kiosk}${life === "" ? "" : `.${life}`}_${twelve(from)}-${twelve(until)}`;
}

function twelve(seq: number): string {
  return String(seq).padStart(12, "0");
}

/** The run whose file has this name, or undefined where it is none. */
export function parseRunName(name: string): RunRange | undefined {
  const { kiosk = "", life = "", from, until } = RUN_NAME.exec(name)?.groups ?? {};
  const range = { kiosk, life, from: Number(from), until: Number(until) };
  return isKioskId(kiosk) && range.from < range.until ? range : undefined;
}

/** A life as it stands in the file that lies with the journal. The digits behind it are a check: a bit that turns over makes another life of most. */
export function lifeText(life: string): string {
  return `${life} ${checkOf(life)}\n`;
}

/** The life in the text of such a file; undefined where it is damaged. One of before, or written again by hand, has no check. */
export function parseLife(text: string): string | undefined {
  const [line = "", end, ...more] = text.split("\n");
  const [life = "", check = checkOf(life), ...words] = line.split(" ");
  const isWhole = end === "" && more.length === 0 && words.length === 0 && LIFE.test(life) && check === checkOf(life);
  return isWhole ? life : undefined;
}

function checkOf(life: string): string {
  return crc32(Buffer.from(life, "latin1")).toString(16).padStart(8, "0");
}

/** True where both are of one journal. */
export function isOfOneJournal(a: JournalLife, b: JournalLife): boolean {
  return a.kiosk === b.kiosk && a.life === b.life;
}

/** The first run that should be there, where those of a journal leave a gap before its first entry; undefined where they do not. */
export function missingRun({ kiosk, life, firstSeq }: JournalBeginning, runs: readonly RunRange[]): RunRange | undefined {
  const own = runs.filter((run) => isOfOneJournal(run, { kiosk, life }));
  let reached = 0;
  for (const { from, until } of own.sort((a, b) => a.from - b.from)) {
    if (from > reached) return { kiosk, life, from: reached, until: from };
    reached = Math.max(reached, until);
  }
  return reached < firstSeq ? { kiosk, life, from: reached, until: firstSeq } : undefined;
}

/** How many names a file of so many bytes holds. */
export function namesInBytes(bytes: number): number {
  return Math.max(0, (bytes - MAGIC.length - HASH_BYTES) / RECORD_BYTES);
}

/** A run as it is kept. */
export function encodeRun(range: RunRange, records: UsedRecords): Uint8Array {
  const bytes = Buffer.concat([MAGIC, records]);
  return Buffer.concat([bytes, hashOf(range, bytes)]);
}

/** The records of a run, or undefined where a byte of it is not as it was written, or where it is another's. */
export function decodeRun(range: RunRange, file: Uint8Array): UsedRecords | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.length < MAGIC.length + HASH_BYTES || !Number.isInteger(namesInBytes(bytes.length))) return undefined;
  const isWhole = sameBytes(bytes.subarray(-HASH_BYTES), hashOf(range, bytes.subarray(0, -HASH_BYTES)));
  return isWhole && bytes.subarray(0, MAGIC.length).equals(MAGIC) ? bytes.subarray(MAGIC.length, -HASH_BYTES) : undefined;
}

/** With its name: under another one, it would stand for entries that it is not out of. */
function hashOf(range: RunRange, before: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([sha256(before), Buffer.from(runName(range), "latin1")]));
}

/** These names as records; of one name the latest time counts. */
export function usedRecords(names: readonly UsedName[]): UsedRecords {
  const latest = new Map<string, EpochSeconds>();
  for (const { name, at } of names) latest.set(name, Math.max(at, latest.get(name) ?? at));
  const records = [...latest].map(([name, at]) => {
    const record = Buffer.alloc(RECORD_BYTES);
    record.set(Buffer.from(name, "base64url").subarray(0, NAME_BYTES));
    record.writeDoubleLE(at, NAME_BYTES);
    return record;
  });
  return Buffer.concat(records.sort((a, b) => Buffer.compare(a.subarray(0, NAME_BYTES), b.subarray(0, NAME_BYTES))));
}

/** All records of both; of one name the latest time counts. */
export function mergedRecords(a: UsedRecords, b: UsedRecords): UsedRecords {
  const merged = Buffer.alloc(a.length + b.length);
  let [atA, atB, end] = [0, 0, 0];
  while (atA < a.length || atB < b.length) {
    const order = atA === a.length ? 1 : atB === b.length ? -1 : compareNames(a, atA, b, atB);
    if (order <= 0) a.copy(merged, end, atA, atA + RECORD_BYTES);
    else b.copy(merged, end, atB, atB + RECORD_BYTES);
    if (order === 0) merged.writeDoubleLE(Math.max(timeAt(a, atA), timeAt(b, atB)), end + NAME_BYTES);
    if (order <= 0) atA += RECORD_BYTES;
    if (order >= 0) atB += RECORD_BYTES;
    end += RECORD_BYTES;
  }
  return merged.subarray(0, end);
}

function compareNames(a: UsedRecords, atA: number, b: UsedRecords, atB: number): number {
  return a.compare(b, atB, atB + NAME_BYTES, atA, atA + NAME_BYTES);
}

function timeAt(records: UsedRecords, at: number): EpochSeconds {
  return records.readDoubleLE(at + NAME_BYTES);
}

/** The names in records, in their order. */
export function* usedNames(records: UsedRecords): Generator<UsedName> {
  for (let at = 0; at < records.length; at += RECORD_BYTES) {
    yield { name: records.toString("base64url", at, at + NAME_BYTES), at: timeAt(records, at) };
  }
}
