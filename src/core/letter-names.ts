/**
 * The letters of Vietnamese names and of card numbers, and how each is called when somebody spells. Letters with a mark of their own are named as
 * the Telex method types them, so that file names stay plain: `aw` is ă.
 */
export const LETTER_NAMES = {
  a: { letter: "a", vi: "a", en: "A" },
  aw: { letter: "ă", vi: "á", en: "A with a breve" },
  aa: { letter: "â", vi: "ớ", en: "A with a circumflex" },
  b: { letter: "b", vi: "bê", en: "B" },
  c: { letter: "c", vi: "xê", en: "C" },
  d: { letter: "d", vi: "dê", en: "D" },
  dd: { letter: "đ", vi: "đê", en: "D with a stroke" },
  e: { letter: "e", vi: "e", en: "E" },
  ee: { letter: "ê", vi: "ê", en: "E with a circumflex" },
  f: { letter: "f", vi: "ép", en: "F" },
  g: { letter: "g", vi: "giê", en: "G" },
  h: { letter: "h", vi: "hát", en: "H" },
  i: { letter: "i", vi: "i ngắn", en: "I" },
  j: { letter: "j", vi: "gi", en: "J" },
  k: { letter: "k", vi: "ca", en: "K" },
  l: { letter: "l", vi: "e lờ", en: "L" },
  m: { letter: "m", vi: "em mờ", en: "M" },
  n: { letter: "n", vi: "en nờ", en: "N" },
  o: { letter: "o", vi: "o", en: "O" },
  oo: { letter: "ô", vi: "ô", en: "O with a circumflex" },
  ow: { letter: "ơ", vi: "ơ", en: "O with a horn" },
  p: { letter: "p", vi: "pê", en: "P" },
  q: { letter: "q", vi: "quy", en: "Q" },
  r: { letter: "r", vi: "e rờ", en: "R" },
  s: { letter: "s", vi: "ét xì", en: "S" },
  t: { letter: "t", vi: "tê", en: "T" },
  u: { letter: "u", vi: "u", en: "U" },
  uw: { letter: "ư", vi: "ư", en: "U with a horn" },
  v: { letter: "v", vi: "vê", en: "V" },
  w: { letter: "w", vi: "vê kép", en: "W" },
  x: { letter: "x", vi: "ích xì", en: "X" },
  y: { letter: "y", vi: "y dài", en: "Y" },
  z: { letter: "z", vi: "dét", en: "Z" },
} as const satisfies Record<string, { readonly letter: string; readonly vi: string; readonly en: string }>;

/** A letter by its plain name. */
export type LetterName = keyof typeof LETTER_NAMES;

/** All of them, in the order of the alphabet. */
export const SPELT_LETTERS = Object.keys(LETTER_NAMES) as readonly LetterName[];

/** Grave, acute, tilde, hook above, dot below: the five tones, which are no part of a letter's name. */
const TONE_MARKS = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The letter that a sign is, whatever its tone and case; undefined where it has no name here. */
export function letterOf(sign: string): LetterName | undefined {
  const bare = sign.toLowerCase().normalize("NFD").replace(TONE_MARKS, "").normalize("NFC");
  return SPELT_LETTERS.find((name) => LETTER_NAMES[name].letter === bare);
}
