import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Letters } from "../core/pdf/letters.ts";
import { parseWoff, type TrueType } from "../core/pdf/true-type.ts";

const require = createRequire(import.meta.url);

/** The package keeps each script apart; these two have every letter of Vietnamese and English between them. */
const FILES = {
  regular: [
    () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff"),
    () => require.resolve("@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff"),
  ],
  bold: [
    () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff"),
    () => require.resolve("@fontsource/noto-sans/files/noto-sans-vietnamese-700-normal.woff"),
  ],
} as const;

/** Noto Sans (SIL Open Font License 1.1, which lets documents carry it), out of its package. Rejects where the installation is broken. */
export async function loadNotoLetters(): Promise<Letters> {
  const [regular, bold] = await Promise.all([Promise.all(FILES.regular.map(loadFont)), Promise.all(FILES.bold.map(loadFont))]);
  return { regular, bold };
}

async function loadFont(find: () => string): Promise<TrueType> {
  const file = find();
  const font = parseWoff(await readFile(file));
  if (!font) throw new Error(`letters: ${file} is no font that can be embedded; install the packages anew: npm ci`);
  return font;
}
