import { hexOf } from "../core/hex.ts";
import { type EntryRow, isKioskId, type KioskRow } from "../core/protocol.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { EnrolledKiosk, Ledger } from "../ports.ts";

/** Most entries that one list shows, and how many without being asked. */
const MAX_LAST = 1000;
const DEFAULT_LAST = 50;

/** All kiosks for the fleet page, with what they did today. */
export async function listKiosks(ledger: Ledger, now: EpochSeconds): Promise<readonly KioskRow[]> {
  const rows: KioskRow[] = [];
  for (const kiosk of await ledger.kiosks()) rows.push(await describe(ledger, kiosk, now));
  return rows;
}

/** The newest entries of one kiosk, newest first. `last`: the query parameter as it came, or null. */
export async function listEntries(
  ledger: Ledger,
  kiosk: string,
  last: string | null,
): Promise<readonly EntryRow[] | "unknown-kiosk" | "bad-request"> {
  const count = last === null ? DEFAULT_LAST : Number(last);
  const isCount = last === null || (/^[1-9][0-9]{0,3}$/.test(last) && count <= MAX_LAST);
  if (!isCount || !isKioskId(kiosk)) return "bad-request";
  return (await ledger.kiosk(kiosk)) ? await ledger.newest(kiosk, count) : "unknown-kiosk";
}

async function describe(ledger: Ledger, kiosk: EnrolledKiosk, now: EpochSeconds): Promise<KioskRow> {
  const { id, position, lastSeenAt, clockOffsetSeconds, contradiction } = kiosk;
  const [lastEntry] = await ledger.newest(id, 1);
  const today = startOfDayInVietnam(now);
  const byVerdict = await ledger.countByVerdict(id, today, today + 86_400);
  const scansToday = Object.values(byVerdict).reduce((sum, count) => sum + count, 0);
  return {
    id,
    size: position.size,
    chain: hexOf(position.chain),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(clockOffsetSeconds === undefined ? {} : { clockOffsetSeconds }),
    ...(lastEntry ? { lastEntry } : {}),
    scansToday,
    byVerdict,
    ...(contradiction ? { contradiction } : {}),
  };
}

/** Midnight in Việt Nam (UTC+7, no daylight saving) of the day that holds this time. */
function startOfDayInVietnam(at: EpochSeconds): EpochSeconds {
  const offset = 7 * 3600;
  return Math.floor((at + offset) / 86_400) * 86_400 - offset;
}
