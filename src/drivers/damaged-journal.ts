// What can still be read of a journal that is damaged, and shown to be what it was.
import {
  beforeRecord,
  firstRecordIn,
  mendedHeader,
  type RecoveredEnd,
  type RecoveredEntry,
  recoverEntries,
  type SegmentLimit,
} from "../core/damaged-segment.ts";
import { EMPTY_CHAIN, leafHash, linkOf, sameBytes } from "../core/journal-chain.ts";
import { decodeHeader, HEADER_BYTES, type SegmentHeader } from "../core/journal-header.ts";
import { EMPTY_FRONTIER, type Frontier, withLeaf } from "../core/merkle-tree.ts";
import type { FileSystem } from "./file-system.ts";
import { readSegment } from "./journal-folder.ts";
import { readLeaves } from "./kept-leaves.ts";

/** Where a segment begins. `tree` and `chain` are undefined where damage hides them. */
export interface SegmentStart {
  readonly size: number;
  readonly tree: Frontier | undefined;
  readonly chain: Uint8Array | undefined;
  /** The header that says so, be it of an earlier segment; absent: the journal begins at 0, or nothing says it. */
  readonly header?: SegmentHeader;
}

/** A damaged journal, from its first segment on. */
export interface DamagedJournal {
  readonly folder: string;
  readonly first: number;
  readonly files: FileSystem;
}

/** What the segment's header says. */
export function startIn(header: SegmentHeader): SegmentStart {
  return { size: header.before.size, tree: header.before, chain: header.chainBefore, header };
}

/** Of so many segments in a row the headers may be gone, where it is only read what the newest header signs. */
const HEADERS_GONE = 16;

/**
 * Where a segment begins whose header may be damaged: out of the header where one bit of it has turned over, else out of the segments before, of so
 * many at most.
 */
export async function startBehindDamage(journal: DamagedJournal, segment: number, back = HEADERS_GONE): Promise<SegmentStart | undefined> {
  const bytes = await readSegment(journal.folder, segment, journal.files);
  const header = decodeHeader(bytes) ?? mendedHeader(bytes);
  if (header?.segment === segment) return startIn(header);
  if (segment === 0) return { size: 0, tree: EMPTY_FRONTIER, chain: EMPTY_CHAIN };
  const found = firstRecordIn(bytes);
  const start = found?.offset === HEADER_BYTES ? found : undefined;
  const unknown = found && { size: found.seq, tree: undefined, chain: undefined };
  if (segment === journal.first || back === 0) return unknown;
  const before = await startBehindDamage(journal, segment - 1, back - 1);
  const end = start && { seq: start.seq, chain: undefined, isBefore: beforeRecord(start) };
  const reached = before && (await endOf(journal, segment - 1, before, end));
  if (!reached) return unknown;
  const isBefore = !end || (reached.size === end.seq && reached.chain !== undefined && end.isBefore(reached.chain));
  return isBefore ? reached : { ...reached, size: end.seq, tree: undefined, chain: undefined };
}

/** How far the entries of a segment lead, with their tree and chain as long as all of their leaves are known. */
async function endOf(journal: DamagedJournal, segment: number, start: SegmentStart, end?: SegmentLimit): Promise<SegmentStart> {
  let { size, tree, chain } = start;
  for (const entry of await recoverSegment(journal, segment, start, end)) {
    const leaf = entry.kind === "entry" ? leafHash(entry.body) : entry.leaf;
    // Attack: whole records that do not go on from those before. Whoever reads on finds them in their places; nothing is built on them.
    const goesOn = chain && leaf && entry.chain && sameBytes(linkOf(chain, leaf), entry.chain);
    size = entry.seq + 1;
    tree = goesOn ? tree && withLeaf(tree, leaf) : undefined;
    chain = entry.chain;
  }
  return { ...start, size, tree, chain };
}

/** The entries of a damaged segment, none left out; `end`: where the next one begins, undefined for the newest. */
export async function recoverSegment(
  { folder, files }: DamagedJournal,
  segment: number,
  start: SegmentStart,
  end: SegmentLimit | undefined,
): Promise<Generator<RecoveredEntry, RecoveredEnd>> {
  const bytes = await readSegment(folder, segment, files);
  const leaves = await readLeaves(folder, segment, files);
  const leafAt = (seq: number) => leaves(seq - start.size);
  return recoverEntries(bytes, { start: { seq: start.size, chain: start.chain }, end, leafAt });
}

/** Where the next segment begins, as a limit of the one before. */
export function limitOf({ size, chain }: SegmentStart): SegmentLimit {
  return { seq: size, chain, isBefore: (other) => chain !== undefined && sameBytes(chain, other) };
}

/** The newest segment, recovered as far as appending needs it: all leaves known, and the chain whole from its beginning to its end. */
export interface RecoveredTail {
  readonly tree: Frontier;
  readonly chain: Uint8Array;
  readonly before: Frontier;
  readonly header: SegmentHeader | undefined;
  readonly end: RecoveredEnd;
}

/** Undefined where what appending must go on from is not known: entries that are lost without their leaf hashes, or others than those that were signed. */
export async function recoverTail(journal: DamagedJournal, last: number): Promise<RecoveredTail | undefined> {
  // Attack: with its header gone nothing signs the segment before it either. More than that one is not believed by its chain alone.
  const start = await startBehindDamage(journal, last, 1);
  if (!start?.tree || !start.chain) return undefined;
  let { tree, chain } = { tree: start.tree, chain: start.chain };
  const entries = await recoverSegment(journal, last, start, undefined);
  let next = entries.next();
  for (; !next.done; next = entries.next()) {
    const entry = next.value;
    const leaf = entry.kind === "entry" ? leafHash(entry.body) : entry.leaf;
    const link = leaf && linkOf(chain, leaf);
    // Attack: whole records that do not go on from those before were exchanged, and are no damage.
    if (!leaf || !link || !entry.chain || !sameBytes(link, entry.chain)) return undefined;
    tree = withLeaf(tree, leaf);
    chain = link;
  }
  return { tree, chain, before: start.tree, header: start.header, end: next.value };
}
