// All that is damaged in a journal, and all that can still be read of it: for whoever looks at a journal that nobody appends to.
import type { LostEntry, RecoveredEnd, RecoveredEntry } from "../core/damaged-segment.ts";
import { leafHash, linkOf, sameBytes } from "../core/journal-chain.ts";
import { bodyFromJson } from "../core/journal-event.ts";
import { decodeHeader } from "../core/journal-header.ts";
import { segmentFileName } from "../core/journal-record.ts";
import { type Damage, headerProblem, type JournalEnd, type JournalProblem, tornAt } from "../core/journal-scan.ts";
import { withLeaf } from "../core/merkle-tree.ts";
import type { NoteKey } from "../core/signed-note.ts";
import type { StoredEntry } from "../ports.ts";
import { type DamagedJournal, limitOf, recoverSegment, type SegmentStart, startBehindDamage } from "./damaged-journal.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { gap, listSegments, readSegment } from "./journal-folder.ts";

/** What a survey comes upon, in order. */
export type Surveyed =
  /** `damage`: one bit of it has turned over, and it is read as it was. */
  | { readonly kind: "entry"; readonly entry: StoredEntry; readonly damage?: Damage }
  | { readonly kind: "lost"; readonly entry: LostEntry }
  /** A header, a file, what was exchanged, or the place in a newest segment behind which nobody knows how many entries there were. */
  | { readonly kind: "damage"; readonly damage: Damage };

/** What is known behind a segment; a member is undefined where damage hides it. */
type Reached = Pick<SegmentStart, "tree" | "chain"> & { readonly size: number };

/** Reads a journal from this segment on, past all damage; read only. Rejects when a file cannot be read. */
export async function* surveyJournal(
  folder: string,
  from: number,
  key: NoteKey | undefined,
  files: FileSystem = nodeFileSystem,
): AsyncGenerator<Surveyed> {
  const segments = await listSegments(folder, files);
  const [first = 0, last = first] = [segments[0], segments.at(-1)];
  const journal = { folder, first, files };
  let reached: Reached | undefined;
  for (let segment = Math.max(from, first); segment <= last; segment++) {
    if (!segments.includes(segment)) {
      yield { kind: "damage", damage: gap(segment, reached?.size ?? 0) };
      reached = undefined;
      continue;
    }
    const bytes = await readSegment(folder, segment, files);
    const header = decodeHeader(bytes);
    // Where a segment before it cannot be read either, that one says so.
    const start = await startBehindDamage(journal, segment).catch(() => undefined);
    const damageAt = (problem: JournalProblem, offset: number): Damage => ({
      problem,
      file: segmentFileName(segment),
      offset,
      seq: start?.size ?? reached?.size ?? 0,
    });
    const problem = header ? headerProblem(header, { segment, expected: endAt(reached), key }) : "header-invalid";
    if (problem) yield { kind: "damage", damage: damageAt(problem, 0) };
    if (header && bytes.length !== header.segmentBytes) {
      yield { kind: "damage", damage: damageAt("length-wrong", Math.min(bytes.length, header.segmentBytes)) };
    }
    const hasNext = segments.includes(segment + 1);
    reached =
      start &&
      (yield* surveySegment(journal, {
        segment,
        start,
        hasNext,
        isTorn: (at) => segment === last && tornAt(bytes, at.offset, at) !== undefined,
      }));
  }
}

function endAt(reached: Reached | undefined): JournalEnd | undefined {
  return reached?.tree && reached.chain && { tree: reached.tree, chain: reached.chain };
}

interface SurveyedSegment {
  readonly segment: number;
  readonly start: SegmentStart;
  readonly hasNext: boolean;
  /** True where what stands here was never acknowledged. */
  readonly isTorn: (at: { readonly file: string; readonly seq: number; readonly offset: number }) => boolean;
}

async function* surveySegment(
  journal: DamagedJournal,
  { segment, start, hasNext, isTorn }: SurveyedSegment,
): AsyncGenerator<Surveyed, Reached> {
  const next = hasNext ? await startBehindDamage(journal, segment + 1).catch(() => undefined) : undefined;
  const entries = await recoverSegment(journal, segment, start, next && limitOf(next));
  let reached: Reached = start;
  let part: IteratorResult<RecoveredEntry, RecoveredEnd> = entries.next();
  for (; !part.done; part = entries.next()) {
    const { seq, offset } = part.value;
    const damageAs = (problem: JournalProblem): Damage => ({ problem, file: segmentFileName(segment), offset, seq });
    const found = part.value;
    const leaf = found.kind === "entry" ? leafHash(found.body) : found.leaf;
    const link = reached.chain && leaf && linkOf(reached.chain, leaf);
    if (found.kind === "lost") yield { kind: "lost", entry: { ...found, body: undefined, damage: damageAs("record-invalid") } };
    else {
      if (link && !sameBytes(link, found.chain)) yield { kind: "damage", damage: damageAs("chain-broken") };
      if (bodyFromJson(found.body)?.seq !== seq) yield { kind: "damage", damage: damageAs("entry-invalid") };
      const entry = { seq, body: Uint8Array.from(found.body), chain: Uint8Array.from(found.chain) };
      yield { kind: "entry", entry, ...(found.isMended && { damage: damageAs("record-invalid") }) };
    }
    reached = { size: seq + 1, tree: leaf && reached.tree && withLeaf(reached.tree, leaf), chain: found.chain };
  }
  const { offset, isOpen } = part.value;
  const end = { file: segmentFileName(segment), offset, seq: reached.size };
  if (isOpen && !isTorn(end)) yield { kind: "damage", damage: { problem: "record-invalid", ...end } };
  return reached;
}
