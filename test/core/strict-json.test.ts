import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonItem, readJson } from "../../src/core/strict-json.ts";

/** As JSON.parse() would give it. */
function plain(item: JsonItem | undefined): unknown {
  if (item instanceof Map) return Object.fromEntries([...item].map(([name, value]) => [name, plain(value)]));
  return Array.isArray(item) ? item.map(plain) : item;
}

describe("a JSON text", () => {
  test("says the same as to everybody else", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), fc.constantFrom(0, 1, 3, "\t"), (value, indent) => {
        const spelt = JSON.stringify(value, undefined, indent);
        expect(plain(readJson(spelt))).toEqual(JSON.parse(spelt));
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, unknown]>([
    [' \t\r\n{ "a" : [ 1 , true , null ] } \n', { a: [1, true, null] }],
    ['"\\u0041\\n\\/\\ud83d\\ude00é"', "A\n/😀é"],
    ["-0.5e+2", -50],
    ["[]", []],
    ["{}", {}],
    ["0", 0],
    ["false", false],
  ])("%j", (text, value) => {
    expect(plain(readJson(text))).toEqual(value);
  });

  test("makes a member even of __proto__", () => {
    const item = readJson('{"__proto__": 1}');
    expect(item instanceof Map && item.get("__proto__")).toBe(1);
  });

  test("whatever JSON.parse() refuses is refused", () => {
    const letters = fc.array(fc.constantFrom(...'{}[]:,"\\u0d8 \n-+.eE019atrufalsn'), { maxLength: 12 });
    fc.assert(
      fc.property(letters, (parts) => {
        const text = parts.join("");
        if (readJson(text) !== undefined) expect(() => JSON.parse(text)).not.toThrow();
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("a JSON text is refused", () => {
  test.each<[string, string]>([
    ["two members of one name", '{"a":1,"a":2}'],
    ["two members of one name, one of them spelt otherwise", '{"a":1,"\\u0061":2}'],
    ["two members of one name further in", '[{"a":{"b":1,"b":1}}]'],
    ["half a surrogate pair", '"\\ud800"'],
    ["half a surrogate pair in a name", '{"\\udc00":1}'],
    ["the halves the wrong way round", '"\\ude00\\ud83d"'],
    ["a number beyond all numbers", "1e400"],
    ["NaN", "NaN"],
    ["Infinity", "-Infinity"],
    ["a leading zero", "01"],
    ["a plus", "+1"],
    ["half a fraction", "1."],
    ["a comma at the end", "[1,]"],
    ["a comma at the end of an object", '{"a":1,}'],
    ["a name without quotes", "{a:1}"],
    ["quotes of another kind", "{'a':1}"],
    ["a comment", "[1/**/]"],
    ["a control character in a text", '"a\u0001"'],
    ["a line feed in a text", '"a\nb"'],
    ["an escape that there is not", '"\\x41"'],
    ["white space of another kind", "\u00a01"],
    ["more behind it", "{} {}"],
    ["no end", '{"a":[1'],
    ["nothing", ""],
  ])("with %s", (_, text) => {
    expect(readJson(text)).toBeUndefined();
  });

  test("when it nests deeper than 16, and not before", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const nested = (depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;
      expect(readJson(nested(16))).toBeDefined();
      expect(readJson(nested(17))).toBeUndefined();
    }
  });

  test("in no time, whatever fills the largest code", () => {
    const worst = ["[", "[0,", '{"a":', '"', "\\\\", '"\\u0041', "1", "-", "1e", " ", "{}", '[""', "[[0],"];
    const from = performance.now();
    for (const part of worst) for (const start of ["", '"', "[", "{"]) readJson(start + part.repeat(8192 / part.length));
    expect(performance.now() - from).toBeLessThan(500);
  });
});
