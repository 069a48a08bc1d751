import { sameBytes } from "../core/journal-chain.ts";
import type { BatchRange } from "../core/stick-batch.ts";
import type { JournalsOnStick, JournalView, StickFault } from "../stick-ports.ts";
import { isGone } from "./begin-again.ts";
import type { OwnContradiction } from "./own-contradiction.ts";

/** A batch as a file for a stick, signed. */
export interface WrittenBatch {
  readonly range: BatchRange;
  readonly bytes: Uint8Array;
}

/** What a file on a stick turns out to be: a batch that this device has signed, its admission that its journal was cut, or one of another, or none. */
export type FoundBatch =
  /** `hasHashes`: not all of its entries are there whole. */
  { readonly range: BatchRange; readonly chainAfter: Uint8Array; readonly hasHashes: boolean } | "admission" | "other-key" | "torn";

export interface StickExportOptions {
  readonly kiosk: string;
  readonly journal: JournalView;
  readonly stick: JournalsOnStick;
  /** Entries below this position are known to be at central, whole. */
  readonly acknowledged: number;
  /** The journal cannot be compared with what was signed of it: nothing on the stick is taken for needless because central holds it. */
  readonly isUncompared: boolean;
  /** The batch from this entry on, of entries below `until`. Rejects where the journal cannot be read. */
  readonly nextBatch: (from: number, until: number) => Promise<WrittenBatch>;
  /** Absent: the journal goes on from what was signed of it. */
  readonly contradiction?: OwnContradiction;
  /** The admission that this journal once had more entries, by this checkpoint of them. */
  readonly admission: (held: string) => Promise<WrittenBatch>;
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
  /**
   * Absent: all is there. `truncated`, `forked`: all is there as well, and central has to see it. `journal-failed`: what is behind `until` cannot be
   * read, `unread` says why.
   */
  readonly trouble?: StickFault | "other-journal" | "journal-failed" | OwnContradiction["kind"];
  readonly unread?: string;
}

/**
 * Writes what central is not known to hold on a stick, in order. What is there already and whole is kept, so an export that was interrupted is
 * gone on with. Of a journal that contradicts what was signed of it nothing counts as held: all of it goes to central, to be compared.
 * What cannot be read ends it, and is said.
 */
export async function exportToStick(options: StickExportOptions): Promise<StickExport> {
  const { kiosk, journal, stick, onProgress } = options;
  const until = journal.size;
  const contradiction = options.contradiction ?? contradictionBySize(options);
  const acknowledged = contradiction ? 0 : options.acknowledged;
  // What was removed is at central.
  const begin = Math.min(until, Math.max(acknowledged, journal.firstSeq));
  const found = await lookAtBatches(options);
  const written: BatchRange[] = [];
  let kept = 0;
  let cursor = begin;
  const soFar = (trouble?: StickExport["trouble"]): StickExport => ({
    entries: cursor - begin,
    until: cursor,
    written: written.length,
    kept,
    ...(trouble && { trouble }),
  });
  async function write({ range, bytes }: WrittenBatch): Promise<StickFault | undefined> {
    const fault = await stick.writeBatch(kiosk, range, bytes);
    if (!fault) written.push(range);
    return fault;
  }

  if (found === "other-journal") return soFar(found);
  while (cursor < until) {
    onProgress(cursor - begin, until - begin);
    const there = furthestFrom(cursor, found.whole);
    if (there) {
      kept++;
      cursor = there.until;
      continue;
    }
    const batch = await options.nextBatch(cursor, until).catch(unreadIn);
    if ("unread" in batch) return { ...soFar("journal-failed"), ...batch };
    const fault = await write(batch);
    if (fault) return soFar(fault);
    cursor = batch.range.until;
  }
  if (contradiction?.held !== undefined && contradiction.size > until) {
    const fault = await write(await options.admission(contradiction.held));
    if (fault) return soFar(fault);
  }
  onProgress(cursor - begin, until - begin);
  // Only now: what replaces them is there.
  const torn = found.torn.filter(({ from, until }) => !written.some((range) => range.from === from && range.until === until));
  const needless = options.isUncompared ? [] : found.whole.filter((range) => range.until <= acknowledged);
  await stick.tidy(kiosk, [...torn, ...needless]);
  return soFar(contradiction?.kind);
}

/** Why the journal cannot be read. Rejects where it can be, and was removed by the kiosk that runs beside this. */
function unreadIn(error: unknown): Required<Pick<StickExport, "unread">> {
  if (isGone(error)) throw error;
  return { unread: error instanceof Error ? error.message : String(error) };
}

/** Central holds more than there is: this journal was cut, whatever else is known of it. */
function contradictionBySize({ journal, acknowledged }: StickExportOptions): OwnContradiction | undefined {
  return acknowledged > journal.size ? { kind: "truncated", size: acknowledged } : undefined;
}

/** The batches of this kiosk that are on the stick: whole ones of this very journal, and what a cut has left of others. */
async function lookAtBatches({
  kiosk,
  journal,
  stick,
  open,
}: StickExportOptions): Promise<{ readonly whole: readonly BatchRange[]; readonly torn: readonly BatchRange[] } | "other-journal"> {
  const whole: BatchRange[] = [];
  const torn: BatchRange[] = [];
  for (const name of await stick.batches(kiosk)) {
    const bytes = await stick.readBatch(kiosk, name);
    const batch = bytes ? open(bytes) : "torn";
    if (batch === "other-key") return "other-journal";
    // Central's to see, whatever has become of the journal since.
    if (batch === "admission") continue;
    if (batch === "torn") {
      torn.push(name);
      continue;
    }
    // What was removed here cannot be compared any more: it stays on the stick.
    if (batch.range.until <= journal.firstSeq) continue;
    const isOurs = await isOfJournal(journal, batch);
    // Nor what ends at a damaged entry.
    if (isOurs === undefined) continue;
    // Attack, or a disk of another day: also what this journal's central has acknowledged may come from another life of this kiosk. Written
    // over or removed, it could not be shown to anybody any more: it goes to central first.
    if (!isOurs) return "other-journal";
    const isNamedRight = batch.range.from === name.from && batch.range.until === name.until;
    // Written anew: what was there as a hash alone may be there whole now.
    (batch.hasHashes || !isNamedRight ? torn : whole).push(name);
  }
  return { whole, torn };
}

/** Undefined: its last entry is damaged here, so there is no telling. */
async function isOfJournal(journal: JournalView, { range, chainAfter }: Exclude<FoundBatch, string>): Promise<boolean | undefined> {
  if (range.until > journal.size) return false;
  try {
    for await (const { chain } of journal.readThrough(range.until - 1, range.until)) return chain && sameBytes(chain, chainAfter);
  } catch {
    return undefined;
  }
  return false;
}

function furthestFrom(cursor: number, ranges: readonly BatchRange[]): BatchRange | undefined {
  return ranges.filter(({ from, until }) => from <= cursor && cursor < until).toSorted((a, b) => b.until - a.until)[0];
}
