import { decodeHeader } from "../core/journal-header.ts";
import { MAX_GROUP_BYTES, segmentFileName } from "../core/journal-record.ts";
import { JOURNAL_START, type SegmentEnd, scanSegment } from "../core/journal-scan.ts";
import type { Frontier } from "../core/merkle-tree.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { FileSystem, OpenFile } from "./file-system.ts";
import { beginningProblem, gap, JournalDamaged, listSegments, missingSegment, readHeader, readSegment } from "./journal-folder.ts";

/** What the check at start found. */
export interface CheckedFolder {
  /** Numbers of the oldest and of the newest segment. */
  readonly first: number;
  readonly last: number;
  /** Position of the oldest entry. */
  readonly firstSeq: number;
  /** The newest segment: its bytes, the tree before its first entry, and how it ends. */
  readonly bytes: Uint8Array;
  readonly before: Frontier;
  readonly scan: SegmentEnd;
}

/**
 * Checks that no segment is missing, and the newest one whole: its header, which the device has signed, stands for all that came before.
 * Rejects with JournalDamaged at the first thing that no power cut can have done; changes nothing.
 */
export async function checkFolder(folder: string, key: NoteKey, files: FileSystem): Promise<CheckedFolder> {
  const segments = await listSegments(folder, files);
  const missing = missingSegment(segments);
  if (missing !== undefined) throw new JournalDamaged(folder, gap(missing, 0));
  const [first = 0, last = first] = [segments[0], segments.at(-1)];
  const problem = await beginningProblem(folder, first, key, files);
  if (problem) throw new JournalDamaged(folder, problem);
  const bytes = await readSegment(folder, last, files);
  const records = scanSegment(bytes, { segment: last, expected: last === 0 ? JOURNAL_START : undefined, isLast: true, key });
  let next = records.next();
  while (!next.done) next = records.next();
  const scan = next.value;
  if (scan.damage) throw new JournalDamaged(folder, scan.damage);
  const [oldest, newest] = [await readHeader(folder, first, files), decodeHeader(bytes)];
  if (!oldest || !newest) throw new JournalDamaged(folder, { problem: "header-invalid", file: segmentFileName(first), offset: 0, seq: 0 });
  return { first, last, firstSeq: oldest.before.size, bytes, before: newest.before, scan };
}

/**
 * Writes the last group of records again, and zeros over all the room that a torn one may have taken, and syncs. Needed even where nothing is
 * torn: after a failed sync the kernel holds pages as clean that never reached the disk (see fsync(2), NOTES on errors), so an entry
 * may be readable now, be built upon, and be gone after the next power cut; and so may zeros over what was torn be.
 */
export async function settleTail(file: OpenFile, { bytes, scan }: Pick<CheckedFolder, "bytes" | "scan">): Promise<void> {
  const { groupOffset, endOffset, missingBytes } = scan;
  const fileBytes = bytes.length + missingBytes;
  const end = missingBytes > 0 ? fileBytes : Math.min(fileBytes, endOffset + MAX_GROUP_BYTES);
  const tail = new Uint8Array(end - groupOffset);
  tail.set(bytes.subarray(groupOffset, endOffset));
  await file.write(tail, groupOffset); // durable
  if (missingBytes > 0) await file.sync();
}
