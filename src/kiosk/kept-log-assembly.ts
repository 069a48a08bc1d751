import { type Logger, pino } from "pino";
import { createLogRing, type LogRing } from "../core/support/log-ring.ts";
import type { KioskConfig } from "./config.ts";

/** What a kiosk runs with: its configuration, the file and the bytes that it was read from, and where it says what it does. */
export interface KioskRun {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly config: KioskConfig;
  readonly log: Logger;
  /** The last lines of the log. */
  readonly lines: LogRing;
}

/** A log to standard error (journald), of which the last lines are kept for the technician's page. `isQuiet`: warnings and worse only. */
export function openLog({ kiosk, isQuiet }: { readonly kiosk: string; readonly isQuiet: boolean }): Pick<KioskRun, "log" | "lines"> {
  const lines = createLogRing();
  const out = pino.destination({ dest: 2, sync: true });
  const write = (line: string) => {
    out.write(line);
    lines.take(line);
  };
  const options = { level: isQuiet ? "warn" : "info", base: { kiosk }, timestamp: pino.stdTimeFunctions.isoTime };
  return { log: pino(options, { write }), lines };
}
