import { setTimeout as delay } from "node:timers/promises";
import { bodyFromJson } from "../core/journal-event.ts";
import { segmentFileName } from "../core/journal-record.ts";
import {
  type Damage,
  JOURNAL_START,
  type JournalEnd,
  type JournalPart,
  type ScannedRecord,
  type SegmentEnd,
  scanSegment,
} from "../core/journal-scan.ts";
import type { NoteKey } from "../core/signed-note.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { beginningProblem, gap, listSegments, readHeader, readSegment } from "./journal-folder.ts";
import { readKeyFile } from "./journal-marks.ts";

/** How long a read-only check waits before it believes that what it saw in the last segment was not just being written. */
const SECOND_LOOK_MS = 200;

/**
 * Checks a journal from its first byte to its last and yields its entries, read only: without the lock, beside a running kiosk, and without
 * repairing anything. Each entry is checked when it is asked for, so whoever asks slowly works slowly. Entries that arrive meanwhile may or
 * may not be seen. Without a key it takes the one that the folder names, which shows only that one key has signed it all. Rejects when a
 * file cannot be read.
 */
export async function* inspectJournal(folder: string, givenKey?: NoteKey, files: FileSystem = nodeFileSystem): AsyncGenerator<JournalPart> {
  const segments = await listSegments(folder, files);
  const [first] = segments;
  if (first === undefined) return yield { kind: "absent" };
  const key = givenKey ?? (await readKeyFile(folder, files));
  const beginning = await beginningProblem(folder, first, key, files);
  if (beginning) return yield { kind: "damage", damage: beginning };
  let expected = first === 0 ? JOURNAL_START : await startOf(folder, first, files);
  if (expected) yield { kind: "begin", end: expected };
  let end: SegmentEnd | undefined;
  for (const [position, segment] of segments.entries()) {
    if (segment !== first + position) return yield { kind: "damage", damage: gap(first + position, expected?.tree.size ?? 0) };
    end = yield* inspectSegment(folder, { segment, expected, isLast: position === segments.length - 1, key }, files);
    if (!end) return;
    expected = end.end;
  }
  yield { kind: "end", segments: segments.length, torn: end?.torn, end: expected ?? JOURNAL_START, key };
}

/** What a segment's header says of the entries before it; undefined where it has none, which whoever reads the segment sees. */
async function startOf(folder: string, segment: number, files: FileSystem): Promise<JournalEnd | undefined> {
  const header = await readHeader(folder, segment, files);
  return header && { chain: header.chainBefore, tree: header.before };
}

/** Yields a segment's entries and returns its end; undefined after a damage, which was yielded. */
async function* inspectSegment(
  folder: string,
  place: Parameters<typeof scanSegment>[1],
  files: FileSystem,
): AsyncGenerator<JournalPart, SegmentEnd | undefined> {
  const { segment, isLast } = place;
  let yielded = 0;
  for (let look = 0; ; look++) {
    const bytes = await readSegment(folder, segment, files);
    const records = scanSegment(bytes, place);
    let next = records.next();
    for (let index = 0; !next.done; next = records.next(), index++) {
      if (index < yielded) continue; // at the second look
      const part = partOf(next.value, segment);
      yield part;
      if (part.kind === "damage") return undefined;
      yielded++;
    }
    // Never a power cut's work: files get their name only when they have their full length.
    const isShort = !next.value.damage && next.value.missingBytes > 0;
    const damage = isShort ? shortFile(segment, bytes.length, next.value.end) : next.value.damage;
    if (look === 0 && isLast && (damage || next.value.torn)) await delay(SECOND_LOOK_MS);
    else if (damage) {
      yield { kind: "damage", damage };
      return undefined;
    } else return next.value;
  }
}

function partOf(record: ScannedRecord, segment: number): JournalPart {
  const entry = bodyFromJson(record.body);
  if (entry?.seq === record.seq) return { kind: "entry", record, entry };
  return { kind: "damage", damage: { problem: "entry-invalid", file: segmentFileName(segment), offset: record.offset, seq: record.seq } };
}

function shortFile(segment: number, offset: number, { tree }: JournalEnd): Damage {
  return { problem: "length-wrong", file: segmentFileName(segment), offset, seq: tree.size };
}
