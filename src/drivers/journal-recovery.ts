import { join } from "node:path";
import { EMPTY_CHAIN } from "../core/journal-chain.ts";
import { encodeRecord, segmentFileName } from "../core/journal-record.ts";
import { type ChainEnd, type SegmentScan, scanSegment } from "../core/journal-scan.ts";
import { ASIDE } from "./durable-file.ts";
import type { FileSystem, OpenFile } from "./file-system.ts";
import { gap, JournalDamaged, listSegments, missingSegment, readHeader, readSegment } from "./journal-folder.ts";

/** So many of the newest segments are checked whole at start, near 50,000 entries; of older ones the headers. `tram journal verify` checks all. */
const SEGMENTS_CHECKED_AT_START = 16;

/** A segment that was being made when the power went has no entries yet. */
export async function removeAside(folder: string, files: FileSystem): Promise<void> {
  for (const name of (await files.list(folder)) ?? []) {
    if (name.endsWith(`.tramlog${ASIDE}`)) await files.remove(join(folder, name));
  }
}

/** What the check at start found. */
export interface CheckedFolder {
  /** Of the last segment. */
  readonly scan: SegmentScan;
  readonly fileBytes: number;
  /** First entry of each segment. */
  readonly firstSeqs: number[];
}

/**
 * Checks the newest segments whole and the headers of all. Rejects with JournalDamaged at the first thing that no power cut
 * can have done; changes nothing.
 */
export async function checkFolder(folder: string, files: FileSystem): Promise<CheckedFolder> {
  const segments = await listSegments(folder, files);
  const missing = missingSegment(segments) ?? segments.length;
  const firstSeqs: number[] = [];
  let expected: ChainEnd | undefined;
  for (let segment = 0; segment < missing; segment++) {
    if (segment < segments.length - SEGMENTS_CHECKED_AT_START) {
      firstSeqs.push(await checkHeader(folder, segment, firstSeqs.at(-1), files));
      continue;
    }
    const isLast = segment === segments.length - 1;
    const bytes = await readSegment(folder, segment, files);
    // A journal begins with the empty chain; where older segments were not read, their next header is taken at its word.
    expected ??= segment === 0 ? { segment, seq: 0, chain: EMPTY_CHAIN } : undefined;
    const scan = scanSegment(bytes, segment, expected, isLast);
    if (scan.damage) throw new JournalDamaged(folder, scan.damage);
    firstSeqs.push(scan.end.seq - scan.records.length);
    if (isLast) return { scan, firstSeqs, fileBytes: bytes.length + scan.missingBytes };
    expected = scan.end;
  }
  throw new JournalDamaged(folder, gap(missing, expected?.seq ?? firstSeqs.at(-1) ?? 0));
}

async function checkHeader(folder: string, segment: number, seqBefore: number | undefined, files: FileSystem): Promise<number> {
  const { header, size } = await readHeader(folder, segment, files);
  const place = { file: segmentFileName(segment), offset: 0, seq: header?.firstSeq ?? seqBefore ?? 0 };
  if (!header) throw new JournalDamaged(folder, { ...place, problem: "header-invalid" });
  const isInOrder = header.segment === segment && (seqBefore === undefined ? header.firstSeq === 0 : header.firstSeq > seqBefore);
  if (!isInOrder) throw new JournalDamaged(folder, { ...place, problem: "gap" });
  if (size !== header.segmentBytes) throw new JournalDamaged(folder, { ...place, problem: "length-wrong" });
  return header.firstSeq;
}

/**
 * Writes the last record again, zeros over a torn tail, and syncs. Needed even where nothing is torn: after a failed sync the
 * kernel holds pages as clean that never reached the disk (see fsync(2), NOTES on errors), so an entry may be readable now,
 * be built upon, and be gone after the next power cut.
 */
export async function settleTail(file: OpenFile, scan: SegmentScan, fileBytes: number): Promise<void> {
  const last = scan.records.at(-1);
  const from = last?.offset ?? scan.endOffset;
  const tail = new Uint8Array((scan.torn ? scan.torn.offset + scan.torn.bytes : scan.endOffset) - from);
  if (last) tail.set(encodeRecord(last.body, last.chain));
  await file.write(tail, from);
  if (scan.missingBytes > 0) {
    const cutAt = Math.max(fileBytes - scan.missingBytes, from + tail.length);
    await file.write(new Uint8Array(fileBytes - cutAt), cutAt);
    await file.sync();
  }
  await file.datasync();
}
