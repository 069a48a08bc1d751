import type { Language } from "./language.ts";

const UNITS = [
  [86_400, "ngày", "d"],
  [3600, "giờ", "h"],
  [60, "phút", "min"],
  [1, "giây", "s"],
] as const;

/** A length of time in its largest whole unit: `2 giờ`, `2 h`. */
export function duration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [size, vi, en] = UNITS.find(([size]) => whole >= size) ?? UNITS[3];
  return `${Math.floor(whole / size)} ${language === "vi" ? vi : en}`;
}
