/** Signs of print that no keyboard has, and what is typed for them. */
const PLAIN_SIGNS: Readonly<Record<string, string>> = {
  "–": "-",
  "—": "-",
  "−": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "…": "...",
  "\u00a0": " ",
  đ: "d",
  Đ: "D",
};

/** Text in US-ASCII: letters without their signs, `đ` as `d`, what has no such form as `?`. Line ends become spaces: a key for them would send a form. */
export function plainText(text: string): string {
  return Array.from(text.normalize("NFD").replace(/\p{M}/gu, ""), (character) => PLAIN_SIGNS[character] ?? character)
    .join("")
    .replace(/[\t\r\n]+/g, " ")
    .replace(/[^\x20-\x7e]/gu, "?");
}

/** The digits alone, for fields that take nothing else: `15/05/1990` becomes `15051990`. */
export function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, "");
}
