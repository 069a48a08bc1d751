import { openCheckpoint } from "../core/checkpoint.ts";
import { decodeHeader, HEADER_BYTES, SEGMENT_BYTES_MIN } from "../core/journal-header.ts";
import { MAX_GROUP_BYTES, segmentFileName } from "../core/journal-record.ts";
import { type Damage, JOURNAL_START, type JournalProblem, type SegmentEnd, scanSegment, tornAt } from "../core/journal-scan.ts";
import type { Frontier } from "../core/merkle-tree.ts";
import type { NoteKey } from "../core/signed-note.ts";
import { type DamagedJournal, type RecoveredTail, recoverTail, startBehindDamage } from "./damaged-journal.ts";
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
  readonly scan: Omit<SegmentEnd, "damage">;
  /** What has changed, where it does not keep the journal from going on. */
  readonly damage?: Damage;
}

/** What a kiosk can go on from although bytes have changed; anything else is a journal that somebody has changed, or whose end is not known. */
const SURVIVABLE: ReadonlySet<JournalProblem> = new Set(["header-invalid", "record-invalid"]);

/**
 * Checks that no segment is missing, and the newest one whole: its header, which the device has signed, stands for all that came before. Bytes that
 * have changed are named in `damage` where what appending goes on from can be shown all the same. Rejects with JournalDamaged at the first thing
 * else that no power cut can have done; changes nothing.
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
  const { damage, ...scan } = next.value;
  const journal = { folder, first, files };
  const found = { first, last, bytes };
  const [oldest, newest] = [await readHeader(folder, first, files), decodeHeader(bytes)];
  const beginning = oldest ? { firstSeq: oldest.before.size } : await damagedBeginning(journal);
  if (newest && !damage) return { ...found, ...beginning, before: newest.before, scan };
  return { ...found, ...beginning, ...(await recovered(journal, last, { bytes, key, damage: damage ?? headerDamage(last) })) };
}

function headerDamage(segment: number, seq = 0): Damage {
  return { problem: "header-invalid", file: segmentFileName(segment), offset: 0, seq };
}

async function damagedBeginning(journal: DamagedJournal): Promise<Pick<CheckedFolder, "firstSeq" | "damage">> {
  const start = await startBehindDamage(journal, journal.first);
  if (!start) throw new JournalDamaged(journal.folder, headerDamage(journal.first));
  return { firstSeq: start.size, damage: headerDamage(journal.first, start.size) };
}

/** The newest segment in spite of damage. Rejects where it cannot be gone on from. */
async function recovered(
  journal: DamagedJournal,
  last: number,
  { bytes, key, damage }: { readonly bytes: Uint8Array; readonly key: NoteKey; readonly damage: Damage },
): Promise<Pick<CheckedFolder, "before" | "scan" | "damage">> {
  const tail = SURVIVABLE.has(damage.problem) ? await recoverTail(journal, last) : undefined;
  const isOurs = !tail?.header || typeof openCheckpoint(tail.header.checkpoint, key) === "object";
  if (!tail || !isOurs || !isAsLong(tail, last, bytes)) throw new JournalDamaged(journal.folder, damage);
  const { before, tree, chain, end } = tail;
  const torn = end.isOpen ? tornAt(bytes, end.offset, { file: segmentFileName(last), seq: tree.size }) : undefined;
  if (end.isOpen && !torn) throw new JournalDamaged(journal.folder, damage);
  // Nobody looks for groups among what is damaged: what one may have taken at most is written again, as it is.
  const groupOffset = Math.max(HEADER_BYTES, end.offset - MAX_GROUP_BYTES);
  const scan = { endOffset: end.offset, groupOffset, end: { chain, tree }, missingBytes: 0, ...(torn && { torn }) };
  return { before, scan, damage: { ...damage, seq: damage.problem === "header-invalid" ? before.size : damage.seq } };
}

/** False where entries may be missing at the end: a file that was cut, or one without a header and without any record. */
function isAsLong({ header, end }: RecoveredTail, segment: number, bytes: Uint8Array): boolean {
  if (header?.segment === segment) return bytes.length === header.segmentBytes;
  return bytes.length >= SEGMENT_BYTES_MIN && end.offset > HEADER_BYTES;
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
