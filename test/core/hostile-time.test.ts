// Nobody may stop a kiosk with a piece of paper: every format, tried with the texts that make regular expressions and parsers go back and forth.
import { describe, expect, test } from "vitest";
import { formatOf, recognise } from "../../src/core/recognise.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { DYNAMIC, HEAD, napas, object, sealed } from "../support/emvco-maker.ts";
import { judge } from "../support/judging.ts";

/** A beginning, then a part over and over, then an end that spoils it. */
function filled(start: string, part: string, end = ""): string {
  const room = MAX_SYMBOL_BYTES - Buffer.byteLength(start) - Buffer.byteLength(end);
  return start + part.repeat(Math.max(0, Math.floor(room / Buffer.byteLength(part)))) + end;
}

const CARD = "099190000001||Thử|15051990|Nữ|Xã|20062021";
const INSURANCE = "GD4990000000001|4e|15/05/1990|2|-|99 - 001|01/01/2026|-|20/12/2025|";
const TEXTS: readonly string[] = [
  filled("", "0"),
  filled("", "0", "x"),
  filled("", "|"),
  filled("", "0|"),
  filled("", " ", "x"),
  filled("x", " ", "x"),
  filled("", "\u00a0", "x"),
  filled("099190000001|", "0"),
  filled("099190000001|", "|", "$"),
  filled(`${CARD}|`, "x"),
  filled("099190000001||", "x", "|"),
  filled("CCCD: 099190000001|", " "),
  filled("GD4990000000001|", "4e"),
  filled("GD4990000000001|4e|", "0/"),
  filled(INSURANCE, "x|"),
  filled(INSURANCE, "4e", "|$"),
  filled("", "Ã\u00a0"),
  filled("", "Ã©"),
  filled("", "á»…"),
  filled("", "là\u00a0\u00a0"),
  filled("", "Nguyá»…n", "ễ"),
  filled("", "XÃ\u00a0", "ễ"),
  filled("000201", "5900"),
  filled("000201", "9902Đ"),
  filled("000201", "59", ""),
  filled("000201", "6304", "ABCD"),
  filled(`${HEAD}99`, "Đ"),
  filled(`${HEAD}62`, "9"),
  sealed(HEAD, DYNAMIC, napas(), ...Array.from({ length: 1900 }, () => "5900")),
  sealed(HEAD, object("38", "0000".repeat(24)), ...Array.from({ length: 70 }, () => object("62", "0000".repeat(24)))),
  filled("https://", "a."),
  filled("https://", "a@"),
  filled("https://", "%41"),
  filled("https://a.example/", "01/"),
  filled("https://a.example/", "01/08930000000002/").slice(0, 4296),
  filled("https://a.example/01/08930000000002?", "17=301231&").slice(0, 4296),
  filled("https://a.example/01/08930000000002/10/", "%E2%80%AE").slice(0, 4290),
  filled("https://", "ộ").slice(0, 2000),
  filled("https://xn--", "a").slice(0, 4000),
  filled("https://a.example/", "x", " "),
  filled("vneid://", "a", " "),
  filled("", "Aa0-"),
  filled("", "aA0", "=").slice(-1000),
  filled("", "0123456789abcdef", "g"),
  filled("99999", "a", "-c"),
  filled("shc:/", "0"),
  filled("shc:/1/", "9"),
  filled("NZCP:/1/", "A"),
  filled("HC1:NCF", "0"),
  filled("NCF", "0"),
  filled("NCF", " "),
  filled("{", '"a":{'),
  filled('{"data":', "[["),
  filled("", "\u202e"),
  filled("", "\u0301"),
  filled(`${CARD}|`, "e\u0323\u0302"),
  filled("]Q1", "]Q1"),
  filled("", "\ufeff"),
];

/** Issue 3 allows 50 ms; a machine that runs other tests beside this one is slower. */
const MAX_MS = 50;

describe("8 KiB of hostile text", () => {
  test.each(TEXTS.map((text, index) => [index, text.slice(0, 24), text] as const))("%d is judged at once: %j …", (_, _start, text) => {
    const symbol = Buffer.from(text);
    expect(symbol.length).toBeLessThanOrEqual(MAX_SYMBOL_BYTES);
    judge(symbol);
    // The best of three: what is quadratic is slow each time.
    const times = [0, 1, 2].map(() => {
      const startMs = performance.now();
      judge(symbol);
      recognise(symbol);
      formatOf(symbol);
      return performance.now() - startMs;
    });
    expect(Math.min(...times)).toBeLessThan(MAX_MS);
  });

  test("takes eight times as long at most when it is eight times as long", () => {
    const time = (text: string): number => {
      const symbol = Buffer.from(text);
      const runs = Array.from({ length: 15 }, () => {
        const startMs = performance.now();
        for (let round = 0; round < 5; round++) recognise(symbol);
        return performance.now() - startMs;
      });
      return Math.min(...runs);
    };
    for (const text of TEXTS) time(text);
    const slow = TEXTS.filter((text) => text.length > 4000)
      .map((text) => ({ text: text.slice(0, 24), short: time(text.slice(0, text.length / 8)), long: time(text) }))
      // Twice as much is noise; a square would be 64 times as much. What takes no time at all cannot be compared.
      .filter(({ short, long }) => long > 2 && long > 24 * Math.max(short, 0.05));
    expect(slow).toEqual([]);
  });
});
