import { type EpochSeconds, isoDate, startOfDayInVietnam } from "./time.ts";

/** RFC 3339 §5.6 date-time, its offset also without the colon (ISO 8601). The offset is demanded: a time without one means something else in every province of the world. */
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;
const EPOCH_SECONDS = /^\d{1,12}(\.\d{1,9})?$/;

/** A point in time written as RFC 3339 date-time or as epoch seconds, or undefined where it is neither or the calendar has no such day. */
export function parseTimestamp(text: string): EpochSeconds | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text);
  const parts = RFC_3339.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  // A leap second (RFC 3339 §5.7) is the first second of the next minute, as every system clock has it.
  if (isoDate(year, month, day) === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (parts[8] === "-" ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  return daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second + Number(parts[7] ?? 0) - offset;
}

/** A time as people write one on a command line: a timestamp, or a date for its first moment in Việt Nam; undefined where it is neither. */
export function parseMoment(text: string): EpochSeconds | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return parseTimestamp(text);
  return parseTimestamp(`${text}T00:00:00+07:00`) === undefined ? undefined : startOfDayInVietnam(text);
}

/** Days since 1970-01-01 of a day of the Gregorian calendar. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" §3. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year; // a year that begins in March has its leap day at the end
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
