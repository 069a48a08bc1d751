/** Some hours of every day, in minutes since midnight, local time; the span may go over midnight. */
export interface DayHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** Whether it is so at this minute of the day. */
export function isWithin(minute: number, { fromMinute, untilMinute }: DayHours): boolean {
  if (fromMinute <= untilMinute) return fromMinute <= minute && minute < untilMinute;
  return minute >= fromMinute || minute < untilMinute;
}

/** Minutes since midnight of `18:00`; undefined where it is no time of day. */
export function minuteOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
