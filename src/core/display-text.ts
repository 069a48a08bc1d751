/**
 * Characters that may not reach a screen, a log, a CSV or a keyboard: C0 and C1 controls, bidirectional controls
 * (Unicode UAX #9), line and paragraph separators, invisible characters of every other kind (format characters, fillers,
 * variation selectors, tags: Default_Ignorable_Code_Point, UAX #44), lone surrogates. A line feed may stay.
 */
const FORBIDDEN = /(?!\n)[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu;

/** Text made safe to show: NFC (so that Vietnamese compares equal however it was typed) and without forbidden characters. */
export function displayText(text: string): string {
  return text.replace(FORBIDDEN, "").normalize("NFC");
}

/** True when displayText() would remove something. */
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
