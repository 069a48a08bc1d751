import type { EpochSeconds } from "../core/time.ts";

/** `09:31:05`, by this telephone's own clock. */
export function clockTime(at: EpochSeconds): string {
  return new Date(at * 1000).toLocaleTimeString("vi-VN", { hour12: false });
}

/** `27/11/2027`, the same in both languages of the page. */
export function dayText(at: EpochSeconds): string {
  return new Date(at * 1000).toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
}
