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

/** As pino writes it (its documentation, "level"). */
const INFO_LINE = '{"level":30,';

/** A log to standard error (journald), of which the last lines are kept for the technician's page. `isQuiet`: of what goes out, warnings and worse only. `to`: another file descriptor than standard error. */
export function openLog({
  kiosk,
  isQuiet,
  to = 2,
}: {
  readonly kiosk: string;
  readonly isQuiet: boolean;
  readonly to?: number;
}): Pick<KioskRun, "log" | "lines"> {
  const lines = createLogRing();
  const out = pino.destination({ dest: to, sync: true });
  const write = (line: string) => {
    if (!isQuiet || !line.startsWith(INFO_LINE)) out.write(line);
    lines.take(line);
  };
  const options = { level: "info", base: { kiosk }, timestamp: pino.stdTimeFunctions.isoTime };
  return { log: pino(options, { write }), lines };
}
