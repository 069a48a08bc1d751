import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { bodyFromJson, type JournalBody } from "../core/journal-event.ts";
import { decodeHeader, encodeHeader, HEADER_BYTES, type SegmentHeader, segmentFileName } from "../core/journal-record.ts";
import { type ChainEnd, type Damage, type JournalPart, type SegmentScan, scanSegment, type TornTail } from "../core/journal-scan.ts";
import { ASIDE, makeAside } from "./durable-file.ts";
import { type FileSystem, nodeFileSystem, type OpenFile } from "./file-system.ts";

/** No segment is larger (journal-record.ts); one more byte is read, so that a longer file is seen to be longer. */
const READ_BYTES_MAX = 16 * 1_048_576 + 1;

/** How long a read-only check waits before it believes that what it saw in the last segment was not just being written. */
const SECOND_LOOK_MS = 200;

/** A journal that is damaged by more than a power cut. Nothing has been changed; the message says where and what to do. */
export class JournalDamaged extends Error {
  readonly damage: Damage;
  constructor(folder: string, damage: Damage) {
    super(
      `journal: ${join(folder, damage.file)} is damaged at byte ${damage.offset} (entry ${damage.seq}, ${damage.problem}), nothing was changed; ` +
        `see "When a journal is damaged" in docs/journal.md`,
    );
    this.name = "JournalDamaged";
    this.damage = damage;
  }
}

/** Numbers of the segments in a folder, ascending; empty where there is no journal. */
export async function listSegments(folder: string, files: FileSystem): Promise<readonly number[]> {
  const names = (await files.list(folder)) ?? [];
  return names
    .filter((name) => /^\d{8}\.tramlog$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

/** The bytes of a segment file. */
export function readSegment(folder: string, segment: number, files: FileSystem): Promise<Uint8Array> {
  return withSegment(folder, segment, files, (file) => file.read(0, READ_BYTES_MAX));
}

/** A segment's header, undefined where it is not one, and the size of the file. */
export function readHeader(
  folder: string,
  segment: number,
  files: FileSystem,
): Promise<{ readonly header: SegmentHeader | undefined; readonly size: number }> {
  return withSegment(folder, segment, files, async (file) => {
    return { header: decodeHeader(await file.read(0, HEADER_BYTES)), size: await file.size() };
  });
}

async function withSegment<T>(folder: string, segment: number, files: FileSystem, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await files.open(join(folder, segmentFileName(segment)), "read");
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/**
 * Makes a segment of zeros behind its header. It has its name only when all of it is on the disk, so an append later changes no
 * size and no allocation: one flush of one or two blocks.
 */
export async function createSegment(folder: string, header: SegmentHeader, files: FileSystem): Promise<void> {
  const path = join(folder, segmentFileName(header.segment));
  const bytes = new Uint8Array(header.segmentBytes);
  bytes.set(encodeHeader(header));
  await makeAside(path, bytes, files);
  await files.rename(path + ASIDE, path);
  await files.syncFolder(folder);
}

/** The first segment number that is not where it should be: a journal starts at 0 and has no holes. */
export function missingSegment(segments: readonly number[]): number | undefined {
  const index = segments.findIndex((segment, position) => segment !== position);
  return index === -1 ? undefined : index;
}

/**
 * Checks a journal from its first byte to its last and yields its entries, read only: without the lock, beside a running kiosk,
 * and without repairing anything. Entries that arrive meanwhile may or may not be seen. Rejects when a file cannot be read.
 */
export async function* inspectJournal(folder: string, files: FileSystem = nodeFileSystem): AsyncGenerator<JournalPart> {
  const segments = await listSegments(folder, files);
  if (segments.length === 0) return yield { kind: "absent" };
  let expected: ChainEnd = { segment: 0, seq: 0, chain: EMPTY_CHAIN };
  let torn: TornTail | undefined;
  for (const [position, segment] of segments.entries()) {
    if (segment !== position) return yield { kind: "damage", damage: gap(position, expected.seq) };
    const scan = await lookAt(folder, segment, expected, position === segments.length - 1, files);
    for (const record of scan.records) {
      const entry = bodyFromJson(record.body);
      if (!entry || entry.seq !== record.seq) {
        const damage: Damage = { problem: "entry-invalid", file: segmentFileName(segment), offset: record.offset, seq: record.seq };
        return yield { kind: "damage", damage };
      }
      yield { kind: "entry", record, entry };
    }
    if (scan.damage) return yield { kind: "damage", damage: scan.damage };
    expected = scan.end;
    torn = scan.torn;
  }
  yield { kind: "end", segments: segments.length, torn };
}

/** How many segments newestEntries() reads: a few thousand entries, days of a busy counter. */
const NEWEST_SEGMENTS = 2;

/** The newest entries, in order, as far as they are whole; read only, beside a running kiosk, too. Whether the journal is whole is inspectJournal()'s to say. */
export async function newestEntries(folder: string, files: FileSystem = nodeFileSystem): Promise<readonly JournalBody[]> {
  const segments = await listSegments(folder, files);
  const entries: JournalBody[] = [];
  for (const segment of segments.slice(-NEWEST_SEGMENTS)) {
    const { records } = scanSegment(await readSegment(folder, segment, files), segment, undefined, segment === segments.at(-1));
    for (const { body } of records) {
      const entry = bodyFromJson(body);
      if (entry) entries.push(entry);
    }
  }
  return entries;
}

/** A segment is missing where the entry `seq` should be. */
export function gap(segment: number, seq: number): Damage {
  return { problem: "gap", file: segmentFileName(segment), offset: 0, seq };
}

async function lookAt(folder: string, segment: number, expected: ChainEnd, isLast: boolean, files: FileSystem): Promise<SegmentScan> {
  const look = async () => {
    const bytes = await readSegment(folder, segment, files);
    const scan = scanSegment(bytes, segment, expected, isLast);
    // Never a power cut's work: files get their name only when they have their full length (createSegment).
    return scan.damage || scan.missingBytes === 0 ? scan : { ...scan, damage: shortFile(segment, bytes.length, scan.end.seq) };
  };
  const first = await look();
  if (!isLast || !(first.damage || first.torn)) return first;
  await delay(SECOND_LOOK_MS);
  return await look();
}

function shortFile(segment: number, offset: number, seq: number): Damage {
  return { problem: "length-wrong", file: segmentFileName(segment), offset, seq };
}
