import { setTimeout as delay } from "node:timers/promises";
import { bodyFromJson, type JournalBody } from "../core/journal-event.ts";
import { segmentFileName } from "../core/journal-record.ts";
import {
  type Damage,
  JOURNAL_START,
  type JournalEnd,
  type JournalPart,
  type ScannedRecord,
  type SegmentEnd,
  type SegmentPlace,
  scanSegment,
  type TornTail,
} from "../core/journal-scan.ts";
import type { NoteKey } from "../core/signed-note.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { beginningProblem, gap, listSegments, readHeader, readSegment } from "./journal-folder.ts";
import { KEY_FILE, readKeyFile } from "./journal-marks.ts";

/** How long a read-only check waits before it believes that what it saw in the last segment was not just being written. */
const SECOND_LOOK_MS = 200;

/** Where a check begins. */
interface Beginning {
  readonly segments: readonly number[];
  readonly key: NoteKey | undefined;
  /** What stands before the first entry; undefined where the first header does not say, which whoever reads the segment sees. */
  readonly start: JournalEnd | undefined;
}

/**
 * Checks a journal from its first byte to its last and yields its entries, read only: without the lock, beside a running kiosk, and without
 * repairing anything. Each entry is checked when it is asked for, so whoever asks slowly works slowly. Entries that arrive meanwhile may or
 * may not be seen; where old ones are removed meanwhile, it begins again with what remains. Without a key it takes the one that the folder
 * names, which shows only that one key has signed it all. Rejects when a file cannot be read.
 */
export async function* inspectJournal(folder: string, givenKey?: NoteKey, files: FileSystem = nodeFileSystem): AsyncGenerator<JournalPart> {
  let beginning = await beginningOf(folder, givenKey, files);
  if ("kind" in beginning) return yield beginning;
  let { segments, key, start: expected } = beginning;
  if (expected) yield { kind: "begin", end: expected };
  let torn: TornTail | undefined;
  for (let position = 0; position < segments.length; position++) {
    const [first = 0, segment = 0] = [segments[0], segments[position]];
    if (segment !== first + position) return yield { kind: "damage", damage: gap(first + position, expected?.tree.size ?? 0) };
    const place = { segment, expected, isLast: position === segments.length - 1, key };
    let seen = 0;
    for (const isLastLook of place.isLast ? [false, true] : [true]) {
      const bytes = await ifThere(readSegment(folder, segment, files));
      if (!bytes) {
        beginning = await beginningOf(folder, givenKey, files);
        if ("kind" in beginning) return yield beginning;
        // Attack: a file that is taken away from the middle is no beginning that was removed.
        if ((beginning.segments[0] ?? 0) <= segment) return yield { kind: "damage", damage: gap(segment, expected?.tree.size ?? 0) };
        ({ segments, key, start: expected } = beginning);
        if (expected) yield { kind: "begin", end: expected };
        position = -1;
        break;
      }
      const parts = partsOf(bytes, place, seen);
      let next = parts.next();
      // Not by way of another asynchronous generator: with a million entries that is a second and a half.
      for (; !next.done; next = parts.next(), seen++) yield next.value;
      const { damage, end } = next.value;
      if ((damage || next.value.torn) && !isLastLook) await delay(SECOND_LOOK_MS);
      else if (damage) return yield { kind: "damage", damage };
      else {
        ({ torn } = next.value);
        expected = end;
        break;
      }
    }
  }
  yield { kind: "end", segments: segments.length, torn, end: expected ?? JOURNAL_START, key };
}

/** Where the check begins, or what is found where it cannot begin. */
async function beginningOf(folder: string, givenKey: NoteKey | undefined, files: FileSystem): Promise<Beginning | JournalPart> {
  for (let before = -1; ; ) {
    const segments = await listSegments(folder, files);
    const [first] = segments;
    if (first === undefined) return { kind: "absent" };
    const found = await ifThere(lookAtFirst(folder, segments, first, givenKey, files));
    if (found) return found;
    // A name without a file behind it.
    if (first === before) return { kind: "damage", damage: gap(first, 0) };
    before = first;
  }
}

async function lookAtFirst(
  folder: string,
  segments: readonly number[],
  first: number,
  givenKey: NoteKey | undefined,
  files: FileSystem,
): Promise<Beginning | JournalPart> {
  const named = await readKeyFile(folder, files);
  if (named === "invalid") return { kind: "damage", damage: { problem: "key-invalid", file: KEY_FILE, offset: 0, seq: 0 } };
  const key = givenKey ?? named;
  const damage = await beginningProblem(folder, first, key, files);
  if (damage) return { kind: "damage", damage };
  return { segments, key, start: first === 0 ? JOURNAL_START : await startOf(folder, first, files) };
}

/** Undefined where the file is gone: the kiosk beside us has removed it. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** What a segment's header says of the entries before it; undefined where it has none, which whoever reads the segment sees. */
async function startOf(folder: string, segment: number, files: FileSystem): Promise<JournalEnd | undefined> {
  const header = await readHeader(folder, segment, files);
  return header && { chain: header.chainBefore, tree: header.before };
}

/** A segment's entries from the one after so many on, and how it ends. */
function* partsOf(bytes: Uint8Array, place: SegmentPlace, skip: number): Generator<JournalPart, SegmentEnd> {
  const records = scanSegment(bytes, place);
  let next = records.next();
  for (let index = 0; !next.done; next = records.next(), index++) {
    if (index < skip) continue;
    const entry = bodyFromJson(next.value.body);
    if (entry?.seq !== next.value.seq) return endsAt(next.value, place.segment);
    yield { kind: "entry", record: next.value, entry };
  }
  // Never a power cut's work: files get their name only when they have their full length.
  const isShort = !next.value.damage && next.value.missingBytes > 0;
  return isShort ? { ...next.value, damage: shortFile(place.segment, bytes.length, next.value.end) } : next.value;
}

/** A whole record that is no entry ends a segment, too. */
function endsAt({ offset, seq, tree, chain }: ScannedRecord, segment: number): SegmentEnd {
  const damage: Damage = { problem: "entry-invalid", file: segmentFileName(segment), offset, seq };
  return { endOffset: offset, groupOffset: offset, end: { chain, tree }, missingBytes: 0, damage };
}

function shortFile(segment: number, offset: number, { tree }: JournalEnd): Damage {
  return { problem: "length-wrong", file: segmentFileName(segment), offset, seq: tree.size };
}

/** How many segments newestEntries() reads: a few thousand entries, days of a busy counter. */
const NEWEST_SEGMENTS = 2;

/** The newest entries, in order, as far as they are whole; read only, beside a running kiosk, too. Whether the journal is whole is inspectJournal()'s to say. */
export async function newestEntries(folder: string, files: FileSystem = nodeFileSystem): Promise<readonly JournalBody[]> {
  const segments = await listSegments(folder, files);
  const entries: JournalBody[] = [];
  for (const segment of segments.slice(-NEWEST_SEGMENTS)) {
    const bytes = await readSegment(folder, segment, files);
    const isLast = segment === segments.at(-1);
    for (const { body } of scanSegment(bytes, { segment, expected: undefined, isLast, key: undefined })) {
      const entry = bodyFromJson(body);
      if (entry) entries.push(entry);
    }
  }
  return entries;
}
