// What has to be typed where a Vietnamese input method is on (UniKey, EVKey, ibus-bamboo, those of Windows and macOS). A keyboard has keys and
// no letters (HID Usage Tables 1.5, §10): what appears is for the computer's layout and its input method to say.
import { plainText } from "./plain.ts";
import { isVowel, type Letter, letterOf, type Mark, type Tone, takesMark } from "./vietnamese-letters.ts";

/** Telex writes signs with letters, VNI with digits. */
export type InputMethod = "telex" | "vni";

const VNI_TONES: Readonly<Record<Tone, string>> = { acute: "1", grave: "2", hook: "3", tilde: "4", dot: "5" };
const VNI_MARKS: Readonly<Record<Mark, string>> = { circumflex: "6", horn: "7", breve: "8", stroke: "9" };
const TELEX_TONES: Readonly<Record<Tone, string>> = { acute: "s", grave: "f", hook: "r", tilde: "x", dot: "j" };

/**
 * Text as it is typed: each sign behind its letter, the tone behind the word, where every method takes it. A key that would be taken for a sign
 * is typed twice, which is how all of them write the key itself; from there on they leave a word alone, so that its later letters go without
 * signs. Whether `hòa` or `hoà` appears is a setting of the method. What no keyboard has is typed as in plainText().
 */
export function typedBy(method: InputMethod, text: string): string {
  const characters = text.normalize("NFC").replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => wordBy(method, word));
  return plainText(characters);
}

function wordBy(method: InputMethod, word: string): string {
  const before: Letter[] = [];
  let typed = "";
  let tone: Tone | undefined;
  let isLeftAlone = false;
  for (const character of word) {
    const letter = letterOf(character);
    const base = letter?.base ?? character;
    typed += base;
    if (isLeftAlone) continue;
    if (!letter?.mark && isSign(method, base, before)) {
      typed += base;
      isLeftAlone = true;
    } else if (letter?.mark) {
      typed += markKey(method, letter.mark, base);
    }
    if (letter) before.push(letter);
    tone = letter?.tone ?? tone;
  }
  if (!tone) return typed;
  // In capitals where the word is: a shift less to go wrong, and the method takes either.
  const key = (method === "vni" ? VNI_TONES : TELEX_TONES)[tone];
  return isLeftAlone ? typed : typed + (word.length > 1 && word === word.toUpperCase() ? key.toUpperCase() : key);
}

function markKey(method: InputMethod, mark: Mark, base: string): string {
  if (method === "vni") return VNI_MARKS[mark];
  if (mark === "circumflex" || mark === "stroke") return base;
  return base === base.toUpperCase() ? "W" : "w";
}

/** True where the method would take this key for a sign of what stands before it in the word. */
function isSign(method: InputMethod, key: string, before: readonly Letter[]): boolean {
  const small = key.toLowerCase();
  const hasVowel = before.some(({ base }) => isVowel(base));
  if (method === "vni") {
    if (/^[1-5]$/.test(key)) return hasVowel;
    const mark = (Object.keys(VNI_MARKS) as Mark[]).find((name) => VNI_MARKS[name] === key);
    return mark !== undefined && before.some(({ base }) => takesMark(base, mark));
  }
  if (small === "w") return true;
  if (Object.values(TELEX_TONES).includes(small)) return hasVowel;
  // Some methods look for it in the whole word: `dad` is `đa` to them.
  return /^[aeod]$/.test(small) && before.some(({ base, mark }) => base.toLowerCase() === small && !mark);
}
