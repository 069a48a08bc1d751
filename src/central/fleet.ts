import type { EnrolledKiosk, Ledger } from "../central-ports.ts";
import { hexOf } from "../core/hex.ts";
import { newestDevices } from "../core/newest-devices.ts";
import { type EntryRow, isKioskId, type KioskRow } from "../core/protocol.ts";
import { deviceOf } from "../core/provisioning/service-point.ts";
import type { EpochSeconds } from "../core/time.ts";

/** Most entries that one list shows, and how many without being asked. */
const MAX_LAST = 1000;
const DEFAULT_LAST = 50;

/** All kiosks for the fleet page, with what they did today. */
export async function listKiosks(ledger: Ledger, now: EpochSeconds): Promise<readonly KioskRow[]> {
  const kiosks = await ledger.kiosks();
  const newest = newestDevices(kiosks);
  const rows: KioskRow[] = [];
  for (const kiosk of kiosks) {
    const current = newest.get(deviceOf(kiosk.id).servicePoint) ?? kiosk.id;
    rows.push({ ...(await describe(ledger, kiosk, now)), ...(current === kiosk.id ? {} : { replacedBy: current }) });
  }
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
  const { id, position, lastSeenAt, clockOffsetSeconds, contradiction, refusedFrom, lost, status } = kiosk;
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
    ...(refusedFrom === undefined ? {} : { refusedFrom }),
    ...(lost ? { lost } : {}),
    ...(status ? { status: rowStatusOf(status) } : {}),
  };
}

/** Without the number that its message had: it matters on the way only. */
function rowStatusOf({ message, receivedAt }: NonNullable<EnrolledKiosk["status"]>): NonNullable<KioskRow["status"]> {
  const { sequence: _, ...status } = message;
  return { ...status, receivedAt };
}

/** Midnight in Việt Nam (UTC+7, no daylight saving) of the day that holds this time. */
function startOfDayInVietnam(at: EpochSeconds): EpochSeconds {
  const offset = 7 * 3600;
  return Math.floor((at + offset) / 86_400) * 86_400 - offset;
}
