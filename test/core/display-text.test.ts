import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayJson, displayText, hasForbiddenCharacters } from "../../src/core/display-text.ts";

describe("text made safe to show", () => {
  test("has no control, format, separator or surrogate character of Unicode, but line feeds", () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const isForbidden = character !== "\n" && /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character);
      if (isForbidden !== hasForbiddenCharacters(character)) {
        // What else goes is invisible too: fillers, variation selectors, code points set aside for such.
        expect([code.toString(16), isForbidden, /\p{Default_Ignorable_Code_Point}/u.test(character)]).toEqual([
          code.toString(16),
          false,
          true,
        ]);
      }
      if (isForbidden) expect(displayText(`a${character}b`)).toBe("ab");
    }
  });

  test.each([
    ["a terminal escape", "\u001b[31mX\u0007", "[31mX"],
    ["a right-to-left override", "Nguyễn \u202eửhT", "Nguyễn ửhT"],
    ["isolates", "a\u2066b\u2069c", "abc"],
    ["zero-width letters", "a\u200bb\u200dc\ufeffd\u2060e", "abcde"],
    ["a soft hyphen", "a\u00adb", "ab"],
    ["tag characters", "a\u{e0041}\u{e007f}b", "ab"],
    ["a variation selector of the second plane", "a\u{e0100}b", "ab"],
    ["Hangul fillers", "a\u115f\u3164\uffa0b", "ab"],
    ["half a surrogate pair", "a\ud83db", "ab"],
    ["C1 controls", "a\u0085\u009bb", "ab"],
    ["a line separator", "a\u2028b", "ab"],
    ["NUL", "a\0b", "ab"],
  ])("loses %s", (_, text, shown) => {
    expect(hasForbiddenCharacters(text)).toBe(true);
    expect(displayText(text)).toBe(shown);
  });

  test.each(["Nguyễn Thị Kiểm Thử", "dòng một\ndòng hai", "👩 €", "<b>&amp;</b>", "=1+1", ""])("keeps %j", (text) => {
    expect(hasForbiddenCharacters(text)).toBe(false);
    expect(displayText(text)).toBe(text);
  });

  test("compares equal however it was typed, and making it safe twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const shown = displayText(text);
        expect(displayText(text.normalize("NFD").normalize("NFC"))).toBe(displayText(text.normalize("NFC")));
        expect(displayText(shown)).toBe(shown);
        expect(hasForbiddenCharacters(shown)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("JSON made safe to show", () => {
  test("means the same and holds no character that steers a terminal", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = displayJson(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(hasForbiddenCharacters(json)).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(displayJson("\u202e\u{e0041}\u001b")).toBe('"\\u202e\\udb40\\udc41\\u001b"');
  });
});
