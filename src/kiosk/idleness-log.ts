import type { Logger } from "pino";
import { idlenessOf } from "../core/idleness.ts";
import type { ScreenStatus } from "../core/screen.ts";

/** A demo's publisher starts beside its kiosk: as long as `tram demo` waits for the first bundle, nothing is wrong. In milliseconds. */
export const DEMO_PATIENCE_MS = 10_000;

/**
 * Warns once of each thing that keeps this kiosk from checking credentials, and tells when it is over. Call it with the present status every
 * few seconds. What is over within `patienceMs` of the first call is not spoken of.
 */
export function idlenessLog(
  log: Pick<Logger, "info" | "warn">,
  monotonicMs: () => number,
  patienceMs: number,
): (status: Parameters<typeof idlenessOf>[0]) => void {
  const fromMs = monotonicMs() + patienceMs;
  let known: string | undefined;
  return (status: Pick<ScreenStatus, "trust" | "unknownGroup" | "clock">) => {
    const why = idlenessOf(status);
    if (why === known || monotonicMs() < fromMs) return;
    known = why;
    if (why === undefined) log.info("credentials are checked again");
    else log.warn({ why }, "not ready");
  };
}
