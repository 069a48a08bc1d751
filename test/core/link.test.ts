import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, reasonOf } from "../support/judging.ts";
import "../support/properties.ts";

const claimsOf = (text: string) => judge(text).claims;

/** A product number with its check digit, by hand. */
function gtin(thirteen: string): string {
  const sum = [...thirteen].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return thirteen + String((10 - (sum % 10)) % 10);
}

const GTIN = gtin("0893000000000");
const PRODUCT = `https://id.example/01/${GTIN}`;

describe("a link", () => {
  test("is read, never opened, and only its host is shown", () => {
    const decision = judge("https://example.invalid/gplx?id=099000000000");
    expect(decision).toEqual({
      reason: "link-read",
      format: "link",
      type: "link",
      claims: { kind: "url", host: "example.invalid" },
      disclosed: { host: "example.invalid" },
      warnings: [],
    });
  });

  test.each([
    ["https://vneid.gov.vn@other.example/", "other.example"],
    ["https://vneid.gov.vn:443@other.example:8443/", "other.example:8443"],
    ["https://vneid.gov.vn%40other.example@evil.example/", "evil.example"],
    ["HTTPS://EXAMPLE.VN/", "example.vn"],
    ["http://example.vn:80/", "example.vn"],
    ["http://example.vn:443/", "example.vn:443"],
    ["https://vnеid.gov.vn/", "xn--vnid-w4d.gov.vn"],
    ["https://sở-y-tế.example/", "xn--s-y-t-jkb74iex9s.example"],
    ["https://ｅxample.com/", "example.com"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["http://[::1]:8080/", "[::1]:8080"],
    ["https://example.vn/tra-cứu?x=một", "example.vn"],
    ["https://example.vn#a", "example.vn"],
    ["https://a.example//b.example/", "a.example"],
  ])("%s leads to %s", (text, host) => {
    const { reason, claims } = judge(text);
    expect(reason).toBe("link-read");
    if (host.startsWith("xn--s-")) expect(claims?.["host"]).toMatch(/^xn--[a-z0-9-]+\.example$/);
    else expect(claims).toEqual({ kind: "url", host });
  });

  test.each([
    "javascript:alert(1)",
    "ftp://example.vn/",
    "data:text/html,x",
    "example.vn",
    "www.example.vn/a",
    "https:/example.vn",
    "https:example.vn",
    "https://",
    "https:///example.vn",
    "https://?x",
    "https://a b.example/",
    "https://a.example/b c",
    "https://a.example/\tb",
    "https://a.example/\u0000b",
    "https://a.example/\u202eb",
    "https://a.example/\u200bb",
    "https://evil.example\\@vneid.gov.vn/",
    "https://a.example/\nMã: 12",
    "xem https://a.example/",
  ])("is not what is no link, or a link among other words: %j", (text) => {
    expect(reasonOf(text)).toBe("not-understood");
  });

  test.each(["http://[::1", "https://a.example:99999/", "https://a..example%/", "http://1.2.3.4.5.6.999/"])(
    "that leads nowhere is malformed: %s",
    (text) => {
      expect(judge(text)).toMatchObject({ reason: "malformed", format: "link" });
    },
  );

  test("is as long as the largest code at most", () => {
    const text = "https://a.example/".padEnd(4296, "x");
    expect(reasonOf(text)).toBe("link-read");
    expect(reasonOf(`${text}x`)).toBe("too-large");
  });

  test("shows a host in ASCII without control characters, or is none, whatever follows its beginning", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("http://", "https://", "HTTPS://", "https://a@"),
        fc.string({ unit: "binary", maxLength: 60 }),
        (start, rest) => {
          const { reason, claims } = judge(start + rest);
          expect(["link-read", "malformed", "not-understood", "vneid-suspected"]).toContain(reason);
          if (reason === "link-read") expect(claims?.["host"]).toMatch(/^[\x21-\x7e]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a GS1 Digital Link", () => {
  test("names a product, its lot and its dates", () => {
    const text = `${PRODUCT}/22/V1/10/LOT%2F1/21/S-1?17=301231&11=260229&15=301200&13=260228`;
    expect(judge(text)).toMatchObject({ reason: "link-read", warnings: [], disclosed: { host: "id.example", gtin: GTIN } });
    expect(claimsOf(text)).toEqual({
      kind: "gs1-digital-link",
      host: "id.example",
      gtin: GTIN,
      variant: "V1",
      lot: "LOT/1",
      serial: "S-1",
      exp: "2030-12-31",
      packed: "2026-02-28",
      bestBefore: "2030-12-31",
      // 2026 has no 29 February.
    });
  });

  test("as docs/formats.md has it says what it says there", () => {
    const docs = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");
    const [, text = "", said = ""] = /^(https:\/\/id\.example\S+)\n {2}→ (.*)$/m.exec(docs) ?? [];
    const pairs = said.split(", ").map((pair) => pair.split(" "));
    expect(claimsOf(text)).toEqual(Object.fromEntries(pairs));
    expect(judge(text).warnings).toEqual([]);
  });

  test.each([
    [`https://id.example/a/b/01/${GTIN}`, GTIN],
    [`https://id.example/01/01/${GTIN}`, GTIN],
    [`https://id.example/01/${gtin("0000000000012")}/`, gtin("0000000000012")],
    [`https://id.example/01/${GTIN.slice(1)}`, GTIN],
    ["https://id.example/01/96385074", "00000096385074"],
    ["https://id.example/01/036000291452", "00036000291452"],
  ])("may stand under any path, with a shorter number, too: %s", (text, product) => {
    expect(judge(text)).toMatchObject({ claims: { kind: "gs1-digital-link", gtin: product }, warnings: [] });
  });

  test("with a wrong check digit is read as it is written, with a warning", () => {
    const wrong = GTIN.slice(0, -1) + String((Number(GTIN.at(-1)) + 1) % 10);
    expect(judge(`https://id.example/01/${wrong}/10/A`)).toMatchObject({
      reason: "link-read",
      claims: { gtin: wrong, lot: "A" },
      warnings: ["check-digit-wrong"],
    });
  });

  test.each([
    "https://id.example/01/123",
    "https://id.example/01/",
    "https://id.example/01/0893000000000x",
    `https://id.example/x?01=${GTIN}`,
  ])("is a plain link without a product number where one belongs: %s", (text) => {
    expect(claimsOf(text)).toEqual({ kind: "url", host: "id.example" });
  });

  test.each([
    ["000101", "2000-01-01"],
    ["760101", "2076-01-01"],
    ["770101", "1977-01-01"],
    ["991231", "1999-12-31"],
    ["280200", "2028-02-29"],
    ["290200", "2029-02-28"],
    ["300400", "2030-04-30"],
  ])("has the date %s: %s (General Specifications 7.12)", (written, date) => {
    expect(claimsOf(`${PRODUCT}?17=${written}`)).toMatchObject({ exp: date });
  });

  test.each([
    "17=301301",
    "17=300001",
    "17=300230",
    "17=3012",
    "17=30123A",
    "17=",
    "10=a%20b",
    "10=%E2%80%AEx",
    "10=123456789012345678901",
    "99=x",
    "10",
  ])("leaves out what its identifiers do not allow: %s", (query) => {
    expect(claimsOf(`${PRODUCT}?${query}`)).toEqual({ kind: "gs1-digital-link", host: "id.example", gtin: GTIN });
  });

  test("is not upset by letters that cannot be decoded", () => {
    expect(claimsOf(`${PRODUCT}/10/%zz/21/%E0%A4`)).toMatchObject({ gtin: GTIN });
  });
});
