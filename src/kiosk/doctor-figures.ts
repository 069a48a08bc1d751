import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";

/** A size for people: `24.1 GB`, `512 kB`. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** step;
  return `${value < 100 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** A duration in milliseconds for people: `0.4 ms`, `12 ms`, `2.5 s`. */
export function millisecondsText(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

const SECOND = [1, "giây", "second"] as const;
const SPANS = [[86_400, "ngày", "day"], [3600, "giờ", "hour"], [60, "phút", "minute"], SECOND] as const;

/** A span of time for people, in its largest unit: `3 ngày`, `50 minutes`. The sign is dropped. */
export function spanText(seconds: number): Text {
  const span = Math.abs(seconds);
  const [size, vi, en] = SPANS.find(([least]) => span >= least) ?? SECOND;
  const count = Math.floor(span / size);
  return { vi: `${count} ${vi}`, en: `${count} ${en}${count === 1 ? "" : "s"}` };
}

/** A time in Việt Nam, to the minute: `2026-11-23 19:31 +07:00`. */
export function minuteInVietnam(at: EpochSeconds): string {
  const minutes = Math.floor(at / 60) + 7 * 60;
  const ofDay = ((minutes % 1440) + 1440) % 1440;
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${dateInVietnam(at)} ${twoDigits(Math.floor(ofDay / 60))}:${twoDigits(ofDay % 60)} +07:00`;
}
