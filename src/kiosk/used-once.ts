// What is kept of removed entries: names that were good for one time only. Each removal writes a run of its own, small ones are merged now and
// then, and a run that is large enough is never written again: a card is worn by writing.
import {
  decodeRun,
  encodeRun,
  mergedRecords,
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

/** Name of the folder in the data folder. */
export const USED_ONCE_FOLDER = "used-once";
/** Most names, 48 MB of them: a counter that takes 500 prescriptions a day needs eleven years. */
const MAX_USED_NAMES = 2_000_000;
/** A run of so many bytes stays as it is. */
const FULL_RUN_BYTES = 1_048_576;
/** So many smaller ones are merged. */
const MAX_SMALL_RUNS = 8;

/** Names out of some entries that are about to go. */
export interface UsedPiece {
  readonly from: number;
  readonly until: number;
  readonly names: readonly UsedName[];
}

/** The names out of all entries that have gone from here, and from the devices that stood here before. */
export interface UsedOnce {
  /**
   * All of them, some twice. Rejects where one of the runs is missing or damaged: a prescription that was filled would be as good as new.
   * `firstSeq`: the first entry that is still in the journal, asked again at the end.
   */
  names(firstSeq: () => number): AsyncIterable<UsedName>;
  /** Adds names; resolves when they would survive a power cut. Rejects as names() does, and where they would be too many. */
  keep(piece: UsedPiece): Promise<void>;
  /** Makes fewer files of many, where there are. */
  merge(): Promise<void>;
}

type Run = RunRange & { readonly bytes: number };

/** The names that are kept in these files, for this kiosk. */
export function openUsedOnce(kiosk: string, files: UsedRunFiles): UsedOnce {
  /** Those of one kiosk that are within no other: what is, was merged into that, and the power went before it was removed. */
  async function runs(whose: string): Promise<readonly Run[]> {
    const found = (await files.list()).flatMap(({ name, bytes }) => {
      const range = parseRunName(name);
      return range?.kiosk === whose ? [{ ...range, bytes }] : [];
    });
    const widest = found.sort((a, b) => a.from - b.from || b.until - a.until);
    return widest.filter(({ until }, index) => widest.slice(0, index).every((wider) => wider.until < until));
  }

  /** Undefined where it has gone since it was listed. */
  async function recordsOf(run: RunRange): Promise<UsedRecords | undefined> {
    const file = await files.read(runName(run));
    const records = file && decodeRun(run, file);
    if (file && !records) throw unusable("damaged");
    return records;
  }

  async function* namesOf(whose: string, firstSeq: () => number): AsyncGenerator<UsedName> {
    for (let reached = 0; ; ) {
      const all = await runs(whose);
      const next = all.find(({ until }) => until > reached);
      if (!next && reached >= firstSeq()) return;
      if (!next || next.from > reached) throw unusable("missing");
      const records = await recordsOf(next);
      // Merged meanwhile: it is looked for again.
      if (!records) continue;
      yield* usedNames(records);
      reached = next.until;
    }
  }

  /** Writes one run with all records of these, and removes them. */
  async function join(all: readonly Run[], more: UsedPiece | undefined): Promise<void> {
    let records = usedRecords(more?.names ?? []);
    for (const run of all) {
      const added = await recordsOf(run);
      if (!added) throw unusable("missing");
      records = mergedRecords(records, added);
      await othersTurn();
    }
    const ranges = [...all, ...(more ? [more] : [])];
    const range = { kiosk, from: Math.min(...ranges.map(({ from }) => from)), until: Math.max(...ranges.map(({ until }) => until)) };
    await files.write(runName(range), encodeRun(range, records));
    for (const run of all) if (runName(run) !== runName(range)) await files.remove(runName(run));
  }

  return {
    async *names(firstSeq) {
      const whose = new Set((await files.list()).flatMap(({ name }) => parseRunName(name)?.kiosk ?? []));
      for (const other of whose) if (other !== kiosk) yield* namesOf(other, () => 0);
      yield* namesOf(kiosk, firstSeq);
    },
    async keep(piece) {
      const all = await runs(kiosk);
      const count = all.reduce((sum, { bytes }) => sum + namesInBytes(bytes), 0);
      if (count + piece.names.length > MAX_USED_NAMES) throw new Error("used-once: is full, old entries stay");
      // All that is kept is read once: what is damaged must be known while a backup may still have it.
      let reached = 0;
      for (const run of all) {
        if (run.from > reached || !(await recordsOf(run))) throw unusable("missing");
        reached = run.until;
        await othersTurn();
      }
      if (reached < piece.from) throw unusable("missing");
      // An attempt of before that came no further may have known other names.
      await join(
        all.filter(({ until }) => until > piece.from),
        piece,
      );
    },
    async merge() {
      const all = await runs(kiosk);
      const small = all.slice(all.findLastIndex(({ bytes }) => bytes >= FULL_RUN_BYTES) + 1);
      if (small.length > MAX_SMALL_RUNS) await join(small, undefined);
    },
  };
}

function unusable(what: "missing" | "damaged"): Error {
  return new Error(
    `used-once is ${what} in part, and without it this kiosk cannot tell what was used before: docs/operating.md, used-once`,
  );
}

/** Scans go on. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
