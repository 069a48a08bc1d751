// One line of the kiosk's log as it may be shown and carried away: an event of a closed list, and facts of a closed list. What a driver, a
// system or a visitor said is in none of them.
import { LINE_NAMES } from "../indication.ts";
import { STICK_REFUSALS } from "../stick-texts.ts";
import { parseTimestamp } from "../timestamp.ts";
import { TRUST_REFUSALS } from "../trust-refusal.ts";
import { LOG_EVENTS } from "./log-events.ts";

export type LogLevel = "info" | "warn" | "error" | "fatal";

/** Whatever was logged; nothing in it is free text. */
export interface LogLine {
  /** Whole seconds. */
  readonly at: number;
  readonly level: LogLevel;
  /** Of the closed list; `other` for what is not on it. */
  readonly event: string;
  readonly facts: Readonly<Record<string, number | string>>;
  /** The system's code of an error, `ENOSPC`. */
  readonly code?: string;
  /** Where in this program an error was made: `kiosk/sync.ts:120`. */
  readonly from?: readonly string[];
}

/** Longest line that is looked at, in bytes: with a stack some 3,000. */
const MAX_LOG_LINE_BYTES = 65_536;
const MAX_PLACES = 8;

/** Pino's levels (its documentation, "level"). */
const LEVELS: Readonly<Record<number, LogLevel>> = { 30: "info", 40: "warn", 50: "error", 60: "fatal" };

const NUMBERS = ["entries", "trust", "seq", "size", "before", "until", "bytes", "signed", "floor", "count", "baudRate", "waitMs"] as const;
const VERSIONS = ["root", "timestamp", "snapshot", "targets"] as const;

/** Facts that are words, each with all the words that it may be. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  state: ["ok", "starting", "later", "refused", "stopped", "offline", "behind", "ahead", "degraded", "fault", "open", "closed"],
  by: ["system", "central", "folder"],
  origin: ["central", "folder", "kept"],
  kind: ["done", "failed", "taken", "contradicted", "truncated", "forked"],
  trouble: ["full", "read-only", "gone", "failed", "journal-failed", "other-journal", "truncated", "forked"],
  refusal: [...Object.keys(TRUST_REFUSALS), ...Object.keys(STICK_REFUSALS)],
  line: LINE_NAMES,
  contact: ["door", "case"],
  driver: ["chardev", "sysfs", "simulated", "none"],
  signal: ["SIGTERM", "SIGINT", "SIGHUP"],
};

/** System errors (errno(3)), and those of Node and OpenSSL, which are named in the same way. */
const ERROR_CODE = /^E(?:RR_)?[A-Z][A-Z0-9_]{2,40}$/;
/** A place in this program's own sources; what precedes it is where it is installed. */
const PLACE = /\/(?:src|dist)\/((?:[a-z0-9-]{1,40}\/){0,3}[a-z0-9-]{1,40}\.[jt]s:\d{1,5}):\d{1,5}\)?$/;

/** The line that pino wrote; undefined where it is none. */
export function parseLogLine(line: string): LogLine | undefined {
  const said = line.length > MAX_LOG_LINE_BYTES ? undefined : objectIn(line);
  const level = LEVELS[Number(said?.["level"])];
  const at = typeof said?.["time"] === "string" ? parseTimestamp(said["time"]) : undefined;
  if (!said || !level || at === undefined) return undefined;
  const { msg } = said;
  const error = asObject(said["err"]);
  const code = error?.["code"];
  const from = placesIn(error?.["stack"]);
  return {
    at: Math.floor(at),
    level,
    event: typeof msg === "string" && LOG_EVENTS.includes(msg) ? msg : "other",
    facts: factsOf(said),
    ...(typeof code === "string" && ERROR_CODE.test(code) && { code }),
    ...(from.length > 0 && { from }),
  };
}

function factsOf(said: Readonly<Record<string, unknown>>): Readonly<Record<string, number | string>> {
  const facts: Record<string, number | string> = {};
  for (const name of NUMBERS) take(facts, name, said[name]);
  const versions = asObject(said["versions"]);
  for (const name of VERSIONS) take(facts, `versions.${name}`, versions?.[name]);
  for (const [name, words] of Object.entries(WORDS)) {
    const word = said[name];
    if (typeof word === "string" && words.includes(word)) facts[name] = word;
  }
  return facts;
}

function take(facts: Record<string, number | string>, name: string, value: unknown): void {
  if (typeof value === "number" && Number.isFinite(value)) facts[name] = value;
}

function placesIn(stack: unknown): readonly string[] {
  if (typeof stack !== "string") return [];
  const places = stack.split("\n").map((line) => PLACE.exec(line)?.[1]);
  return places.filter((place) => place !== undefined).slice(0, MAX_PLACES);
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(line));
  } catch {
    return undefined; // a line of something else
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}
