import type { Text } from "../text.ts";

/** A language of the screen by its name, for the button that chooses it. */
export interface LanguageName {
  /** BCP 47. */
  readonly language: string;
  /** What it calls itself. */
  readonly name: string;
}

/** A language pack as a page gets it from `GET /languages/LANGUAGE.json`. */
export interface PageLanguage extends LanguageName {
  readonly direction: "ltr" | "rtl";
  /** Translations by the Vietnamese text. */
  readonly words: Readonly<Record<string, string>>;
}

/** Some words, and the language they are in, for `lang` and `dir`. */
export interface Line {
  readonly words: string;
  readonly language: string;
  readonly direction: "ltr" | "rtl";
}

/** A text as the screen has it: in the chosen language, and small below it in the second. */
export interface Said {
  readonly large: Line;
  readonly small: Line;
}

/** What stands for `{counter}` and the like. */
export type Fillings = Readonly<Record<string, string>>;

/** The two languages that need no pack. */
export const BUILT_IN: readonly LanguageName[] = [
  { language: "vi", name: "Tiếng Việt" },
  { language: "en", name: "English" },
];

/**
 * Says texts in a language: `vi` with English below, `en` with Vietnamese below, any other by its pack with Vietnamese below. What a pack
 * does not say, and what an operator wrote into a policy in words of his own, is said in Vietnamese with English below. Without a pack, as while it
 * is loaded, too.
 */
export function sayIn(language: string, pack?: PageLanguage): (text: Text, fillings?: Fillings) => Said {
  return (text, fillings = {}) => {
    const vi = line(text.vi, "vi", fillings);
    const en = line(text.en, "en", fillings);
    if (language === "en") return { large: en, small: vi };
    if (pack?.language !== language) return { large: vi, small: en };
    const wordsOf = (said: string) => (Object.hasOwn(pack.words, said) ? pack.words[said] : undefined);
    const [number, gap] = numberIn(text.vi);
    const translated = wordsOf(text.vi) ?? wordsOf(text.vi.replace(number, `{${gap}}`));
    if (translated === undefined) return { large: vi, small: en };
    return { large: { ...line(translated, language, { [gap]: number, ...fillings }), direction: pack.direction }, small: vi };
  };
}

/** What is filled in already, as `13:30` or the 3 of "qua quầy 3", and the gap it stands in: a pack has such a sentence once. */
function numberIn(said: string): readonly [string, string] {
  const [number = ""] = /\d[\d:]*/.exec(said) ?? [];
  return [number, number.includes(":") ? "time" : "counter"];
}

function line(template: string, language: string, fillings: Fillings): Line {
  const words = template.replace(/\{(\w+)\}/g, (gap, name: string) => fillings[name] ?? gap);
  return { words, language, direction: "ltr" };
}

/** The language after this one, for the one button that goes through them all. */
export function nextLanguage(languages: readonly LanguageName[], language: string): LanguageName | undefined {
  const at = languages.findIndex((each) => each.language === language);
  return languages[(at + 1) % languages.length];
}
