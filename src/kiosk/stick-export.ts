import { sameBytes } from "../core/journal-chain.ts";
import type { BatchRange } from "../core/stick-batch.ts";
import type { JournalView } from "../ports.ts";
import type { JournalsOnStick, StickFault } from "../stick-ports.ts";

/** A batch as a file for a stick, signed. */
export interface WrittenBatch {
  readonly range: BatchRange;
  readonly bytes: Uint8Array;
}

/** What a file on a stick turns out to be: a batch that this device has signed, or one of another, or none. */
export type FoundBatch = { readonly range: BatchRange; readonly chainAfter: Uint8Array } | "other-key" | "torn";

export interface StickExportOptions {
  readonly kiosk: string;
  readonly journal: JournalView;
  readonly stick: JournalsOnStick;
  /** Entries below this position are known to be at central. */
  readonly acknowledged: number;
  /** The batch from this entry on, of entries below `until`. Rejects where the journal cannot be read. */
  readonly nextBatch: (from: number, until: number) => Promise<WrittenBatch>;
  readonly open: (bytes: Uint8Array) => FoundBatch;
  readonly onProgress: (done: number, total: number) => void;
}

/** What has become of it. Whatever is on the stick by then is whole and can be carried; `until`: how far the entries on it go. */
export interface StickExport {
  /** Entries on the stick that central is not known to hold. */
  readonly entries: number;
  readonly until: number;
  /** Batches that were written now, and that were there already. */
  readonly written: number;
  readonly kept: number;
  /** Absent: all is there. */
  readonly trouble?: StickFault | "other-journal";
}

/**
 * Writes what central is not known to hold on a stick, in order. What is there already and whole is kept, so an export that was interrupted is
 * gone on with. Rejects where the journal cannot be read.
 */
export async function exportToStick(options: StickExportOptions): Promise<StickExport> {
  const { kiosk, journal, stick, onProgress } = options;
  const until = journal.size;
  // The entry before the first is needed for its chain hash: of removed ones all but the last are there no more, and central has them.
  const begin = journal.firstSeq > 0 ? Math.max(options.acknowledged, journal.firstSeq + 1) : options.acknowledged;
  const found = await lookAtBatches(options);
  const written: BatchRange[] = [];
  let kept = 0;
  let cursor = Math.min(begin, until);
  const soFar = (trouble?: StickExport["trouble"]): StickExport => ({
    entries: cursor - Math.min(begin, until),
    until: cursor,
    written: written.length,
    kept,
    ...(trouble && { trouble }),
  });
  if (found === "other-journal") return soFar(found);
  while (cursor < until) {
    onProgress(cursor - begin, until - begin);
    const there = furthestFrom(cursor, found.whole);
    if (there) {
      kept++;
      cursor = there.until;
      continue;
    }
    const { range, bytes } = await options.nextBatch(cursor, until);
    const fault = await stick.writeBatch(kiosk, range, bytes);
    if (fault) return soFar(fault);
    written.push(range);
    cursor = range.until;
  }
  onProgress(cursor - begin, until - begin);
  // Only now: what replaces them is there.
  const torn = found.torn.filter(({ from, until }) => !written.some((range) => range.from === from && range.until === until));
  await stick.tidy(kiosk, [...torn, ...found.whole.filter((range) => range.until <= options.acknowledged)]);
  return soFar();
}

/** The batches of this kiosk that are on the stick: whole ones of this very journal, and what a cut has left of others. */
async function lookAtBatches({
  kiosk,
  journal,
  stick,
  acknowledged,
  open,
}: StickExportOptions): Promise<{ readonly whole: readonly BatchRange[]; readonly torn: readonly BatchRange[] } | "other-journal"> {
  const whole: BatchRange[] = [];
  const torn: BatchRange[] = [];
  for (const name of await stick.batches(kiosk)) {
    const bytes = await stick.readBatch(kiosk, name);
    const batch = bytes ? open(bytes) : "torn";
    if (batch === "other-key") return "other-journal";
    if (batch === "torn" || batch.range.from !== name.from || batch.range.until !== name.until) torn.push(name);
    // What was removed here, and of what central has all, is of no use for a comparison.
    else if (name.until <= Math.max(acknowledged, journal.firstSeq)) whole.push(name);
    // Written over, it could not be shown to anybody any more: it goes to central first.
    else if (!(await isOfJournal(journal, batch))) return "other-journal";
    else whole.push(name);
  }
  return { whole, torn };
}

async function isOfJournal(journal: JournalView, { range, chainAfter }: Exclude<FoundBatch, string>): Promise<boolean> {
  if (range.until > journal.size) return false;
  for await (const { chain } of journal.read(range.until - 1, range.until)) return sameBytes(chain, chainAfter);
  return false;
}

function furthestFrom(cursor: number, ranges: readonly BatchRange[]): BatchRange | undefined {
  return ranges.filter(({ from, until }) => from <= cursor && cursor < until).toSorted((a, b) => b.until - a.until)[0];
}
