import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../src/core/canonical-json.ts";
import { readJson } from "../../src/core/strict-json.ts";

function canonical(text: string): string | undefined {
  const item = readJson(text);
  return item === undefined ? undefined : canonicalJson(item);
}

describe("the canonical form", () => {
  // The situations of RFC 8785 §3.2.2 to §3.2.4, in our own words.
  test.each([
    ['{ "b" : 2 , "a" : [ true , null ] }', '{"a":[true,null],"b":2}'],
    ["[1.0, 1E3, 0.000001, 1e-7, 1e21, 123456789012345680000, -0, 4.50]", "[1,1000,0.000001,1e-7,1e+21,123456789012345680000,0,4.5]"],
    ['"\\u0041\\/\\u000a\\u001f\\u007f\\u00e9\\"\\\\"', '"A/\\n\\u001f\u007fé\\"\\\\"'],
    ['{"a":{"z":1,"y":2},"":3}', '{"":3,"a":{"y":2,"z":1}}'],
    ['{"10":1,"9":2,"1":3}', '{"1":3,"10":1,"9":2}'],
    ['{"__proto__":1,"constructor":2}', '{"__proto__":1,"constructor":2}'],
  ])("of %s is %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test("sorts names by UTF-16 units, where a letter beyond the basic plane goes before some of it", () => {
    expect(canonical('{"\\ufb33":1,"\\ud83d\\ude00":2,"\\u20ac":3,"\\r":4,"z":5}')).toBe(
      '{"\\r":4,"z":5,"\u20ac":3,"\ud83d\ude00":2,"\ufb33":1}',
    );
  });

  test("does not depend on order or spelling, says the same, and is its own canonical form", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const text = canonical(JSON.stringify(value));
        expect(canonical(JSON.stringify(reversed(value), undefined, 2))).toBe(text);
        expect(canonical(text ?? "")).toBe(text);
        expect(JSON.parse(text ?? "")).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 1000 },
    );
  });

  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, member]) => [name, reversed(member)]),
    );
  }
});
