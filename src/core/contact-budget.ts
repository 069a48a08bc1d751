/** So many changes of one contact an hour are written down one by one: more than a door sees, and a worn switch must not fill the disk. */
const MAX_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/** When the newest changes of one contact were written down, on a clock that never jumps. */
export type ContactBudget = readonly number[];

/** Nothing has been written down yet. */
export const NOTHING_WRITTEN: ContactBudget = [];

/** The budget after one more that is written down now; undefined where the hour is full. */
export function spend(budget: ContactBudget, nowMs: number): ContactBudget | undefined {
  const recent = budget.filter((atMs) => atMs > nowMs - HOUR_MS);
  return recent.length < MAX_AN_HOUR ? [...recent, nowMs] : undefined;
}
