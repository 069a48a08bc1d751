import { describe, expect, test } from "vitest";
import { formatOf, isWhole, recognise } from "../../src/core/recognise.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { makeCredential } from "../support/credential-maker.ts";

const VALID = makeCredential().text;
const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Xã Ví Dụ|20062021";
const INSURANCE = "9900000001|4e|15/05/1990|2|-|99 - 001|01/01/2026|-|20/12/2025|$";
const PAYMENT = "00020101021138540010A00000072701240006970400011000000000000208QRIBFTTA53037045802VN63045382";

function reasonOf(symbol: string | Uint8Array): string {
  const recognised = recognise(Buffer.from(symbol));
  return recognised.ok ? recognised.value.format : recognised.reason;
}

describe("a symbol is recognised", () => {
  test.each([
    ["claim169", VALID],
    ["citizen-card", CARD],
    ["health-insurance-card", INSURANCE],
    ["emvco-payment", PAYMENT],
    ["personal-number", "099190000001"],
    ["prescription-code", "99999abcdefg-c"],
    ["link", "https://example.invalid/"],
  ])("as %s", (format, text) => {
    expect(reasonOf(text)).toBe(format);
    // A bare number may be the beginning of a citizen card, a link that of a longer one: only quiet tells.
    expect(isWhole(Buffer.from(text))).toBe(!["personal-number", "prescription-code", "link"].includes(format));
  });

  test.each(["V7F", "Y9F", "6BF", "NCF"])("as meant for a CWT credential when it begins with %s", (prefix) => {
    expect(reasonOf(prefix)).toBe("truncated");
    expect(reasonOf(`${prefix}:::`)).toBe("base45-invalid");
    expect(reasonOf(`${prefix}abc`)).toBe("base45-invalid");
    expect(formatOf(Buffer.from(prefix))).toBe("cwt");
  });

  test.each([
    "",
    " ",
    "\0",
    "NC",
    "ncf123",
    "GGW:::",
    "hello",
    "WIFI:S:test;T:WPA;P:x;;",
    "javascript:alert(1)",
    "BEGIN:VCARD\nFN:Thu\nEND:VCARD",
    "otpauth://totp/Thu?secret=JBSWY3DPEHPK3PXP",
    "A".repeat(7089),
    "\u001b[31mX\u0007",
    "||||||",
    "$",
    "{}",
    "0".repeat(7089),
    "\ud800",
  ])("not at all: %j", (text) => {
    expect(reasonOf(text)).toBe("not-understood");
    expect(formatOf(Buffer.from(text))).toBeUndefined();
    expect(isWhole(Buffer.from(text))).toBe(false);
  });

  test("only up to the largest size a code can have", () => {
    expect(MAX_SYMBOL_BYTES).toBeGreaterThan(7089);
    expect(reasonOf("0".repeat(MAX_SYMBOL_BYTES))).toBe("not-understood");
    expect(reasonOf("0".repeat(MAX_SYMBOL_BYTES + 1))).toBe("too-large");
    expect(reasonOf(`${VALID}${" ".repeat(MAX_SYMBOL_BYTES)}`)).toBe("too-large");
  });
});

describe("no part of a code is whole", () => {
  test.each([
    ["a credential", VALID],
    ["an insurance card", INSURANCE],
    ["a citizen card", CARD],
    ["a payment code", PAYMENT],
  ])("%s", (_, text) => {
    for (let length = 0; length < text.length; length++) expect(isWhole(Buffer.from(text.slice(0, length)))).toBe(false);
  });
});

describe("a credential may be surrounded, never interrupted", () => {
  test.each([`\ufeff${VALID}`, `${VALID}\r\n`, `${VALID}\0\0`, `  ${VALID}  `, `]Q1${VALID}`])("%#: %j", (text) => {
    expect(reasonOf(text)).toBe("claim169");
  });

  test.each([" ", "\r\n", "\0", "\ufeff", "\u001b[0m", "é", "a", "_"])("by %j", (insertion) => {
    const text = VALID.slice(0, 50) + insertion + VALID.slice(50);
    // A space is a Base45 digit: it shifts all that follows, and the sum of the zlib stream no longer fits.
    expect(reasonOf(text)).toMatch(insertion === " " ? /^(base45|compression)-invalid$|^truncated$/ : /^base45-invalid$/);
  });

  test("by a space lost where there are two", () => {
    const spaced = Array.from(
      { length: 400 },
      (_, n) => makeCredential({ unprotected: Uint8Array.of(0xa1, 0x63, 0x61, 0x61 + (n % 26), 0x61 + Math.floor(n / 26), 0) }).text,
    ).find((text) => text.includes("  "));
    expect(spaced && reasonOf(spaced)).toBe("claim169");
    expect(reasonOf(spaced?.replace("  ", " ") ?? "")).toMatch(/invalid$|^truncated$/);
  });

  test("in lower case, because no reader that changes letters can be trusted with digits", () => {
    expect(reasonOf(VALID.toLowerCase())).toBe("not-understood");
  });
});
