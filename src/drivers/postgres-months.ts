import type { Pool } from "pg";
import type { EpochSeconds } from "../core/time.ts";

/** Months that are made before they are needed. */
const MONTHS_AHEAD = 2;

/** The month of a time, UTC, counted from the year 0: what tables are cut by. */
export function monthOf(at: EpochSeconds): number {
  const date = new Date(at * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Makes parts of the tables for the months of these times, and some ahead, where this process does not know them to be there. */
export function monthMaker(pool: Pool): (times: readonly EpochSeconds[]) => Promise<void> {
  const known = new Set<number>();
  return async (times) => {
    const wanted = new Set(times.flatMap((at) => Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => monthOf(at) + ahead)));
    for (const month of wanted) {
      if (known.has(month)) continue;
      await pool.query("SELECT make_month($1)", [month]);
      known.add(month);
    }
  };
}
