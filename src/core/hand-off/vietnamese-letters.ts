/** The five tones that are written; the level tone has no sign. */
export type Tone = "acute" | "grave" | "hook" | "tilde" | "dot";

/** What a Vietnamese letter has besides its tone: a circumflex (â ê ô), a horn (ơ ư), a breve (ă), a stroke (đ). */
export type Mark = "circumflex" | "horn" | "breve" | "stroke";

/** A letter taken apart. */
export interface Letter {
  /** Of US-ASCII, in the case of the letter. */
  readonly base: string;
  readonly mark?: Mark;
  readonly tone?: Tone;
}

const TONES: ReadonlyMap<string, Tone> = new Map([
  ["\u0301", "acute"],
  ["\u0300", "grave"],
  ["\u0309", "hook"],
  ["\u0303", "tilde"],
  ["\u0323", "dot"],
]);

const MARKS: ReadonlyMap<string, Mark> = new Map([
  ["\u0302", "circumflex"],
  ["\u031b", "horn"],
  ["\u0306", "breve"],
]);

/** The letters that take a mark. */
const BEARERS: Readonly<Record<Mark, string>> = { circumflex: "aeo", horn: "ou", breve: "a", stroke: "d" };

const VOWEL = /^[aeiouy]$/i;

/** A letter of the Vietnamese alphabet, or of US-ASCII, taken apart; undefined for everything else. `character`: one, in any normal form. */
export function letterOf(character: string): Letter | undefined {
  if (character === "đ") return { base: "d", mark: "stroke" };
  if (character === "Đ") return { base: "D", mark: "stroke" };
  const [base = "", ...signs] = character.normalize("NFD");
  if (!/^[a-z]$/i.test(base)) return undefined;
  const tone = signs.map((sign) => TONES.get(sign)).find((known) => known !== undefined);
  const mark = signs.map((sign) => MARKS.get(sign)).find((known) => known !== undefined);
  const known = Number(tone !== undefined) + Number(mark !== undefined);
  if (known !== signs.length || (tone && !VOWEL.test(base)) || (mark && !BEARERS[mark].includes(base.toLowerCase()))) return undefined;
  return { base, ...(mark && { mark }), ...(tone && { tone }) };
}

/** True for a vowel of US-ASCII, `y` among them. */
export function isVowel(base: string): boolean {
  return VOWEL.test(base);
}

/** True where the letter can take the mark. */
export function takesMark(base: string, mark: Mark): boolean {
  return BEARERS[mark].includes(base.toLowerCase());
}
