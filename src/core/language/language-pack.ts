// A language that somebody has added: one file with every text a citizen can see. docs/languages.md describes it.
import * as v from "valibot";
import { citizenTexts } from "./citizen-texts.ts";
import type { PageLanguage } from "./said.ts";

/** Largest pack, bytes: ten times what one needs whose every letter takes three. */
export const MAX_PACK_BYTES = 256 * 1024;
/** Longest text of a pack, in UTF-16 units: no screen holds more. */
const MAX_TEXT = 400;

/** BCP 47, as far as languages are told apart here: `km`, `hmn`, `en-GB`. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/;

/** Neither line ends nor what turns the writing of others around (UAX #9); joiners stay, some scripts need them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const text = v.pipe(
  v.string(),
  v.maxLength(MAX_TEXT),
  v.check((value) => value.trim() !== "" && !UNSEEN.test(value), "a text is one line of letters"),
);

/** A language is named by this. */
export const LanguageSchema = v.pipe(v.string(), v.regex(LANGUAGE, "a language is named as in BCP 47, e.g. km"));

/** JSON shape of a language pack. */
const PackSchema = v.strictObject({
  format: v.literal("tram-language-1"),
  language: LanguageSchema,
  /** The language's own name for itself: what the button says. */
  name: v.pipe(text, v.maxLength(40)),
  direction: v.picklist(["ltr", "rtl"]),
  /** True once somebody who grew up with the language has read every text on a screen. */
  reviewed: v.boolean(),
  /** By the keys of citizenTexts(). What is missing is shown in Vietnamese. */
  texts: v.record(v.string(), text),
});

/** One language's texts. */
export type LanguagePack = v.InferOutput<typeof PackSchema>;

/** A pack that may be shown, or every problem it has, one a line. */
export type ParsedPack =
  | { readonly ok: true; readonly pack: LanguagePack; readonly missing: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a pack's file. Texts that are missing are no problem; one of a key that nobody asks for is, and one that loses what is filled in. */
export function parsePack(bytes: Uint8Array): ParsedPack {
  if (bytes.length > MAX_PACK_BYTES) return { ok: false, problems: [`(file): more than ${MAX_PACK_BYTES} bytes`] };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problems: ["(file): no JSON in UTF-8"] };
  }
  const parsed = v.safeParse(PackSchema, value);
  if (!parsed.success) return { ok: false, problems: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(file)"}: ${issue.message}`) };
  const pack = parsed.output;
  const problems = textProblems(pack);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, pack, missing: missingOf(pack) };
}

/** What a template still says in Vietnamese is missing, too; a single word may be the same in both. */
function missingOf({ texts }: LanguagePack): readonly string[] {
  const isOwn = (key: string, vi: string) => Object.hasOwn(texts, key) && (texts[key] !== vi || (!vi.includes(" ") && !isTemplate(texts)));
  return [...citizenTexts()].flatMap(([key, { vi }]) => (isOwn(key, vi) ? [] : [key]));
}

/** Whether nothing has been written over yet. */
function isTemplate(texts: LanguagePack["texts"]): boolean {
  return [...citizenTexts()].every(([key, { vi }]) => texts[key] === undefined || texts[key] === vi);
}

/** Texts that are so much longer than both of ours that the screen will write them small. */
export function longTexts({ texts }: LanguagePack): readonly string[] {
  return [...citizenTexts()].flatMap(([key, { vi, en }]) =>
    lettersOf(texts[key] ?? "") > LONGER * Math.max(lettersOf(vi), lettersOf(en), SHORT) ? [key] : [],
  );
}

/** Half as long again is what the shrinking of the screen takes up; what is short has room on both sides. In letters. */
const [LONGER, SHORT] = [1.5, 12] as const;

/** As one sees them: of many scripts a letter is several signs. */
function lettersOf(said: string): number {
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(said)].length;
}

function textProblems({ language, texts }: LanguagePack): readonly string[] {
  const known = citizenTexts();
  const own = language === "vi" || language === "en" ? [`language: ${language} is built in`] : [];
  const wrong = Object.entries(texts).flatMap(([key, translated]) => {
    const original = known.get(key);
    if (!original) return [`texts.${key}: no text has this key`];
    const asked = gapsOf(original.vi);
    return asked === gapsOf(translated) ? [] : [`texts.${key}: it must have ${asked || "nothing to fill in"}`];
  });
  return [...own, ...wrong];
}

/** What is filled in, in the order of the alphabet: a translation may turn the order around. */
function gapsOf(said: string): string {
  return [...said.matchAll(/\{\w*\}/g)]
    .map(([gap]) => gap)
    .toSorted()
    .join(" ");
}

/** A pack as a page looks texts up in it: by the Vietnamese text itself. */
export function pageLanguage({ language, name, direction, texts }: LanguagePack): PageLanguage {
  const words = [...citizenTexts()].flatMap(([key, { vi }]) => {
    const translated = texts[key];
    return translated === undefined ? [] : [[vi, translated] as const];
  });
  return { language, name, direction, words: Object.fromEntries(words) };
}

/** A pack to be filled in: each text stands there in Vietnamese, to be written over. */
export function packTemplate(language: string, name: string): LanguagePack {
  const texts = Object.fromEntries([...citizenTexts()].map(([key, { vi }]) => [key, vi]));
  return { format: "tram-language-1", language, name, direction: "ltr", reviewed: false, texts };
}
