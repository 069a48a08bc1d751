// An input method as its rules are published (UniKey's help, "Kiểu gõ Telex / VNI"), for tests of what is typed into one: a sign's key marks the
// last letter that can take it, a tone's key the word's main vowel; the same key again undoes it and leaves the rest of the word alone.
import type { InputMethod } from "../../src/core/hand-off/input-method.ts";

const TONE_SIGNS = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
const TONE_KEYS: Readonly<Record<InputMethod, string>> = { telex: "sfrxj", vni: "12345" };

interface Key {
  readonly sign: string;
  readonly bearers: string;
}

/** The sign that a key sets on a letter, by method; Telex's keys are looked up with the letter, because `w` sets two. */
function signKeys(method: InputMethod, key: string): readonly Key[] {
  const small = key.toLowerCase();
  if (method === "vni") {
    const keys: Readonly<Record<string, Key>> = {
      "6": { sign: "\u0302", bearers: "aeo" },
      "7": { sign: "\u031b", bearers: "ou" },
      "8": { sign: "\u0306", bearers: "a" },
      "9": { sign: "đ", bearers: "d" },
    };
    return keys[small] ? [keys[small]] : [];
  }
  if (small === "w")
    return [
      { sign: "\u031b", bearers: "ou" },
      { sign: "\u0306", bearers: "a" },
    ];
  if (small === "d") return [{ sign: "đ", bearers: "d" }];
  return "aeo".includes(small) ? [{ sign: "\u0302", bearers: small }] : [];
}

/** What appears when these keys are typed while the input method is on. */
export function decodeTyped(method: InputMethod, keys: string): string {
  return keys.replace(/[A-Za-z0-9]+/g, (word) => decodeWord(method, word)).normalize("NFC");
}

function decodeWord(method: InputMethod, keys: string): string {
  const letters: { base: string; sign: string; by: string }[] = [];
  let tone = "";
  let toneKey = "";
  let isLeftAlone = false;
  let before = "";
  for (const key of keys) {
    const small = key.toLowerCase();
    const literal = () => letters.push({ base: key, sign: "", by: "" });
    if (isLeftAlone) {
      literal();
      continue;
    }
    const at = TONE_KEYS[method].indexOf(small);
    if (at >= 0 && letters.some(({ base }) => /[aeiouy]/i.test(base))) {
      if (toneKey === small) {
        [tone, toneKey, isLeftAlone] = ["", "", true];
        literal();
      } else {
        [tone, toneKey] = [TONE_SIGNS[at] ?? "", small];
      }
      before = small;
      continue;
    }
    const signs = signKeys(method, key);
    const undone = letters.findLast(({ sign, by }) => sign !== "" && by === small);
    const bearer = letters.findLast(({ base, sign }) => sign === "" && signs.some(({ bearers }) => bearers.includes(base.toLowerCase())));
    const isAgain = undone !== undefined && before === small;
    before = small;
    if (bearer && !isAgain) {
      bearer.sign = signs.find(({ bearers }) => bearers.includes(bearer.base.toLowerCase()))?.sign ?? "";
      bearer.by = small;
    } else if (signs.length > 0 && undone && isAgain) {
      undone.sign = "";
      // A `w` that had become `ư` is its own letter.
      if (undone.base.toLowerCase() !== "w") literal();
      isLeftAlone = true;
    } else if (method === "telex" && small === "w") {
      letters.push({ base: key, sign: "ư", by: "w" });
    } else {
      literal();
    }
  }
  const place = toneVowel(letters);
  return letters
    .map(({ base, sign }, index) => {
      const isCapital = base !== base.toLowerCase();
      const written = sign === "đ" || sign === "ư" ? (isCapital ? sign.toUpperCase() : sign) : base + sign;
      return index === place ? written + tone : written;
    })
    .join("");
}

/** The marked vowel, the last of them; else the middle one of three, the second before a final consonant, or else the first. */
function toneVowel(letters: readonly { readonly base: string; readonly sign: string }[]): number {
  const isVowel = (index: number) => /[aeiouy]/i.test(letters[index]?.base ?? "");
  const text = letters.map(({ base }) => base.toLowerCase()).join("");
  const from = /^(qu|gi(?=[aeiouy]))/.test(text) ? 2 : letters.findIndex((_, index) => isVowel(index));
  let until = from;
  while (isVowel(until)) until += 1;
  const marked = letters.findLastIndex(({ sign }, index) => index >= from && index < until && sign !== "");
  if (marked >= 0) return marked;
  const count = until - from;
  if (count <= 0) return letters.findIndex((_, index) => isVowel(index));
  return count >= 3 || (count === 2 && until < letters.length) ? from + 1 : from;
}
