import { writeFile } from "node:fs/promises";
import { MAX_PACK_BYTES } from "../core/language/language-pack.ts";
import { readInput } from "../drivers/input-file.ts";
import type { LanguageFiles } from "./language-pack-check.ts";

/** The files that `tram language` reads and writes. */
export const languageFiles: LanguageFiles = {
  read: (file) => readInput(file, MAX_PACK_BYTES).catch(sentenceOf),
  writeNew: (file, text) => writeFile(file, text, { flag: "wx" }).then(() => undefined, sentenceOf),
};

function sentenceOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EEXIST") return "it is there already";
  return error instanceof Error ? error.message : String(error);
}
