import type { EpochSeconds } from "../core/time.ts";

/** As the people at the counter saw it: Việt Nam's time, wherever the page is read. */
const AT_THE_COUNTER = { timeZone: "Asia/Ho_Chi_Minh", hour12: false } as const;

/** `09:31:05`. */
export function counterTime(at: EpochSeconds): string {
  return new Date(at * 1000).toLocaleTimeString("vi-VN", AT_THE_COUNTER);
}

/** `09:31:05 27/11/2027`. */
export function counterMoment(at: EpochSeconds): string {
  return new Date(at * 1000).toLocaleString("vi-VN", AT_THE_COUNTER);
}
