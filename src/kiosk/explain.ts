import { grouped, WEIGHT_WORDS, WHO_WORDS } from "../core/code-groups.ts";
import { displayText } from "../core/display-text.ts";
import { type CodeEntry, findCode, registry } from "../core/registry.ts";

/** Options of `tram explain`. */
export interface ExplainOptions {
  readonly list?: boolean;
  readonly json?: boolean;
}

/** Where the command writes, a line at a time. */
export interface ExplainStreams {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Says what a code or a name means and what to do about it, or lists them all. Resolves to 0, or 2 where there is no such code or none was asked. */
export async function explain(
  asked: string | undefined,
  { list, json }: ExplainOptions,
  { print, complain }: ExplainStreams,
): Promise<number> {
  if (list) {
    if (json) print(JSON.stringify({ codes: registry() }));
    else for (const line of listLines()) print(line);
    return 0;
  }
  if (asked === undefined) {
    complain("tram explain: cần một mã, ví dụ T-204, hoặc --list");
    complain("tram explain: a code is needed, e.g. T-204, or --list");
    return 2;
  }
  const entry = findCode(asked);
  if (!entry) {
    const shown = displayText(asked).slice(0, 60);
    complain(`tram explain: không có mã ${shown}; xem tram explain --list`);
    complain(`tram explain: there is no code ${shown}; see tram explain --list`);
    return 2;
  }
  if (json) print(JSON.stringify(entry));
  else for (const line of entryLines(entry)) print(line);
  return 0;
}

function entryLines(entry: CodeEntry): readonly string[] {
  const weight = WEIGHT_WORDS[entry.weight];
  const parts = (["cause", "citizen", "clerk", "technician"] as const).flatMap((who) => {
    const text = entry[who];
    return text ? ["", `  ${WHO_WORDS[who].vi} · ${WHO_WORDS[who].en}`, `    ${text.vi}`, `    ${text.en}`] : [];
  });
  return [`${entry.code}  ${entry.name}  (${weight.vi} · ${weight.en})`, `  ${entry.title.vi}`, `  ${entry.title.en}`, ...parts];
}

function listLines(): readonly string[] {
  return grouped(registry()).flatMap(({ title, entries }) => [
    `${title.vi} · ${title.en}`,
    ...entries.map(({ code, name, kind, title, cause }) => `  ${code}  ${name.padEnd(26)} ${(kind === "answer" ? cause : title).vi}`),
    "",
  ]);
}
