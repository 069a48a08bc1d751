import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase32 } from "../../src/core/base32.ts";
import { base32 } from "../support/pass-maker.ts";

const LETTER = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

function decoded(text: string): string {
  const bytes = decodeBase32(text);
  return bytes.ok ? Buffer.from(bytes.value).toString("latin1") : bytes.reason;
}

describe("Base32", () => {
  // RFC 4648 §10, without padding.
  test.each([
    ["", ""],
    ["MY", "f"],
    ["MZXQ", "fo"],
    ["MZXW6", "foo"],
    ["MZXW6YQ", "foob"],
    ["MZXW6YTB", "fooba"],
    ["MZXW6YTBOI", "foobar"],
  ])("the RFC's %j is %j", (text, plain) => {
    expect(decoded(text)).toBe(plain);
  });

  test("what another implementation encoded comes back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decoded(base32(bytes))).toBe(Buffer.from(bytes).toString("latin1"));
      }),
    );
  });

  test("has one spelling: whatever decodes encodes to the same text", () => {
    fc.assert(
      fc.property(fc.array(LETTER, { maxLength: 12 }), (letters) => {
        const text = letters.join("");
        const bytes = decodeBase32(text);
        if (bytes.ok) expect(base32(bytes.value)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["a length that no encoder writes", "A"],
    ["one of three letters", "AAA"],
    ["one of six", "AAAAAA"],
    ["a bit left over", "MZ"],
    ["the last bit left over", "MZXW6YR"],
  ])("cut, with %s", (_, text) => {
    expect(decoded(text)).toBe("truncated");
  });

  test.each(["my", "MY======", "M1", "M0", "M8", "MY ", "M-", "MÝ", "\ud800Y", "МY"])("%j is no Base32", (text) => {
    expect(decoded(text)).toBe("malformed");
  });
});
