// What a speaker reads when a language is recorded, and the pack.json that goes with it.
import type { PromptPack } from "./prompt-pack.ts";
import { promptTexts } from "./prompt-texts.ts";
import type { PromptName } from "./prompts.ts";
import type { Text } from "./text.ts";

/** One recording: several prompts that say the same share it. */
export interface SheetLine {
  readonly file: string;
  readonly prompts: readonly PromptName[];
  /** What is to be said. */
  readonly words: string;
  /** The same in Vietnamese and English, for whoever translates. */
  readonly text: Text;
}

/** The sheet of a language, in the order of reading. `vi` and `en` are complete; in any other, a person translates from the Vietnamese. */
export function promptSheet(language: string): readonly SheetLine[] {
  const lines = new Map<string, SheetLine>();
  for (const [name, text] of promptTexts()) {
    // What a language calls itself is said by nobody else's words.
    const words = name === "language" && language !== "vi" && language !== "en" ? language : language === "en" ? text.en : text.vi;
    const before = lines.get(words);
    lines.set(words, before ? { ...before, prompts: [...before.prompts, name] } : { file: `${name}.wav`, prompts: [name], words, text });
  }
  return [...lines.values()];
}

/** The pack of these recordings. */
export function packOf(language: string, voice: PromptPack["voice"], lines: readonly SheetLine[]): PromptPack {
  const prompts = lines.flatMap(({ file, prompts, words }) => prompts.map((name) => [name, { file, words }] as const));
  return { format: "tram-prompts-1", language, voice, prompts: Object.fromEntries(prompts) };
}

/** The sheet as a page to print, in Markdown. */
export function sheetText(language: string): string {
  const lines = promptSheet(language);
  const rows = lines.map(({ file, words, text }, index) => {
    const meaning = language === "vi" ? text.en : text.vi;
    return `| ${index + 1} | ${cell(words)} | \`${file}\` | ${cell(meaning)} |`;
  });
  return `# Lời đọc / what to read: ${language}

${lines.length} câu. Đọc chậm, rõ, như nói với ông bà mình; mỗi câu một tệp WAV. Mức âm và cách kiểm tra: docs/sound.md.
${lines.length} recordings. Slowly and clearly, as to one's own grandparents; a WAV file each. Levels and how to check: docs/sound.md.

| # | Đọc / say | Tệp / file | Nghĩa / meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}

function cell(words: string): string {
  return words.replaceAll("|", "\\|");
}
