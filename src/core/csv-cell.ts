/** Before what a spreadsheet would run: at the beginning, or behind what one of another locale splits cells at; letters that nobody sees do not hide it. */
const RUNS = /(^|[;\t\r\n])(?=[\s\u00a0\p{Cf}]*[=+\-@|%＝＋－＠﹢﹣﹦﹫]|(?<=^)[\t\r\n])/gu;

/**
 * A cell. What begins with `=`, `+`, `-`, `@`, a tab or a line end gets an apostrophe in front: a spreadsheet would run it (OWASP, CSV injection), and
 * what stands there was written by whoever made the card. A long number gets none, and loses its digits in a careless spreadsheet: import it as text.
 */
export function csvCell(text: string): string {
  const safe = text.replace(RUNS, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
