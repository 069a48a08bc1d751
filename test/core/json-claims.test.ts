import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64 } from "../../src/core/base64.ts";
import { displayJson, hasForbiddenCharacters } from "../../src/core/display-text.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";

test("bytes become base64 at any depth, and everything else stays", () => {
  const claims = { photo: Buffer.from("ab"), face: [{ data: Uint8Array.of(255), format: 0 }], name: "Thử", none: null, yes: true };
  expect(claimsToJson(claims)).toEqual({ photo: "YWI=", face: [{ data: "/w==", format: 0 }], name: "Thử", none: null, yes: true });
});

test("an attribute that is named like a member of every object stays a plain attribute", () => {
  const claims = Object.fromEntries([["__proto__", "x"]]);
  expect(JSON.stringify(claimsToJson(claims))).toBe('{"__proto__":"x"}');
});

test("base64 has one spelling in each of its two alphabets", () => {
  expect(decodeBase64("+/8=")).toEqual(decodeBase64("-_8"));
  for (const text of ["+/8", "-_8=", "+/9=", "YW I=", "====", "é", "YWI=\n"]) expect(decodeBase64(text)).toBeUndefined();
});

test("JSON for a terminal means the same as any JSON, and cannot steer it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary", maxDepth: 2 }), (value) => {
      const line = displayJson(value);
      expect(hasForbiddenCharacters(line) || line.includes("\n")).toBe(false);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
