/**
 * Characters that may not reach a screen, a log, a CSV or a keyboard: C0 and C1 controls, bidirectional controls
 * (Unicode UAX #9), line and paragraph separators, invisible characters of every other kind (format characters, fillers,
 * variation selectors, tags: Default_Ignorable_Code_Point, UAX #44), lone surrogates. A line feed may stay.
 */
const FORBIDDEN = /(?!\n)[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Marks on one letter beyond the thirtieth (UAX #15 §13, Stream-Safe Text Format; no language puts more than three). To sort thousands of
 * them takes the square of the time, and they cover the lines above and below.
 */
const EXCESS_MARKS = /(\p{Mark}{30})\p{Mark}+/gu;

/** Text made safe to show: NFC (so that Vietnamese compares equal however it was typed) and without forbidden characters. */
export function displayText(text: string): string {
  return text.replace(FORBIDDEN, "").replace(EXCESS_MARKS, "$1").normalize("NFC");
}

/** The same on one line: a line feed would let a code write lines of its own into an answer or a log. */
export function displayLine(text: string): string {
  return displayText(text).replaceAll("\n", " ⏎ ");
}

/** True when there is a forbidden character in it, which displayText() would remove. */
export function hasForbiddenCharacters(text: string): boolean {
  FORBIDDEN.lastIndex = 0;
  return FORBIDDEN.test(text);
}

/** A value as one line of JSON in which the forbidden characters are escapes: it means the same, and cannot steer a terminal. */
export function displayJson(value: unknown): string {
  return JSON.stringify(value).replace(FORBIDDEN, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}
