import { type LogLine, parseLogLine } from "./log-line.ts";

/** Lines that are kept; some 60 kB. */
const MAX_LINES = 200;

/** The last lines of a log, in memory. */
export interface LogRing {
  /** Takes a line as it was written. */
  take(line: string): void;
  /** Oldest first. */
  lines(): readonly LogLine[];
}

/** Keeps the last 200 lines, of which only what parseLogLine() lets through is ever held. */
export function createLogRing(): LogRing {
  const kept: LogLine[] = [];
  return {
    take(line) {
      const parsed = parseLogLine(line);
      if (!parsed) return;
      kept.push(parsed);
      if (kept.length > MAX_LINES) kept.shift();
    },
    lines: () => [...kept],
  };
}
