import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ADVICE } from "../../src/core/advice.ts";
import { HINT_TEXTS } from "../../src/core/hint-texts.ts";
import { citizenTexts } from "../../src/core/language/citizen-texts.ts";
import { longTexts, MAX_PACK_BYTES, packTemplate, pageLanguage, parsePack } from "../../src/core/language/language-pack.ts";
import { nextLanguage, sayIn } from "../../src/core/language/said.ts";
import { LATER_TEXTS } from "../../src/core/later-texts.ts";
import { REASONS, type Reason } from "../../src/core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../../src/core/reason-texts.ts";
import { SCREEN_TEXTS } from "../../src/core/screen-texts.ts";

const SHIPPED = new URL("../../src/web/languages/", import.meta.url);
const TEXTS = citizenTexts();

test("every text that a citizen can see is there, once", () => {
  const shown = [...TEXTS.values()].map(({ vi }) => vi);
  expect(new Set(shown).size).toBe(shown.length);
  for (const reason of Object.keys(REASONS) as Reason[]) {
    const { detail, next } = REASON_TEXTS[reason];
    for (const { vi } of [headlineOf(reason), detail, next]) expect(shown).toContain(vi);
  }
  for (const advice of ADVICE) expect(shown).toContain(HINT_TEXTS[advice].vi);
});

test("a text has the same gaps in both languages", () => {
  const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();
  for (const [key, { vi, en }] of TEXTS) expect(gaps(vi), key).toEqual(gaps(en));
});

test.each(readdirSync(SHIPPED))("the pack %s says every text", (file) => {
  const parsed = parsePack(readFileSync(new URL(file, SHIPPED)));
  expect(parsed).toMatchObject({ ok: true, missing: [] });
  expect(parsed.ok && `${parsed.pack.language}.json`).toBe(file);
});

describe("a pack", () => {
  const whole = packTemplate("hmn", "Hmoob");
  const parse = (pack: unknown) => parsePack(Buffer.from(JSON.stringify(pack)));

  test("that is a template still is all missing", () => {
    expect(parse(whole)).toMatchObject({ ok: true, missing: [...TEXTS.keys()] });
  });

  test("may have a word that is the same in Vietnamese, once others are written over", () => {
    const texts = { ...Object.fromEntries(Object.keys(whole.texts).map((key) => [key, `${whole.texts[key]} x`])), "screen.card": "Thẻ" };
    const gapped = parse({ ...whole, texts });
    expect(gapped).toMatchObject({ ok: true, missing: [] });
  });

  test("is told of what is so long that the screen writes it small", () => {
    const texts = { "screen.invite": "x".repeat(40), "screen.back": "x".repeat(18), "verdict.accept": "x".repeat(19) };
    expect(longTexts({ ...whole, texts })).toEqual(["screen.invite", "verdict.accept"]);
    const [km] = readdirSync(SHIPPED).map((file) => parsePack(readFileSync(new URL(file, SHIPPED))));
    expect(km?.ok && longTexts(km.pack)).toEqual([]);
  });

  test("with a text less can be used, and says which", () => {
    const { "screen.back": _, ...others } = Object.fromEntries(Object.keys(whole.texts).map((key) => [key, `${whole.texts[key]} x`]));
    expect(parse({ ...whole, texts: others })).toMatchObject({ ok: true, missing: ["screen.back"] });
  });

  test.each([
    ["a key that nobody asks for", { ...whole, texts: { "screen.nothing": "x" } }, "texts.screen.nothing"],
    ["a lost gap", { ...whole, texts: { "screen.counter": "x" } }, "texts.screen.counter: it must have {counter}"],
    ["a gap of its own", { ...whole, texts: { "screen.back": "{name}" } }, "texts.screen.back: it must have nothing"],
    ["an empty text", { ...whole, texts: { "screen.back": " " } }, "texts.screen.back"],
    ["a line end", { ...whole, texts: { "screen.back": "a\nb" } }, "texts.screen.back"],
    ["writing turned around", { ...whole, texts: { "screen.back": "a\u202eb" } }, "texts.screen.back"],
    ["a text without end", { ...whole, texts: { "screen.back": "x".repeat(401) } }, "texts.screen.back"],
    ["a language that is built in", { ...whole, language: "vi" }, "language: vi is built in"],
    ["a language that is a path", { ...whole, language: "../etc" }, "language"],
    ["another format", { ...whole, format: "tram-language-2" }, "format"],
    ["a key too many", { ...whole, script: "x" }, "script"],
  ])("with %s is refused", (_, pack, problem) => {
    const parsed = parse(pack);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.problems.join("\n")).toContain(problem);
  });

  test("that is no JSON, no UTF-8 or too large is refused", () => {
    for (const bytes of [Buffer.from("{"), Buffer.from([0x22, 0xff, 0x22]), Buffer.alloc(MAX_PACK_BYTES + 1, 0x20)])
      expect(parsePack(bytes).ok).toBe(false);
  });
});

describe("a text is said", () => {
  const { back } = SCREEN_TEXTS;
  const km = pageLanguage({
    ...packTemplate("km", "ខ្មែរ"),
    direction: "rtl",
    texts: { "screen.back": "ត្រឡប់", "screen.counter": "បញ្ជរ {counter}" },
  });

  test("in Vietnamese with English below, and the other way round", () => {
    expect(sayIn("vi")(back)).toMatchObject({ large: { words: back.vi, language: "vi" }, small: { words: back.en, language: "en" } });
    expect(sayIn("en")(back)).toMatchObject({ large: { words: back.en, language: "en" }, small: { words: back.vi, language: "vi" } });
  });

  test("by the pack where a number or a time is filled in already, as in a policy's sentence or on a kiosk that is paused", () => {
    const pack = pageLanguage({
      ...packTemplate("km", "ខ្មែរ"),
      texts: { "screen.counter": "បញ្ជរ {counter}", "screen.back-at": "ម៉ោង {time}" },
    });
    const said = (vi: string) => sayIn("km", pack)({ vi, en: "…" }).large.words;
    expect(said("Mời ông bà qua quầy 12.")).toBe("បញ្ជរ 12");
    expect(said("Hoạt động lại lúc 13:30.")).toBe("ម៉ោង 13:30");
    expect(said("Mời ông bà qua quầy 3 hoặc 4.")).toBe("Mời ông bà qua quầy 3 hoặc 4.");
  });

  test("by the pack with Vietnamese below", () => {
    expect(sayIn("km", km)(back)).toEqual({
      large: { words: "ត្រឡប់", language: "km", direction: "rtl" },
      small: { words: back.vi, language: "vi", direction: "ltr" },
    });
  });

  test("in Vietnamese and English where the pack says nothing, is another's, or is not here yet", () => {
    for (const say of [sayIn("km", km), sayIn("km"), sayIn("hmn", km)])
      expect(say(SCREEN_TEXTS.invite)).toMatchObject({ large: { language: "vi" }, small: { language: "en" } });
    expect(sayIn("km", km)({ vi: "constructor", en: "x" }).large.words).toBe("constructor");
  });

  test("with its gaps filled, and what fills them is never looked at again", () => {
    const said = sayIn("km", km)(LATER_TEXTS.counter, { counter: "{counter}3" });
    expect([said.large.words, said.small.words]).toEqual(["បញ្ជរ {counter}3", "Mời ông bà qua quầy {counter}3."]);
  });
});

test("the button goes through the languages and comes round", () => {
  const languages = [
    { language: "vi", name: "Tiếng Việt" },
    { language: "km", name: "ខ្មែរ" },
  ];
  expect(["vi", "km", "xx"].map((language) => nextLanguage(languages, language)?.language)).toEqual(["km", "vi", "vi"]);
  expect(nextLanguage([], "vi")).toBeUndefined();
});
