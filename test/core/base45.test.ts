import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase45, encodeBase45 } from "../../src/core/base45.ts";
import { base45 } from "../support/credential-maker.ts";

const LETTER = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:");

function decoded(text: string): string {
  const bytes = decodeBase45(text);
  return bytes.ok ? Buffer.from(bytes.value).toString("latin1") : bytes.reason;
}

describe("Base45", () => {
  // RFC 9285 §4.3 and §4.4.
  test.each([
    ["AB", "BB8"],
    ["Hello!!", "%69 VD92EX0"],
    ["base-45", "UJCLQE7W581"],
    ["ietf!", "QED8WEX0"],
    ["", ""],
  ])("the RFC's %j is %j", (plain, text) => {
    expect(encodeBase45(Buffer.from(plain))).toBe(text);
    expect(decoded(text)).toBe(plain);
  });

  test("what was encoded comes back, and a second implementation writes the same", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encodeBase45(bytes);
        expect(text).toBe(base45(bytes));
        expect(decoded(text)).toBe(Buffer.from(bytes).toString("latin1"));
      }),
    );
  });

  test("has one spelling: whatever decodes encodes to the same text", () => {
    fc.assert(
      fc.property(fc.array(LETTER, { maxLength: 12 }), (letters) => {
        const text = letters.join("");
        const bytes = decodeBase45(text);
        if (bytes.ok) expect(encodeBase45(bytes.value)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["FGW", "\xff\xff"],
    ["GGW", "base45-invalid"],
    [":::", "base45-invalid"],
    ["U5", "\xff"],
    ["V5", "truncated"],
    ["::", "truncated"],
    ["BB8A", "truncated"],
  ])("at the limits, %j is %j", (text, expected) => {
    expect(decoded(text)).toBe(expected);
  });

  test.each(["bb8", "BB8\r", "BB\u00e9", "BB8BB\n", "BB8,", "BB8__", "\ud800BB", "BBＢ"])("%j is no Base45, wherever it ends", (text) => {
    expect(decoded(text)).toBe("base45-invalid");
  });

  test("a text cut anywhere is truncated or a shorter whole, never damaged", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), (bytes, at) => {
        const text = encodeBase45(bytes);
        const cut = decodeBase45(text.slice(0, at % text.length));
        if (!cut.ok) expect(cut.reason).toBe("truncated");
      }),
    );
  });
});
