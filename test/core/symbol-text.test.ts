import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText } from "../../src/core/symbol-text.ts";

/** Every letter of Vietnamese in both cases, as one code point each. */
const LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";
const VIETNAMESE = [...LETTERS, ...LETTERS.toUpperCase(), ..."0123456789 ,.-/|"];
const vietnamese = fc.array(fc.constantFrom(...VIETNAMESE), { maxLength: 80 }).map((letters) => letters.join("").trim());

const read = (text: string | Uint8Array) => readText(Buffer.from(text));
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
/** As WHATWG decodes it, which is as browsers and most readers do. */
const windows1252 = (bytes: Uint8Array) => new TextDecoder("windows-1252").decode(bytes);

const windows1258 = (bytes: Uint8Array) => new TextDecoder("windows-1258").decode(bytes);

/** Letters that UTF-8 in Windows-1252 shows as a capital and a sign that may follow a word. */
const isAmbiguous = (text: string) => /^[\0-\x7f]*$/.test(text.replace(/(?<![a-z])[àÒÔÕ]/gu, ""));

describe("text that a reader decoded wrongly", () => {
  test.each([
    ["Latin-1", latin1],
    ["Windows-1252", windows1252],
    ["Windows-1258", windows1258],
  ])("as %s is restored exactly", (_, decode) => {
    fc.assert(
      fc.property(vietnamese, (text) => {
        fc.pre(!isAmbiguous(text) || /^[\0-\x7f]*$/.test(text));
        const isPlain = /^[\0-\x7f]*$/.test(text);
        expect(read(decode(Buffer.from(text)))).toEqual({ text, warnings: isPlain ? [] : ["text-repaired"] });
      }),
      { numRuns: 500 },
    );
  });

  test("letter by letter, in both cases and both forms", () => {
    for (const letter of VIETNAMESE) {
      for (const text of [`a${letter}a`, `a${letter}a`.normalize("NFD")]) {
        expect(read(latin1(Buffer.from(text))).text).toBe(text);
        expect(read(windows1252(Buffer.from(text))).text).toBe(text);
        expect(read(windows1258(Buffer.from(text))).text).toBe(text);
      }
    }
  });

  test("twice is restored, too, and what was so treated more often is left where it is still certain", () => {
    const twice = latin1(Buffer.from(latin1(Buffer.from("Nguyễn"))));
    expect(read(twice)).toEqual({ text: "Nguyễn", warnings: ["text-repaired"] });
    expect(read(latin1(Buffer.from(twice)))).toEqual({ text: latin1(Buffer.from("Nguyễn")), warnings: ["text-repaired"] });
  });

  test.each([
    ["XÃ\u00a0AN HOA", "a space that does not break after a capital"],
    ["NGÕ CÔ”", "a closing quotation mark"],
    ["CÙ–XOM", "a dash"],
    ["CÙ… XÃ’", "an ellipsis, an apostrophe"],
    ["là\u00a0\u00a0hai", "two such spaces after a small letter"],
  ])("is not seen in %j, which may be meant: %s", (text) => {
    expect(read(text)).toEqual({ text, warnings: [] });
  });

  test("is seen where such a pair stands within a word, or beside one that nobody can mean", () => {
    expect(read("ThÃ\u00a0nh")).toEqual({ text: "Thành", warnings: ["text-repaired"] });
    expect(read("HÃ\u00a0 Ná»™i")).toEqual({ text: "Hà Nội", warnings: ["text-repaired"] });
  });

  test("with letters lost is left as it is", () => {
    expect(read("Nguy?n Th? D?")).toEqual({ text: "Nguy?n Th? D?", warnings: [] });
    expect(read("Nguy\ufffdn Thá»‹").warnings).toEqual([]);
  });
});

describe("text that a reader decoded rightly", () => {
  test("is never changed", () => {
    fc.assert(
      fc.property(vietnamese, fc.constantFrom("NFC", "NFD"), (plain, form) => {
        const text = plain.normalize(form);
        expect(read(text)).toEqual({ text, warnings: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("is never changed where all its letters are Latin-1 ones, which is where a mistake could be made", () => {
    const latin = fc.constantFrom(...VIETNAMESE.filter((letter) => letter <= "\u00ff"));
    fc.assert(
      fc.property(fc.array(latin, { maxLength: 40 }), (letters) => {
        const text = letters.join("").trim();
        expect(read(text)).toEqual({ text, warnings: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test("is never changed where it is ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) }), (text) => {
        fc.pre(!/^\][A-Za-z][0-9A-Za-z]/.test(text));
        expect(read(text)).toEqual({ text, warnings: [] });
      }),
    );
  });
});

describe("bytes that are no UTF-8", () => {
  test.each<[string, Uint8Array]>([
    ["a lone continuation", Uint8Array.of(0x41, 0x80)],
    ["a letter cut in half", Buffer.from("Nguyễ").subarray(0, -1)],
    ["an overlong form", Uint8Array.of(0xc0, 0x80)],
    ["a surrogate", Uint8Array.of(0xed, 0xa0, 0x80)],
    ["beyond Unicode", Uint8Array.of(0xf4, 0x90, 0x80, 0x80)],
    ["UTF-16 with its mark", Uint8Array.of(0xff, 0xfe, 0x41, 0x00)],
  ])("(%s) are read byte by byte, with a warning", (_, symbol) => {
    expect(readText(symbol)).toEqual({ text: latin1(symbol).replace(/\0$/, ""), warnings: ["text-lossy"] });
  });
});

describe("what surrounds the text", () => {
  test.each([
    ["CR LF", "code\r\n"],
    ["NUL", "code\0\0"],
    ["a byte-order mark", "\ufeffcode"],
    ["a byte-order mark decoded as Latin-1", "ï»¿code é".replace("é", "Ã©")],
    ["a tab", "\tcode\t"],
    ["the reader's AIM prefix", "]Q3code"],
    ["a line end before the AIM prefix", "\r\n]Q1 code"],
    ["no-break spaces", "\u00a0code\u00a0"],
  ])("is taken off: %s", (_, text) => {
    expect(read(text).text.replace(" é", "")).toBe("code");
  });

  test("is taken off in linear time", () => {
    const before = performance.now();
    for (let count = 0; count < 20; count++) read(`x${" ".repeat(8190)}x`);
    expect(performance.now() - before).toBeLessThan(400);
  });

  test("is not searched for inside", () => {
    expect(read("a  b\r\nc\0d ]Q1e").text).toBe("a  b\r\nc\0d ]Q1e");
  });

  test("never leaves more, and reading never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (symbol) => {
        const { text } = readText(symbol);
        expect(text.length).toBeLessThanOrEqual(symbol.length);
        expect(text).not.toMatch(/^[\s\0\ufeff]|[\s\0\ufeff]$/);
      }),
      { numRuns: 1000 },
    );
  });
});
