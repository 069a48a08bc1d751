import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, reasonOf } from "../support/judging.ts";
import "../support/properties.ts";

const TOKEN = "c3f9Kq81ZtPzVb0uX7mYw2LdR5hNaQ4eJ6sGiT1oBkCx8UvMyDWpHnEj9rFlSgA0";

describe("what looks like a code of the identity app", () => {
  test("is sent to staff, who can look at the phone; it is called neither good nor false, and nothing of it is kept", () => {
    expect(judge(TOKEN)).toEqual({ reason: "vneid-suspected", format: "vneid", warnings: [] });
  });

  test.each([
    "https://vneid.gov.vn/",
    "https://vneid.gov.vn./x?y=1",
    "HTTPS://APP.VNEID.GOV.VN/q/abc",
    "vneid://session/abc",
    "VNeID://x",
    "0123456789abcdef0123456789abcdef01234567",
    "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
    `${TOKEN}==`,
  ])("is %s", (text) => {
    expect(reasonOf(text)).toBe("vneid-suspected");
  });

  test.each([
    ["https://vneid.gov.vn@other.example/", "link-read"],
    ["https://vneid.gov.vn.other.example/", "link-read"],
    ["https://xvneid.gov.vn/", "link-read"],
    ["https://vnеid.gov.vn/", "link-read"],
    ["https://dichvucong.gov.vn/", "link-read"],
    [`https://example.vn/${TOKEN}`, "link-read"],
  ])("is not another's address that looks like it: %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test.each([
    ["a network", "WIFI:S:test;T:WPA;P:c3f9Kq81ZtPzVb0uX7mYw2LdR5hNaQ4eJ6sGiT1oBkCx8Uv;;"],
    ["one letter over and over", "A".repeat(7089)],
    ["one letter forty times", "A".repeat(40)],
    ["the alphabet", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"],
    ["a token too short", TOKEN.slice(0, 39)],
    ["a token too long", TOKEN.repeat(16)],
    ["digits", "0123456789".repeat(6)],
    ["hex digits without letters", "1234567890123456789012345678901234567890"],
    ["hex of both cases", "0123456789abcdefABCDEF0123456789abcdefABCDEF0123"],
    ["hex without variety", "ab01".repeat(12)],
    ["a JSON Web Token", `eyJhbGciOiJFZERTQSJ9.${TOKEN}.${TOKEN}`],
    ["a contact", "BEGIN:VCARD\nVERSION:3.0\nFN:Nguyen Van Thu\nEND:VCARD"],
    ["a one-time password", "otpauth://totp/Example:thu?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example"],
    ["a terminal escape", `\u001b[31m${TOKEN}`],
    ["two lines", `${TOKEN}\n${TOKEN}`],
    ["two words", `${TOKEN} ${TOKEN}`],
    ["a file's name", "Quyet-dinh-so-808-QD-BYT-ngay-01-04-2022-cua-Bo-truong"],
    ["long words in camel case", "NationalPopulationDatabaseDeclaration2025Registration"],
    ["a wallet's address", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"],
    ["another scheme", "vneidx://session"],
    ["the scheme alone", "vneid://"],
    ["the scheme with a space", "vneid://a b"],
  ])("is not %s", (_, text) => {
    expect(reasonOf(text)).toBe("not-understood");
  });

  test("is nearly every random token of at least 32 bytes", () => {
    let missed = 0;
    let seen = 0;
    const spellings = fc.constantFrom("hex", "base64", "base64url");
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 300, size: "max" }), spellings, (bytes, spelling) => {
        // fast-check likes small values; a token is spread evenly.
        const spread = Buffer.from(bytes.map((byte, at) => (byte * 167 + at * at * 59 + at * 13) & 0xff));
        seen++;
        if (reasonOf(spread.toString(spelling)) !== "vneid-suspected") missed++;
      }),
      { numRuns: 300 },
    );
    expect(missed / seen).toBeLessThan(0.05);
  });
});
