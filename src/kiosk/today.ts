import { bodyFromJson, type JournalBody } from "../core/journal-event.ts";
import { dayAfter, figuresOf, MAX_DAY_ENTRIES, newDay, searchDay } from "../core/staff-day.ts";
import type { StaffFigures, StaffFound, StaffSearch } from "../core/staff-figures.ts";
import { dateInVietnam } from "../core/time.ts";
import type { Clock, Journal } from "../ports.ts";

/** Entries that are read at once when the beginning of the day is looked for. */
const ENTRIES_A_LOOK = 500;

export interface TodayOptions {
  readonly journal: Pick<Journal, "size" | "firstSeq" | "readThrough">;
  readonly clock: Pick<Clock, "now">;
  readonly onFault: (error: unknown) => void;
}

/** What has happened since midnight, by the journal. */
export interface Today {
  /** Counts one more record. Those of other days are not today's. */
  add(body: JournalBody): void;
  figures(): StaffFigures;
  /** `most`: so many entries at most; absent: as many as a page shows. */
  search(search: StaffSearch, most?: number): StaffFound;
  /** First and last entry of the day. */
  range(): { readonly first: number; readonly last: number } | undefined;
  /** Reads what was written today before this start. Resolves in any case; scans go on beside it. */
  load(): Promise<void>;
}

/** Starts with an empty day. */
export function createToday({ journal, clock, onFault }: TodayOptions): Today {
  let day = newDay(dateInVietnam(clock.now()));
  /** What comes until the journal was read: it stands behind that. */
  let later: JournalBody[] | undefined = [];

  function turn(): void {
    const now = dateInVietnam(clock.now());
    if (now !== day.day) day = newDay(now);
  }

  function count(body: JournalBody): void {
    if (dateInVietnam(body.at) === day.day) day = dayAfter(day, body);
  }

  function add(body: JournalBody): void {
    turn();
    if (later) later.push(body);
    else count(body);
  }

  /** Looks back block by block; a clock that was set meanwhile ends the day where it leaves it. */
  async function beginningOfDay(until: number): Promise<{ readonly from: number; readonly isCut: boolean }> {
    const least = Math.max(journal.firstSeq, until - MAX_DAY_ENTRIES);
    for (let end = until; end > least; end -= ENTRIES_A_LOOK) {
      const from = Math.max(least, end - ENTRIES_A_LOOK);
      for await (const { body } of journal.readThrough(from, from + 1)) {
        const at = body && bodyFromJson(body)?.at;
        if (at !== undefined && dateInVietnam(at) < day.day) return { from, isCut: false };
      }
    }
    return { from: least, isCut: least > journal.firstSeq };
  }

  async function read(until: number): Promise<void> {
    const { from, isCut } = await beginningOfDay(until);
    if (isCut) day = { ...day, isPartial: true };
    for await (const { body } of journal.readThrough(from, until)) {
      const parsed = body && bodyFromJson(body);
      if (parsed) count(parsed);
    }
  }

  return {
    add,
    figures() {
      turn();
      return figuresOf(day);
    },
    search(search, most) {
      turn();
      return searchDay(day, search, most);
    },
    range() {
      turn();
      const seqs = [...day.entries.keys()];
      const [first, last] = [seqs[0], seqs.at(-1)];
      return first === undefined || last === undefined ? undefined : { first, last };
    },
    async load() {
      const until = journal.size;
      try {
        await read(until);
      } catch (error) {
        // Damage is told by whoever checks the journal; here it only means that the day is counted from behind it on.
        onFault(error);
        day = { ...day, isPartial: true };
      }
      const waiting = later ?? [];
      later = undefined;
      for (const body of waiting) if (body.seq >= until) add(body);
    },
  };
}
