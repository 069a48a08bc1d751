import type { Weight } from "./page.ts";
import type { TrueType } from "./true-type.ts";

/** Fonts of each weight; a letter is taken from the first that has it. */
export type Letters = Readonly<Record<Weight, readonly TrueType[]>>;

/** Letters of one font that follow each other. */
export interface Run {
  readonly font: TrueType;
  readonly glyphs: readonly { readonly glyph: number; readonly code: number }[];
}

/** Stands for a letter that no font has. */
const UNKNOWN = "?".charCodeAt(0);
const MM_PER_POINT = 25.4 / 72;

/** The text in pieces of one font each. */
export function runsOf(text: string, weight: Weight, letters: Letters): readonly Run[] {
  const runs: { font: TrueType; glyphs: { glyph: number; code: number }[] }[] = [];
  for (const letter of text) {
    const found = glyphOf(letter.codePointAt(0) ?? UNKNOWN, letters[weight]) ?? glyphOf(UNKNOWN, letters[weight]);
    if (!found) continue;
    const { font, ...glyph } = found;
    const last = runs.at(-1);
    if (last?.font === font) last.glyphs.push(glyph);
    else runs.push({ font, glyphs: [glyph] });
  }
  return runs;
}

function glyphOf(code: number, fonts: readonly TrueType[]) {
  for (const font of fonts) {
    const glyph = font.glyphs.get(code);
    if (glyph !== undefined) return { font, glyph, code };
  }
  return undefined;
}

/** How long a line of text is, in millimetres. */
export function widthOf(text: string, sizePt: number, weight: Weight, letters: Letters): number {
  const thousandths = runsOf(text.normalize("NFC"), weight, letters).reduce((sum, run) => sum + advanceOf(run), 0);
  return (thousandths / 1000) * sizePt * MM_PER_POINT;
}

/** How far a run moves the pen, in thousandths of the letter size. */
function advanceOf({ font, glyphs }: Run): number {
  return glyphs.reduce((sum, { glyph }) => sum + (font.advances[glyph] ?? 0), 0);
}

/** A text in lines that are no longer than this; a word that is longer is broken where the line ends. */
export function linesWithin(text: string, widthMm: number, sizePt: number, weight: Weight, letters: Letters): readonly string[] {
  const fits = (line: string) => widthOf(line, sizePt, weight, letters) <= widthMm;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const letter of word) {
      if (line !== "" && !fits(line + letter)) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return [...lines, line];
}
