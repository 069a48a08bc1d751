import { isJournalEvent, type JournalBody } from "./journal-event.ts";
import type { Reason, Verdict } from "./reason.ts";
import { verdictOf } from "./reason.ts";
import { REASON_TEXTS } from "./reason-texts.ts";
import { OVERRIDE_BECAUSES, type OverrideBecause } from "./staff-because.ts";
import type { ByVerdict, StaffEntry, StaffFigures, StaffFound, StaffSearch } from "./staff-figures.ts";
import { hourInVietnam } from "./time.ts";

/** Most entries of one day that are held to be searched; a busy counter has 2,000. Older ones are left out, and the figures say so. */
export const MAX_DAY_ENTRIES = 20_000;
const MAX_FOUND = 100;
const HOURS = 24;

/** A day in Việt Nam as it grows: its entries by position, and what staff did. */
export interface StaffDay {
  /** `2026-11-27` */
  readonly day: string;
  readonly entries: ReadonlyMap<number, StaffEntry>;
  readonly compared: StaffFigures["compared"];
  readonly servicePauses: number;
  readonly isPartial: boolean;
}

/** A day on which nothing has happened yet. */
export function newDay(day: string): StaffDay {
  return { day, entries: new Map(), compared: { matches: 0, differs: 0 }, servicePauses: 0, isPartial: false };
}

/**
 * The day after one more record. The map of entries is grown in place, because a copy of it at every scan would be most of
 * the scan: whoever holds an earlier day holds the later one.
 */
export function dayAfter(day: StaffDay, body: JournalBody): StaffDay {
  const entries = day.entries as Map<number, StaffEntry>;
  if (!isJournalEvent(body)) {
    const { seq, at, reason, type } = body;
    const verdict = verdictOf(reason);
    entries.set(seq, {
      seq,
      at,
      hour: hourInVietnam(at),
      reason,
      code: REASON_TEXTS[reason].code,
      verdict,
      ...(type !== undefined && { type }),
    });
    const [oldest] = entries.keys();
    if (entries.size <= MAX_DAY_ENTRIES || oldest === undefined) return day;
    entries.delete(oldest);
    return { ...day, isPartial: true };
  }
  switch (body.reason) {
    case "event-override": {
      mark(entries, body.of, { overridden: body.because });
      return day;
    }
    case "event-compared": {
      mark(entries, body.of, { matches: body.matches });
      const { matches, differs } = day.compared;
      return { ...day, compared: { matches: matches + Number(body.matches), differs: differs + Number(!body.matches) } };
    }
    case "event-service":
      return { ...day, servicePauses: day.servicePauses + Number(!body.on) };
    case "event-trust-updated":
    case "event-trust-refused":
    case "event-clock":
    case "event-floor":
    case "event-released":
    case "event-door-opened":
    case "event-door-closed":
    case "event-case-opened":
    case "event-case-closed":
      return day;
  }
}

function mark(entries: Map<number, StaffEntry>, of: number, what: Pick<StaffEntry, "overridden" | "matches">): void {
  const entry = entries.get(of);
  if (entry) entries.set(of, { ...entry, ...what });
}

/** The day's figures. */
export function figuresOf({ day, entries, compared, servicePauses, isPartial }: StaffDay): StaffFigures {
  const byVerdict = noVerdicts();
  const byHour = Array.from({ length: HOURS }, noVerdicts);
  const reasons = new Map<Reason, number>();
  const types = new Map<string, number>();
  const overrides = new Map<OverrideBecause, number>();
  for (const { verdict, hour, reason, type, overridden } of entries.values()) {
    byVerdict[verdict]++;
    const inHour = byHour[hour];
    if (inHour) inHour[verdict]++;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (type !== undefined) types.set(type, (types.get(type) ?? 0) + 1);
    if (overridden) overrides.set(overridden, (overrides.get(overridden) ?? 0) + 1);
  }
  return {
    day,
    total: entries.size,
    byVerdict,
    byHour,
    byReason: byCount(reasons).map(([reason, count]) => ({ reason, count })),
    byType: byCount(types).map(([type, count]) => ({ type, count })),
    overrides: byCount(overrides).map(([because, count]) => ({ because, count })),
    compared,
    servicePauses,
    ...(isPartial && { isPartial: true }),
  };
}

/** What of the day fits the search, the newest first; `most`: so many at most. */
export function searchDay({ entries }: StaffDay, search: StaffSearch, most = MAX_FOUND): StaffFound {
  const asked = Object.entries(search);
  const found = [...entries.values()].filter((entry) => asked.every(([name, value]) => entry[name as keyof StaffSearch] === value));
  return { entries: found.slice(-most).reverse(), total: found.length };
}

/** Overrides since a start, by why: each why is there from the first second on. */
export type OverrideCounts = Readonly<Record<OverrideBecause, number>>;

/** None yet. */
export const NO_OVERRIDES: OverrideCounts = Object.fromEntries(
  Object.keys(OVERRIDE_BECAUSES).map((because) => [because, 0]),
) as OverrideCounts;

function noVerdicts(): Record<Verdict, number> {
  return { accept: 0, "read-only": 0, refuse: 0, unreadable: 0, "cannot-check": 0 } satisfies ByVerdict;
}

function byCount<T extends string>(counts: ReadonlyMap<T, number>): readonly (readonly [T, number])[] {
  return [...counts].sort(([a, more], [b, other]) => other - more || (a < b ? -1 : 1));
}
