import * as v from "valibot";
import { displayText } from "../core/display-text.ts";
import { citizenTexts } from "../core/language/citizen-texts.ts";
import { LanguageSchema, longTexts, packTemplate, parsePack } from "../core/language/language-pack.ts";
import type { ExplainStreams } from "./explain.ts";

/** What the commands need of the world. */
export interface LanguageFiles {
  /** The file's bytes, or why there are none. */
  readonly read: (file: string) => Promise<Uint8Array | string>;
  /** Undefined: written. Otherwise why not; a file that is there is never replaced. */
  readonly writeNew: (file: string, text: string) => Promise<string | undefined>;
}

/** Options of `tram language template`. */
export interface TemplateOptions {
  readonly language: string;
  readonly name: string;
  readonly out: string;
}

/** Checks packs, one after the other. Resolves to 0, 1 where one cannot be used or is not complete, 2 where one is not there. */
export async function checkPacks(
  files: readonly string[],
  json: boolean,
  { read }: Pick<LanguageFiles, "read">,
  streams: ExplainStreams,
): Promise<number> {
  let code = 0;
  for (const file of files) {
    const bytes = await read(file);
    if (typeof bytes === "string") {
      streams.complain(`tram language: không đọc được ${file}: ${bytes}`);
      streams.complain(`tram language: ${file} cannot be read: ${bytes}`);
      return 2;
    }
    const lines = json ? [jsonLine(file, bytes)] : checkLines(file, bytes);
    for (const line of lines) streams.print(line);
    const parsed = parsePack(bytes);
    if (!parsed.ok || parsed.missing.length > 0) code = 1;
  }
  return code;
}

function jsonLine(file: string, bytes: Uint8Array): string {
  const parsed = parsePack(bytes);
  if (!parsed.ok) return JSON.stringify({ file, ok: false, problems: parsed.problems });
  const { pack, missing } = parsed;
  return JSON.stringify({
    file,
    ok: missing.length === 0,
    language: pack.language,
    name: pack.name,
    reviewed: pack.reviewed,
    missing,
    long: longTexts(pack),
  });
}

function checkLines(file: string, bytes: Uint8Array): readonly string[] {
  const parsed = parsePack(bytes);
  if (!parsed.ok) {
    return [`✗ ${file}: không dùng được`, `  ${file} cannot be used`, ...parsed.problems.map((problem) => `    ${displayText(problem)}`)];
  }
  const { pack, missing } = parsed;
  const [count, all] = [citizenTexts().size - missing.length, citizenTexts().size];
  return [
    `${missing.length === 0 ? "✓" : "!"} ${file}: ${pack.name} (${pack.language}), ${count} / ${all} câu`,
    `  ${count} of ${all} texts`,
    ...(pack.reviewed ? [] : ["  bản dịch chưa được người bản ngữ kiểm tra", "  the translation was not checked by a native speaker yet"]),
    ...longTexts(pack).map((key) => `    dài, chữ sẽ nhỏ lại / long, written smaller: ${key}: ${pack.texts[key] ?? ""}`),
    ...missing.map((key) => `    còn thiếu / missing: ${key}: ${citizenTexts().get(key)?.vi ?? ""}`),
  ];
}

/** Writes a pack to be filled in. Resolves to 0 written, 1 not, 2 that is no language. */
export async function writeTemplate(
  { language, name, out }: TemplateOptions,
  { writeNew }: Pick<LanguageFiles, "writeNew">,
  { print, complain }: ExplainStreams,
): Promise<number> {
  if (!v.is(LanguageSchema, language) || language === "vi" || language === "en") {
    complain("tram language: ngôn ngữ ghi theo BCP 47, ví dụ hmn; vi và en đã có sẵn");
    complain("tram language: a language is named as in BCP 47, e.g. hmn; vi and en are built in");
    return 2;
  }
  const why = await writeNew(out, `${JSON.stringify(packTemplate(language, name), null, 2)}\n`);
  if (why !== undefined) {
    complain(`tram language: không ghi được ${out}: ${why}`);
    complain(`tram language: ${out} cannot be written: ${why}`);
    return 1;
  }
  print(`${out}: viết đè từng câu, rồi chạy tram language check ${out}`);
  print(`${out}: write each text over, then run tram language check ${out}`);
  return 0;
}
