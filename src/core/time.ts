/** Seconds since 1970-01-01T00:00:00Z, as the injected clock or a credential gives them; may carry a fraction. */
export type EpochSeconds = number;

/** True when `from <= at < until`: every interval here is half-open. An absent bound is no bound. */
export function isWithin(at: EpochSeconds, from: EpochSeconds | undefined, until: EpochSeconds | undefined): boolean {
  return (from === undefined || from <= at) && (until === undefined || at < until);
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** An ISO 8601 calendar date (`1990-05-15`), or undefined where the calendar has no such day; never rolled over. */
export function isoDate(year: number, month: number, day: number): string | undefined {
  if (!(year >= 1800 && year <= 2200)) return undefined;
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeapYear ? 29 : DAYS_IN_MONTH[month - 1];
  if (days === undefined || !(day >= 1 && day <= days)) return undefined;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** The calendar date in Việt Nam (UTC+7, no daylight saving since 1975) at a time, as ISO 8601. */
export function dateInVietnam(at: EpochSeconds): string {
  // Civil-from-days, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" §4.
  const days = Math.floor((at + 7 * 3600) / 86_400) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153); // March is 0
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** ISO 8601 with the offset of Việt Nam: `2026-11-27T09:30:05+07:00`. */
export function isoTimeInVietnam(at: EpochSeconds): string {
  const local = Math.floor(at) + 7 * 3600;
  const seconds = ((local % 86_400) + 86_400) % 86_400;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${dateInVietnam(at)}T${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}+07:00`;
}

/** The hour of the day in Việt Nam at a time, 0 to 23. */
export function hourInVietnam(at: EpochSeconds): number {
  return Math.floor(at / 3600 + 7) % 24;
}

/** The first moment of a calendar date in Việt Nam; the inverse of dateInVietnam(). The date must be one that isoDate() gives. */
export function startOfDayInVietnam(date: string): EpochSeconds {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  // Days-from-civil, §3 of the same.
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400 - 7 * 3600;
}
