import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import { displayText } from "../core/display-text.ts";
import { LanguageSchema } from "../core/language/language-pack.ts";
import { checkPrompts, MAX_PROMPT_PACK_BYTES, type PromptFindings, type PromptPack, parsePromptPack } from "../core/prompt-pack.ts";
import { packOf, promptSheet, sheetText } from "../core/prompt-sheet.ts";
import { promptTexts } from "../core/prompt-texts.ts";
import { MAX_WAV_BYTES } from "../core/wav.ts";
import { readInput } from "../drivers/input-file.ts";
import { MADE_LANGUAGES, makePlaceholders } from "../drivers/prompt-maker.ts";
import type { PromptCommands } from "./prompt-commands.ts";

/** The work of `tram prompts`. */
export const promptCommands: PromptCommands = {
  async make({ out, language }) {
    if (language !== undefined && !MADE_LANGUAGES.includes(language)) {
      complain(`không có giọng máy cho ${displayText(language)}; có: ${MADE_LANGUAGES.join(", ")}`);
      complain(`there is no machine's voice for ${displayText(language)}; there is: ${MADE_LANGUAGES.join(", ")}`);
      return 2;
    }
    for (const each of language === undefined ? MADE_LANGUAGES : [language]) {
      const folder = join(out, each);
      const why = await makePlaceholders(folder, each);
      if (why !== undefined) {
        complain(`không làm được ${folder}: ${why}`);
        complain(`${folder} could not be made: ${why}`);
        return 1;
      }
      print(`${folder}: giọng máy, dùng tạm cho đến khi có người đọc (docs/sound.md)`);
      print(`${folder}: a machine's voice, until a person has read them (docs/sound.md)`);
    }
    return 0;
  },
  async check(folders, json) {
    let code = 0;
    for (const folder of folders) {
      const bytes = await readInput(join(folder, "pack.json"), MAX_PROMPT_PACK_BYTES).catch(sentenceOf);
      if (typeof bytes === "string") {
        complain(`không đọc được ${join(folder, "pack.json")}: ${bytes}`);
        complain(`${join(folder, "pack.json")} cannot be read: ${bytes}`);
        return 2;
      }
      const parsed = parsePromptPack(bytes);
      const findings = parsed.ok
        ? checkPrompts(parsed.pack, await filesOf(folder, parsed.pack), promptTexts())
        : { problems: parsed.problems, remarks: [], missing: [] };
      const pack = parsed.ok ? parsed.pack : undefined;
      if (json) print(JSON.stringify({ folder, ok: isWhole(findings), language: pack?.language, voice: pack?.voice, ...findings }));
      else for (const line of checkLines(folder, pack, findings)) print(line);
      if (!isWhole(findings)) code = 1;
    }
    return code;
  },
  async script({ language, pack = false }) {
    if (!v.is(LanguageSchema, language)) {
      complain("ngôn ngữ ghi theo BCP 47, ví dụ km");
      complain("a language is named as in BCP 47, e.g. km");
      return 2;
    }
    // What is to be filled in is refused as it stands: no pack says by mistake that somebody has agreed.
    const voice = { kind: "recorded", speaker: "", recordedOn: "", consent: "" } as const;
    print(pack ? JSON.stringify(packOf(language, voice, promptSheet(language)), null, 2) : sheetText(language).trimEnd());
    return 0;
  },
};

/** The files that a pack names, as far as they are there. */
async function filesOf(folder: string, { prompts }: PromptPack): Promise<ReadonlyMap<string, Uint8Array>> {
  const there = new Set(await readdir(folder));
  const wanted = new Set(Object.values(prompts).map(({ file }) => file));
  const files = new Map<string, Uint8Array>();
  for (const file of wanted) {
    const bytes = there.has(file) ? await readInput(join(folder, file), MAX_WAV_BYTES).catch(sentenceOf) : "";
    if (typeof bytes !== "string") files.set(file, bytes);
  }
  return files;
}

function isWhole({ problems, missing }: PromptFindings): boolean {
  return problems.length === 0 && missing.length === 0;
}

function checkLines(folder: string, pack: PromptPack | undefined, { problems, remarks, missing }: PromptFindings): readonly string[] {
  const count = Object.keys(pack?.prompts ?? {}).length;
  const whose =
    pack && (pack.voice.kind === "placeholder" ? `placeholder, ${pack.voice.by}` : `${pack.voice.speaker}, ${pack.voice.recordedOn}`);
  return [
    `${problems.length > 0 ? "✗" : missing.length > 0 ? "!" : "✓"} ${basename(folder)}: ${pack ? `${pack.language}, ${count} (${displayText(whose ?? "")})` : "pack.json"}`,
    ...problems.map((problem) => `    lỗi / problem: ${displayText(problem)}`),
    ...missing.map((name) => `    thiếu / missing: ${name}`),
    ...remarks.map((remark) => `    nghe lại / listen: ${displayText(remark)}`),
  ];
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`tram prompts: ${line}\n`);
}
