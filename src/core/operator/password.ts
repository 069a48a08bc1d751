import type { Text } from "../text.ts";

/** NIST SP 800-63B §5.1.1.2 asks for 8, ASVS 2.1.1 for 12; no rule about which letters. In code points. */
const MIN_LETTERS = 12;
/** ASVS 2.1.2: 128 must be allowed, more need not. */
const MAX_LETTERS = 128;
/** With fewer different letters it is one key again and again. */
const MIN_DIFFERENT = 5;

/** Words around which people here build passwords. What is left when they are taken out must still be a password. */
const NEAR_WORDS: readonly string[] = [
  "password",
  "passw0rd",
  "matkhau",
  "mậtkhẩu",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwerty",
  "1q2w3e4r",
  "letmein",
  "welcome",
  "iloveyou",
  "anhyeuem",
  "emyeuanh",
  "vietnam",
  "việtnam",
  "hanoi",
  "hànội",
  "saigon",
  "sàigòn",
  "tram",
  "trạm",
  "tramyte",
  "kiosk",
  "central",
  "trungtam",
  "trungtâm",
  "admin",
  "operator",
  "quantri",
  "abc",
  "0123456789",
  "9876543210",
  "123456",
  "1234",
  "4321",
  "111",
  "000",
];
/** What must be left beside such words, in letters. */
const MIN_OWN_LETTERS = 6;

/** A password as it is hashed: Vietnamese letters come composed or decomposed, by the keyboard. */
export function normalPassword(typed: string): string {
  return typed.normalize("NFC");
}

/** Why a password is not taken, or undefined. `names`: what everybody knows of the operator and of this place. */
export function passwordFault(password: string, names: readonly string[]): Text | undefined {
  const letters = [...normalPassword(password)];
  if (letters.length < MIN_LETTERS)
    return {
      vi: `Cần ít nhất ${MIN_LETTERS} ký tự; một câu dễ nhớ là tốt nhất.`,
      en: `At least ${MIN_LETTERS} characters are needed; a sentence is best.`,
    };
  if (letters.length > MAX_LETTERS) return { vi: `Nhiều nhất ${MAX_LETTERS} ký tự.`, en: `At most ${MAX_LETTERS} characters.` };
  const plain = letters.join("").toLowerCase().replace(/\s+/g, "");
  const known = [...names.map((name) => name.normalize("NFC").toLowerCase()).filter((name) => name.length >= 3), ...NEAR_WORDS];
  const own = known.toSorted((a, b) => b.length - a.length).reduce((rest, word) => rest.replaceAll(word, ""), plain);
  if (new Set(plain).size < MIN_DIFFERENT || [...own].length < MIN_OWN_LETTERS || isRow(plain))
    return {
      vi: "Dễ đoán quá: hãy dùng một câu chỉ riêng bạn nghĩ ra.",
      en: "Too easy to guess: take a sentence that only you would think of.",
    };
  return undefined;
}

/** One piece again and again, or letters in their order. */
function isRow(text: string): boolean {
  if (/^(.{1,6}?)\1+$/u.test(text)) return true;
  const steps = new Set([...text].slice(1).map((letter, at) => (letter.codePointAt(0) ?? 0) - ([...text][at]?.codePointAt(0) ?? 0)));
  return steps.size === 1;
}
