// What is kept of removed entries: names that were good for one time only. Each removal writes a run of its own, small ones are merged now and
// then, and a run that is large enough is never written again: a card is worn by writing.
import {
  decodeRun,
  encodeRun,
  isOfOneJournal,
  type JournalBeginning,
  type JournalLife,
  mergedRecords,
  missingRun,
  namesInBytes,
  parseRunName,
  type RunRange,
  runName,
  type UsedName,
  type UsedRecords,
  usedNames,
  usedRecords,
} from "../core/used-names.ts";
import type { UsedRunFiles } from "../history-ports.ts";

/** Most names, 48 MB of them: a counter that takes 500 prescriptions a day needs eleven years. */
const MAX_USED_NAMES = 2_000_000;
/** A run of so many bytes stays as it is. */
const FULL_RUN_BYTES = 1_048_576;
/** So many smaller ones are merged. */
const MAX_SMALL_RUNS = 8;
/** So many names are put in order at once. */
const NAMES_A_TURN = 1024;

/** Names out of some entries that are about to go. */
export interface UsedPiece {
  readonly from: number;
  readonly until: number;
  readonly names: readonly UsedName[];
}

/** Where the journals begin of which the runs must reach so far. */
export interface JournalBeginnings {
  /** The first entry that is still in this kiosk's journal; asked again at the end. */
  readonly firstSeq: () => number;
  /** The journals of the devices that stood here before. */
  readonly inherited: readonly JournalBeginning[];
}

/** The names out of all entries that have gone from here, and from the devices that stood here before. */
export interface UsedOnce {
  /** Files of other journals than this one: they never change. */
  others(): Promise<readonly string[]>;
  /** All of them, some twice. Rejects where one of the runs is missing or damaged: a prescription that was filled would be as good as new. */
  names(beginnings: JournalBeginnings): AsyncIterable<UsedName>;
  /** Adds names; resolves when they would survive a power cut. Rejects as names() does, and where they would be too many. */
  keep(piece: UsedPiece): Promise<void>;
  /** Makes fewer files of many, where there are. */
  merge(): Promise<void>;
}

type Run = RunRange & { readonly bytes: number };

/** The names that are kept in these files, for this journal. */
export function openUsedOnce(own: JournalLife, files: UsedRunFiles): UsedOnce {
  async function allRuns(): Promise<readonly Run[]> {
    return (await files.list()).flatMap(({ name, bytes }) => {
      const range = parseRunName(name);
      return range ? [{ ...range, bytes }] : [];
    });
  }

  /** Those of a journal, with those that were merged and are there again after a power cut. */
  async function filesOf(journal: JournalLife): Promise<readonly Run[]> {
    return (await allRuns()).filter((run) => isOfOneJournal(run, journal));
  }

  async function runsOf(journal: JournalLife): Promise<readonly Run[]> {
    return widestOf(await filesOf(journal));
  }

  /** Undefined where it has gone since it was listed. */
  async function recordsOf(run: RunRange): Promise<UsedRecords | undefined> {
    const file = await files.read(runName(run));
    const records = file && decodeRun(run, file);
    if (file && !records) throw unusable("damaged", run);
    return records;
  }

  /** Of a journal that must have been kept whole up to its first entry. */
  async function* namesOf({ kiosk, life }: JournalLife, firstSeq: () => number): AsyncGenerator<UsedName> {
    for (let reached = 0; ; ) {
      const next = (await runsOf({ kiosk, life })).find(({ until }) => until > reached);
      if (!next && reached >= firstSeq()) return;
      if (!next || next.from > reached) throw unusable("missing", { kiosk, life, from: reached, until: next?.from ?? firstSeq() });
      const records = await recordsOf(next);
      // Merged meanwhile: it is looked for again.
      if (!records) continue;
      yield* usedNames(records);
      reached = next.until;
    }
  }

  /** Those of all other journals than these. */
  async function runsBut(journals: readonly JournalLife[]): Promise<readonly Run[]> {
    return (await allRuns()).filter((run) => !journals.some((journal) => isOfOneJournal(run, journal)));
  }

  async function* names({ firstSeq, inherited }: JournalBeginnings): AsyncGenerator<UsedName> {
    // How far journals went that are not here any more nobody can tell.
    for (const run of await runsBut([own, ...inherited])) {
      const records = await recordsOf(run);
      if (records) yield* usedNames(records);
    }
    for (const other of inherited) yield* namesOf(other, () => other.firstSeq);
    yield* namesOf(own, firstSeq);
  }

  /** Writes one run with all records of these, and removes them. */
  async function join(all: readonly Run[], more?: UsedPiece): Promise<void> {
    let records = await recordsIn(more?.names ?? []);
    for (const run of all) {
      const added = await recordsOf(run);
      if (!added) throw unusable("missing", run);
      records = mergedRecords(records, added);
      await othersTurn();
    }
    const ranges = [...all, ...(more ? [more] : [])];
    const range = { ...own, from: Math.min(...ranges.map(({ from }) => from)), until: Math.max(...ranges.map(({ until }) => until)) };
    await files.write(runName(range), encodeRun(range, records));
    for (const run of all) if (runName(run) !== runName(range)) await files.remove(runName(run));
  }

  return {
    others: async () => (await runsBut([own])).map(runName).sort(),
    names,
    async keep(piece) {
      const all = await runsOf(own);
      const count = all.reduce((sum, { bytes }) => sum + namesInBytes(bytes), 0);
      if (count + piece.names.length > MAX_USED_NAMES) throw new Error("used-once: is full, old entries stay");
      // All that is kept is read once: what is damaged must be known while a backup may still have it.
      const missing = missingRun({ ...own, firstSeq: piece.from }, all);
      if (missing) throw unusable("missing", missing);
      for (const run of all) {
        if (!(await recordsOf(run))) throw unusable("missing", run);
        await othersTurn();
      }
      // An attempt of before that came no further may have known other names.
      await join(
        all.filter(({ until }) => until > piece.from),
        piece,
      );
    },
    async merge() {
      const found = await filesOf(own);
      const all = widestOf(found);
      for (const merged of found) if (!all.includes(merged)) await files.remove(runName(merged));
      const small = all.slice(all.findLastIndex(({ bytes }) => bytes >= FULL_RUN_BYTES) + 1);
      if (small.length > MAX_SMALL_RUNS) await join(small);
    },
  };
}

/** Those that are within no other: what is, was merged into that, and the power went before it was removed. */
function widestOf(runs: readonly Run[]): readonly Run[] {
  const widest = runs.toSorted((a, b) => a.from - b.from || b.until - a.until);
  return widest.filter(({ until }, index) => widest.slice(0, index).every((wider) => wider.until < until));
}

function unusable(what: "missing" | "damaged", run: RunRange): Error {
  return new Error(
    `used-once/${runName(run)} is ${what}, and without it this kiosk cannot tell what was used before: docs/operating.md, used-once`,
  );
}

/** Putting 16,000 names in order at once would hold up a scan for a tenth of a second and more. */
async function recordsIn(names: readonly UsedName[]): Promise<UsedRecords> {
  let records = usedRecords([]);
  for (let from = 0; from < names.length; from += NAMES_A_TURN) {
    records = mergedRecords(records, usedRecords(names.slice(from, from + NAMES_A_TURN)));
    await othersTurn();
  }
  return records;
}

/** Scans go on. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
