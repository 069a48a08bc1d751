import { displayText } from "../core/display-text.ts";
import type { Text } from "../core/text.ts";
import { checkCode } from "./check-codes.ts";
import { type Check, textOf } from "./doctor-check.ts";
import { partLabel } from "./part-labels.ts";

/** How to write for whoever reads: a person at a terminal, or a file. */
export interface Look {
  readonly isColoured: boolean;
  /** Lines are broken at this width, in columns; undefined: never. */
  readonly columns: number | undefined;
}

/** Checks under one heading. */
export interface Section {
  readonly title: Text;
  readonly checks: readonly Check[];
}

/** The whole in one word: `degraded` lacks something that its configuration needs. */
export type Health = "ok" | "degraded" | "fault";

type Mark = "ok" | "optional" | "needed" | "fault";
const SYMBOLS: Readonly<Record<Mark, string>> = { ok: "✓", optional: "–", needed: "!", fault: "✗" };
/** ANSI SGR parameters (ECMA-48 §8.3.117). The symbols say the same without colours. */
const COLOURS: Readonly<Record<Mark | "bold" | "faint", string>> = {
  ok: "32",
  optional: "2",
  needed: "1;33",
  fault: "1;31",
  bold: "1",
  faint: "2",
};
/** Before what was found: symbol, name, label. */
const NAME_COLUMNS = 14;
const LABEL_COLUMNS = 19;
const FOUND_AT = 4 + NAME_COLUMNS + LABEL_COLUMNS;
const TODO_AT = 8;
/** A terminal narrower than this gets its lines as they are. */
const LEAST_COLUMNS = 60;

/** What an environment and a stream ask for: no colours but on a terminal, and none with NO_COLOR (no-color.org). */
export function lookOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: { readonly NO_COLOR?: string | undefined; readonly TERM?: string | undefined },
): Look {
  const isTerminal = stream.isTTY === true;
  return {
    isColoured: isTerminal && !environment.NO_COLOR && environment.TERM !== "dumb",
    columns: isTerminal ? stream.columns : undefined,
  };
}

/** The worst of the checks. */
export function healthOf(checks: readonly Check[]): Health {
  if (checks.some(({ state }) => state === "fault")) return "fault";
  return checks.some(({ isNeeded }) => isNeeded) ? "degraded" : "ok";
}

/** One JSON object: `{"state","checks":[{"name","state","code"?,"found":{"vi","en"},"todo"?:{"vi","en"},"needed"?}]}`. */
export function reportAsJson(sections: readonly Section[]): string {
  const checks = sections.flatMap((section) => section.checks);
  return JSON.stringify({
    state: healthOf(checks),
    checks: checks.map((check) => {
      const { name, state, todo, isNeeded } = check;
      const code = checkCode(check);
      const findings = findingsOf(check);
      const whole = { vi: findings.map(({ vi }) => vi).join("; "), en: findings.map(({ en }) => en).join("; ") };
      return { name, state, ...(code !== undefined && { code }), found: whole, ...(todo && { todo }), ...(isNeeded && { needed: true }) };
    }),
  });
}

/** Lines for a technician: what was found, what to do where something is not well, and the sum of it. */
export function reportLines(sections: readonly Section[], look: Look): readonly string[] {
  const checks = sections.flatMap((section) => section.checks);
  return [
    ...sections.flatMap(({ title, checks: inSection }) => [
      paint("bold", title.vi === title.en ? title.vi : `${title.vi} · ${title.en}`, look),
      ...inSection.flatMap((check) => checkLines(check, look)),
      "",
    ]),
    ...resultLines(checks, look),
  ];
}

function checkLines(check: Check, look: Look): readonly string[] {
  const mark = markOf(check);
  const label = partLabel(check.name).vi;
  const head = `  ${paint(mark, SYMBOLS[mark], look)} ${check.name.padEnd(NAME_COLUMNS)}${paint("faint", label.padEnd(LABEL_COLUMNS), look)}`;
  const [first = "", ...others] = findingsOf(check).flatMap((text) => foundLines(text, look));
  return [head + first, ...others.map((line) => " ".repeat(FOUND_AT) + line), ...todoLines(check, look)];
}

/** What was found, and last what a driver said of it. */
function findingsOf({ found, also = [], detail }: Check): readonly Text[] {
  return [found, ...also, ...(detail === undefined ? [] : [textOf(displayText(detail))])];
}

/** Vietnamese first, English below it; once where they are the same. */
function foundLines({ vi, en }: Text, look: Look): readonly string[] {
  const english = vi === en ? [] : broken(en, FOUND_AT, look).map((line) => paint("faint", line, look));
  return [...broken(vi, FOUND_AT, look), ...english];
}

/** What to do, and the code under which more is said of it. */
function todoLines(check: Check, look: Look): readonly string[] {
  if (!check.todo) return [];
  const { vi, en } = check.todo;
  const code = checkCode(check);
  const indent = " ".repeat(TODO_AT);
  const [first = "", ...others] = broken(code === undefined ? vi : `${vi} (${code})`, TODO_AT, look);
  const english = broken(en, TODO_AT, look).map((line) => indent + paint("faint", line, look));
  return [`${indent.slice(2)}→ ${first}`, ...others.map((line) => indent + line), ...english];
}

function resultLines(checks: readonly Check[], look: Look): readonly string[] {
  const count = (mark: Mark) => checks.filter((check) => markOf(check) === mark).length;
  const [faults, needed, optional] = [count("fault"), count("needed"), count("optional")];
  const parts: { readonly mark: Mark; readonly vi: string; readonly en: string }[] = [];
  if (faults > 0) parts.push({ mark: "fault", vi: `${faults} lỗi`, en: `${faults} ${faults === 1 ? "fault" : "faults"}` });
  if (needed > 0)
    parts.push({ mark: "needed", vi: `thiếu ${needed} thứ cấu hình cần`, en: `${needed} missing that the configuration needs` });
  if (parts.length === 0) parts.push({ mark: "ok", vi: "dùng được", en: "ready" });
  if (optional > 0) parts.push({ mark: "optional", vi: `${optional} thứ không bắt buộc chưa có`, en: `${optional} optional missing` });
  const symbol = parts[0]?.mark ?? "ok";
  return [
    `${paint(symbol, SYMBOLS[symbol], look)} ${paint("bold", `Kết quả: ${parts.map(({ vi }) => vi).join(", ")}`, look)}`,
    `  Result: ${parts.map(({ en }) => en).join(", ")}`,
  ];
}

function markOf({ state, isNeeded }: Check): Mark {
  return state === "missing" ? (isNeeded ? "needed" : "optional") : state;
}

function paint(colour: keyof typeof COLOURS, text: string, { isColoured }: Look): string {
  return isColoured ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

/** A text in lines that fit beside an indentation; a word that is longer, a path for one, stays whole so that it can be copied. */
function broken(text: string, indent: number, { columns }: Look): readonly string[] {
  if (columns === undefined || columns < LEAST_COLUMNS) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.normalize("NFC").split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
