import type { Batch } from "../core/batch.ts";
import { MAX_BATCH_ENTRIES } from "../core/protocol.ts";

/** How often an entry is refused by itself before only its hash is sent: whoever stands between may be gone by then. */
const REFUSALS_ALONE = 3;
/** Entries set aside in a row, with none taken in between, after which it is not the entries. */
const MAX_IN_ROW = 8;

/** What to do about a batch that central does not take. */
export type Division = "smaller" | "again" | "set-aside";

/** How batches are cut where central takes not every one: one bad entry must not hold up those behind it, and none is dropped. */
export interface BatchDivision {
  /** Most entries of the next batch. */
  readonly span: number;
  /** Entries of which only the hash travels. */
  readonly setAside: ReadonlySet<number>;
  /** Central took this batch. */
  taken(batch: Batch): void;
  /** Central will not take this batch, nor another like it. */
  refused(batch: Batch): Division;
  /** From now on only the hash of this entry travels, which central did not take. */
  put(seq: number): void;
  /** The same for one that cannot be sent whole, whatever central takes. */
  leaveOut(seq: number): void;
}

/** Begins with whole batches. What is set aside is known until the kiosk stops: afterwards central holds its hash, or has to refuse it again. */
export function createBatchDivision(): BatchDivision {
  let span = MAX_BATCH_ENTRIES;
  let alone = 0;
  let inRow = 0;
  const setAside = new Set<number>();
  return {
    get span() {
      return span;
    },
    setAside,
    taken({ entries }) {
      if (entries.length === 0) return;
      span = Math.min(2 * span, MAX_BATCH_ENTRIES);
      alone = 0;
      if (entries.some((entry) => "body" in entry)) inRow = 0;
    },
    refused({ from, entries }) {
      if (entries.length > 1) {
        span = Math.ceil(entries.length / 2);
        return "smaller";
      }
      // Where not even the hash is taken, or no entry at all, the fault is not the entry's.
      const isItsFault = entries.length === 1 && !setAside.has(from) && inRow < MAX_IN_ROW;
      return isItsFault && ++alone >= REFUSALS_ALONE ? "set-aside" : "again";
    },
    put(seq) {
      setAside.add(seq);
      alone = 0;
      inRow++;
    },
    leaveOut: (seq) => void setAside.add(seq),
  };
}
