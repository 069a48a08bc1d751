// The table of cases of docs/decisions/0025: what comes of codes that were cut, paused in, and shown one after the other.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWhole, mayBePart, recognise } from "../../src/core/recognise.ts";
import { type LineEvent, QUIET, readLineEvents, STALL } from "../support/line-events.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const CITIZEN = "099190000001|099000001|Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|20062021";
const OTHER = "099318000004||Lê Thị Bé Thử|01012018|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|01082024||||";
const INSURED =
  "GD4990000000001|4e677579e1bb856e205468e1bb8b204b69e1bb836d205468e1bbad|15/05/1990|2|-|99 - 001|01/01/2026|31/12/2027|20/12/2025|99010000000001|-|4| 01/01/2030|0123456789abcdef-7102|$";
const SHORT_NUMBER = INSURED.replace("GD4990000000001", "9900000001");
const [NUMBER, PRESCRIPTION, LINK] = ["099190000001", "99999abcdefg-c", "https://example.invalid/gplx?id=7"];
const UNREADABLE = "\0";
const SIGNED = vector("granted-es256.txt");

/** Codes of the tests and, where they are, all that were published; one line each. */
const CODES = [CITIZEN, OTHER, INSURED, SHORT_NUMBER, NUMBER, PRESCRIPTION, LINK, SIGNED, ...published()];
const SIMPLE = CODES.filter((code) => recognise(bytes(code)).ok && code.length < 700 && !/[\r\n\t]/.test(code));

function vector(name: string): string {
  const text = readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8");
  return text.slice(text.indexOf("\n\n") + 2, -1);
}

function published(): readonly string[] {
  const own = readdirSync(new URL("../vectors/", import.meta.url)).filter((name) => /^(document|granted).*\.txt$/.test(name));
  const rows = hasSharedVectors() ? sharedVectors("vietnam.jsonl").split("\n") : [];
  return [...own.map(vector), ...rows.filter((row) => row !== "").map((row): string => JSON.parse(row).text ?? "")];
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** Text, and pauses. */
function read(events: readonly string[], options: Parameters<typeof readLineEvents>[1] = {}): readonly string[] {
  const line = events.map((event): LineEvent => (event === QUIET || event === STALL ? event : bytes(event)));
  return readLineEvents(line, options).map((symbol) => Buffer.from(symbol).toString());
}

describe("a code that was cut on a line that stays open", () => {
  test.each([
    ["a card at a field, then another card", CITIZEN.slice(0, 60), OTHER],
    ["an insurance card's first digits, then a card of ten", "09", SHORT_NUMBER],
    ["a card, then the same one", OTHER.slice(0, 60), OTHER],
  ])("%s: neither is guessed", (_, cut, shown) => {
    for (const pause of [QUIET, STALL]) expect([[UNREADABLE], [shown]]).toContainEqual(read([cut, pause, `${shown}\r`, QUIET]));
    expect(read(["09", STALL, `${SHORT_NUMBER}\r`])).toEqual([UNREADABLE]);
  });

  test("a signed credential behind it is read, with its end of line and without", () => {
    for (const end of ["\r", ""]) expect(read([OTHER, STALL, SIGNED + end, QUIET])).toEqual([SIGNED]);
  });

  test("whatever it was, and whatever comes behind a longer pause: that alone, or unreadable", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIMPLE), fc.constantFrom(...SIMPLE), fc.nat(), (first, second, at) => {
        const cut = bytes(first).subarray(0, 1 + (at % bytes(first).length));
        const symbols = readLineEvents([cut, STALL, bytes(`${second}\r`), STALL]).map((symbol) => Buffer.from(symbol).toString());
        const isClosed = (code: Uint8Array) => isWhole(code) && !mayBePart(code);
        const isAnswered = isClosed(cut) ? symbols.slice(1) : symbols;
        expect([[second], ...(isClosed(bytes(second)) ? [] : [[UNREADABLE]])]).toContainEqual(isAnswered);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test("and goes on behind a longer pause is no card of its end", () => {
    for (const card of [INSURED, CITIZEN, NUMBER])
      for (let cut = 1; cut < card.length; cut++)
        for (const symbol of read([card.slice(0, cut), STALL, `${card.slice(cut)}\r`, QUIET]))
          expect(recognise(bytes(symbol)).ok).toBe(false);
  });

  test("has its end of line late: it is read, for nothing else comes with it", () => {
    expect(read([CITIZEN, STALL, "\r", QUIET])).toEqual([CITIZEN]);
    expect(read([`${NUMBER}\r`, QUIET, "\n", STALL], { terminator: "crlf" })).toEqual([NUMBER]);
  });
});

test("a code of any kind with one pause is that code; where its end is a code, too, it is unreadable", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SIMPLE), fc.nat(), (code, at) => {
      const whole = bytes(`${code}\r`);
      const cut = 1 + (at % (whole.length - 1));
      const symbols = readLineEvents([whole.subarray(0, cut), QUIET, whole.subarray(cut), STALL]).map((symbol) =>
        Buffer.from(symbol).toString(),
      );
      expect([[code], ...(mayBePart(whole.subarray(cut, -1)) ? [[UNREADABLE]] : [])]).toContainEqual(symbols);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test("two codes without a pause are two, in order", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SIMPLE), fc.constantFrom(...SIMPLE), (first, second) => {
      expect(read([`${first}\r${second}\r`, QUIET])).toEqual([first, second]);
    }),
    { numRuns: 500, seed: 7 },
  );
});

describe("noise", () => {
  test("that a pause ended is no part of what comes then, be it as often as it may", () => {
    const burst = Buffer.from([0xff]);
    for (const code of [NUMBER, PRESCRIPTION, LINK, CITIZEN, SIGNED])
      for (const count of [1, 31, 33, 200]) {
        const events: LineEvent[] = Array.from({ length: count }, (): LineEvent[] => [burst, QUIET]).flat();
        const symbols = readLineEvents([...events, bytes(`${code}\r`), QUIET]);
        expect(symbols.map((symbol) => Buffer.from(symbol).toString())).toEqual([code]);
      }
  });

  test("that looks like digits makes no other person's card", () => {
    expect(read(["36", QUIET, `${SHORT_NUMBER}\r`])).toEqual([UNREADABLE]);
    expect(readLineEvents([Buffer.from([0x88, 0xe3, 0x33, 0x36]), QUIET, bytes(`${SHORT_NUMBER}\r`)])).toEqual([Uint8Array.of(0)]);
  });
});

describe("a code whose beginning was not heard", () => {
  test("is nothing up to its end of line, with a pause in it and without", () => {
    for (let cut = 4; cut < 40; cut++) {
      expect(read([`${INSURED.slice(3)}\r`, QUIET], { isAmid: true })).toEqual([]);
      expect(read([INSURED.slice(3, cut), QUIET, `${INSURED.slice(cut)}\r${NUMBER}\r`, QUIET], { isAmid: true })).toEqual([NUMBER]);
    }
  });
});

describe("keys that were lost", () => {
  test.each([QUIET, STALL])("poison everything up to the end of the line, also behind a pause (%s)", (pause) => {
    for (const lost of ["\0", "G\0"]) expect(read([lost, pause, `${INSURED.slice(3)}\r`, QUIET], { isTyped: true })).toEqual([UNREADABLE]);
    expect(read([`G\0\r${INSURED.slice(3)}\r`, QUIET, `${INSURED}\r`], { isTyped: true })).toEqual([UNREADABLE, INSURED]);
  });
});

test("a card with a reader's late reply in it is not whole", () => {
  expect(isWhole(bytes(CITIZEN.replace("Kiểm", "Ki\x02\x01ểm")))).toBe(false);
  expect(isWhole(bytes(CITIZEN))).toBe(true);
});
