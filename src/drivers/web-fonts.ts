import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A font as a page asks for it. */
export interface WebFont {
  readonly url: string;
  readonly body: Buffer;
}

/** Noto Sans (SIL Open Font License 1.1) as page.css names it. A browser fetches a script when a text has a letter of it, so Khmer costs nobody anything before it is chosen. */
const FILES = [
  ["latin-400", () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2")],
  ["latin-700", () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2")],
  ["vietnamese-400", () => require.resolve("@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff2")],
  ["vietnamese-700", () => require.resolve("@fontsource/noto-sans/files/noto-sans-vietnamese-700-normal.woff2")],
  ["latin-ext-400", () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff2")],
  ["latin-ext-700", () => require.resolve("@fontsource/noto-sans/files/noto-sans-latin-ext-700-normal.woff2")],
  ["khmer-400", () => require.resolve("@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2")],
  ["khmer-700", () => require.resolve("@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-700-normal.woff2")],
] as const;

const urlOf = (name: string) => `/web/fonts/${name}.woff2`;

/** What the citizen's screen needs from its first line on: asked for before its style sheet is read. */
export const FIRST_FONTS: readonly string[] = ["latin-700", "vietnamese-700", "latin-400", "vietnamese-400"].map(urlOf);

let read: readonly WebFont[] | undefined;

/** All fonts of the pages, read once. Throws where one is missing: then the installation is broken. */
export function fonts(): readonly WebFont[] {
  read ??= FILES.map(([name, find]) => ({ url: urlOf(name), body: readFileSync(find()) }));
  return read;
}
