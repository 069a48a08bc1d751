import type { Text } from "../core/text.ts";

/** What commander says of wrong usage, by its pattern, and the same in Vietnamese. Suggestions stand in a line of their own. */
const SENTENCES: readonly (readonly [RegExp, (...found: readonly string[]) => string])[] = [
  [/^unknown option '(.*)'$/s, (flag) => `không có tuỳ chọn ${flag}`],
  [/^unknown command '(.*)'$/s, (name) => `không có lệnh ${name}`],
  [/^required option '(.*)' not specified$/s, (flags) => `thiếu tuỳ chọn ${flags}`],
  [/^option '(.*)' argument missing$/s, (flags) => `tuỳ chọn ${flags} thiếu giá trị`],
  [/^missing required argument '(.*)'$/s, (name) => `thiếu ${name}`],
  [
    /^too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+): (.*)\.$/s,
    (most, got, all) => `thừa từ: lệnh nhận ${most}, đã ghi ${got} (${all})`,
  ],
  [/^option '(.*)' cannot be used with option '(.*)'$/s, (one, other) => `không dùng ${one} cùng với ${other}`],
];
const INVALID = /^((?:option '(.*?)' argument|command-argument value) '(.*)' is invalid(?: for argument '(.*)')?\.) (.*)$/s;
const SUGGESTION = /\n\(Did you mean (?:one of )?(.*)\?\)$/s;

/** A complaint of commander's in two languages. What our own parsers say has both in it already, with ` / ` between. */
export function usageText(message: string): Text {
  const whole = message.trim().replace(/^error: /, "");
  const suggested = SUGGESTION.exec(whole)?.[1];
  const { vi, en } = sentenceIn(whole.replace(SUGGESTION, ""));
  return suggested === undefined ? { vi, en } : { vi: `${vi}; có phải ${suggested}?`, en: `${en}; did you mean ${suggested}?` };
}

function sentenceIn(text: string): Text {
  const [, head = "", flags, value = "", name = "", why = ""] = INVALID.exec(text) ?? [];
  if (head !== "") {
    const { vi, en } = bothIn(why);
    return { vi: `không dùng được giá trị '${value}' của ${flags ?? name}. ${vi}`, en: `${head} ${en}` };
  }
  for (const [pattern, told] of SENTENCES) {
    const found = pattern.exec(text);
    if (found) return { vi: told(...found.slice(1)), en: text };
  }
  return bothIn(text);
}

function bothIn(text: string): Text {
  const choices = /^Allowed choices are (.*)\.$/s.exec(text)?.[1];
  if (choices !== undefined) return { vi: `Chọn một trong: ${choices}.`, en: text };
  const [vi = "", en = vi] = text.split(" / ");
  return { vi, en };
}

/** Headings of a command's help, by commander's own. */
export const HELP_HEADINGS: Readonly<Record<string, string>> = {
  "Usage:": "Cách dùng / Usage:",
  "Options:": "Tuỳ chọn / Options:",
  "Commands:": "Các lệnh / Commands:",
  "Arguments:": "Tham số / Arguments:",
};
