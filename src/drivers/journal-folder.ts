import { join } from "node:path";
import { earliestStart, mendedHeader } from "../core/damaged-segment.ts";
import { decodeHeader, HEADER_BYTES, SEGMENT_BYTES_MAX, type SegmentHeader } from "../core/journal-header.ts";
import { leavesFileName, segmentFileName } from "../core/journal-record.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { FileSystem, OpenFile } from "./file-system.ts";
import { RELEASED_FILE, readReleased } from "./journal-marks.ts";

/** No segment is larger; one more byte is read, so that a longer file is seen to be longer. */
const READ_BYTES_MAX = SEGMENT_BYTES_MAX + 1;

/** The folder's journal is open elsewhere. */
export class JournalInUse extends Error {
  constructor(folder: string) {
    super(`journal: ${folder} is in use by another kiosk process, stop that one first`);
    this.name = "JournalInUse";
  }
}

/** A journal that is damaged by more than a power cut. Nothing has been changed; the message says where and what to do. */
export class JournalDamaged extends Error {
  readonly folder: string;
  readonly damage: Damage;
  constructor(folder: string, damage: Damage) {
    super(`journal: ${join(folder, damage.file)} ${whatIsWrong(damage)}; see "When a journal is damaged" in docs/journal.md`);
    this.name = "JournalDamaged";
    this.folder = folder;
    this.damage = damage;
  }
}

function whatIsWrong({ problem, offset, seq }: Damage): string {
  if (problem === "version-old")
    return "was written by an older version of this program; move the folder aside, and a new journal is begun";
  if (problem === "other-key")
    return "was signed by another device key, or under another id (other-key): put the key or the name back, else begin a new journal";
  return `is damaged at byte ${offset} (entry ${seq}, ${problem}), nothing was changed`;
}

/** Numbers of the segments in a folder, ascending; empty where there is no journal. */
export async function listSegments(folder: string, files: FileSystem): Promise<readonly number[]> {
  const names = (await files.list(folder)) ?? [];
  return names
    .filter((name) => /^\d{8}\.tramlog$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

/**
 * Removes the segments before this one, the oldest first, and none behind one that could not be removed: a hole is damage. Resolves when that would
 * survive a power cut; rejects with the system's error, or where they may not go any more.
 */
export async function removeSegmentsBefore(keep: number, folder: string, files: FileSystem, mayGo: () => boolean): Promise<void> {
  for (const segment of (await listSegments(folder, files)).filter((segment) => segment < keep)) {
    if (!mayGo()) throw new Error("journal: closed, nothing more is removed");
    // First: a segment without its leaves is whole, and leaves without their segment would stay for ever.
    await files.remove(join(folder, leavesFileName(segment))).catch(() => undefined);
    await files.remove(join(folder, segmentFileName(segment)));
  }
  await files.syncFolder(folder);
}

/** The bytes of a segment file. */
export function readSegment(folder: string, segment: number, files: FileSystem): Promise<Uint8Array> {
  return withSegment(folder, segment, files, (file) => file.read(0, READ_BYTES_MAX));
}

/** A segment's header; undefined where it is not one. */
export function readHeader(folder: string, segment: number, files: FileSystem): Promise<SegmentHeader | undefined> {
  return withSegment(folder, segment, files, async (file) => decodeHeader(await file.read(0, HEADER_BYTES)));
}

async function withSegment<T>(folder: string, segment: number, files: FileSystem, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await files.open(join(folder, segmentFileName(segment)), "read");
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The first number that is missing in a row of segments, which may begin anywhere; undefined where none is. */
export function missingSegment(segments: readonly number[]): number | undefined {
  const [first = 0] = segments;
  const index = segments.findIndex((segment, position) => segment !== first + position);
  return index === -1 ? undefined : first + index;
}

/** A segment is missing where the entry `seq` should be. */
export function gap(segment: number, seq: number): Damage {
  return { problem: "gap", file: segmentFileName(segment), offset: 0, seq };
}

/** What is wrong with where a journal begins: the segments before its first one must have been removed by the device itself. */
export async function beginningProblem(
  folder: string,
  first: number,
  key: NoteKey | undefined,
  files: FileSystem,
): Promise<Damage | undefined> {
  const released = await readReleased(folder, key, files);
  if (released === "invalid") return { problem: "released-invalid", file: RELEASED_FILE, offset: 0, seq: 0 };
  if (first === 0) return undefined;
  // What else is wrong with it, whoever reads the segment sees.
  const start = (await readHeader(folder, first, files))?.before.size ?? (await startWithoutHeader(folder, first, files));
  return start !== undefined && start > released ? gap(first - 1, released) : undefined;
}

/** Attack: a beginning is cut off, and the header that would show it is spoilt. */
async function startWithoutHeader(folder: string, first: number, files: FileSystem): Promise<number | undefined> {
  const bytes = await readSegment(folder, first, files);
  return mendedHeader(bytes)?.before.size ?? earliestStart(bytes);
}
