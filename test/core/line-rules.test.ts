// The table of cases of docs/decisions/0025: what comes of codes that were cut, paused in, and shown one after the other.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWhole, mayBePart, recognise } from "../../src/core/recognise.ts";
import { DUE, FORGET, type LineEvent, QUIET, readLineEvents, STALL } from "../support/line-events.ts";
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
const SIMPLE = CODES.filter((code) => recognise(bytes(code)).ok && !/[\r\n\t]/.test(code));
const HEALTH_CARD = vector("granted-health-card.txt");

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

const isClosed = (code: Uint8Array): boolean => isWhole(code) && !mayBePart(code);
const isKnown = (code: string): boolean => isWhole(bytes(code)) || mayBePart(bytes(code));
const isPause = (event: string): event is Exclude<LineEvent, Uint8Array> => [QUIET, STALL, DUE, FORGET].includes(event);

/** Text, and pauses. */
function read(events: readonly string[], options: Parameters<typeof readLineEvents>[1] = {}): readonly string[] {
  const line = events.map((event): LineEvent => (isPause(event) ? event : bytes(event)));
  return readLineEvents(line, options).map((symbol) => Buffer.from(symbol).toString());
}

describe("a code that was cut on a line that stays open", () => {
  test.each([
    ["a card at a field, then another card", CITIZEN.slice(0, 60), OTHER],
    ["an insurance card's first digits, then a card of ten", "09", SHORT_NUMBER],
    ["a card, then the same one", OTHER.slice(0, 60), OTHER],
  ])("%s: neither is guessed", (_, cut, shown) => {
    const isDoubt = isKnown(cut + shown);
    for (const pause of [QUIET, STALL]) expect(read([cut, pause, `${shown}\r`, QUIET])).toEqual([isDoubt ? UNREADABLE : shown]);
  });

  test("a signed credential behind it is read, with its end of line and without", () => {
    for (const end of ["\r", ""]) expect(read([OTHER, STALL, SIGNED + end, QUIET])).toEqual([SIGNED]);
  });

  test("whatever it was, and whatever comes behind a longer pause: that alone, or unreadable", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIMPLE), fc.constantFrom(...SIMPLE), fc.nat(), (first, second, at) => {
        const cut = bytes(first).subarray(0, 1 + (at % bytes(first).length));
        const symbols = readLineEvents([cut, STALL, bytes(`${second}\r`), STALL]).map((symbol) => Buffer.from(symbol).toString());
        const isDoubt = isKnown(cut.toString() + second) && !isClosed(cut) && !isClosed(bytes(second));
        expect(isClosed(cut) ? symbols.slice(1) : symbols).toEqual([isDoubt ? UNREADABLE : second]);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test("and goes on behind a longer pause is no card of its end", () => {
    for (const card of [INSURED, CITIZEN, NUMBER])
      for (let cut = 1; cut < card.length; cut++)
        expect(read([card.slice(0, cut), STALL, `${card.slice(cut)}\r`, QUIET])).toEqual([UNREADABLE]);
  });

  test("has its end of line late: it is read, for nothing else comes with it", () => {
    expect(read([CITIZEN, STALL, "\r", QUIET])).toEqual([CITIZEN]);
    expect(read([`${NUMBER}\r`, QUIET, "\n"], { terminator: "crlf" })).toEqual([]);
    expect(read([`${NUMBER}\r`, QUIET, "\n", QUIET], { terminator: "crlf" })).toEqual([NUMBER]);
  });

  test("is no number or link for an end of line that comes much later: more may have followed", () => {
    for (const open of [NUMBER, LINK]) expect(read([open, STALL, "\r", QUIET])).toEqual([UNREADABLE]);
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
      expect(symbols).toEqual([!isClosed(bytes(code)) && mayBePart(whole.subarray(cut, -1)) ? UNREADABLE : code]);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test("a health card is not whole before its signature is", () => {
  for (let cut = 1; cut < HEALTH_CARD.length; cut++) {
    expect(isWhole(bytes(HEALTH_CARD.slice(0, cut)))).toBe(false);
    if (cut > HEALTH_CARD.length - 180)
      expect(read([HEALTH_CARD.slice(0, cut), QUIET, `${HEALTH_CARD.slice(cut)}\r`])).toEqual([HEALTH_CARD]);
  }
});

test("a closed code is read with seven pauses in it and junk before it; a card with more than anybody's pauses is unreadable", () => {
  const paused = (code: string, count: number) =>
    Array.from({ length: count }, (_, part) => [
      code.slice((part * code.length) / count, ((part + 1) * code.length) / count),
      QUIET,
    ]).flat();
  expect(read(["junk", QUIET, ...paused(`${SIGNED}\r`, 8)])).toEqual([SIGNED]);
  expect(read(paused(`${CITIZEN}\r`, 8))).toEqual([CITIZEN]);
  expect(read([...paused("x".repeat(40), 40), `${CITIZEN}\r`, QUIET])).toEqual([UNREADABLE]);
  expect(read([...paused("x".repeat(40), 40), `${SIGNED}\r`, QUIET])).toEqual([SIGNED]);
});

test("a number that has ended is answered before what is too long for any code", () => {
  expect(read([`${NUMBER}\r${"y".repeat(8190)}`, QUIET])).toEqual([NUMBER]);
});

describe("a reader that puts Enter into a code", () => {
  test("has it read, or unreadable where one of its lines is a code, too: with a pause behind the Enter and without", () => {
    for (const card of [CITIZEN, OTHER, INSURED, SHORT_NUMBER])
      for (let cut = 1; cut < card.length; cut++) {
        const [begin, rest] = [card.slice(0, cut), card.slice(cut)];
        const isDoubt = isKnown(begin) || isKnown(rest);
        expect(read([`${begin}\r${rest}\r`, QUIET])).toEqual([isDoubt ? UNREADABLE : card]);
        for (const pause of [QUIET, DUE])
          for (const symbol of read([`${begin}\r`, pause, `${rest}\r`, QUIET])) expect([begin, card, UNREADABLE]).toContain(symbol);
      }
    expect(read(["GD4\r", QUIET, `${INSURED.slice(3)}\r`, QUIET])).toEqual(["GD4", UNREADABLE]);
  });

  test("does so within the time of a pause: what was answered is a part of nothing later on", () => {
    expect(read([`09\r`, STALL, `${SHORT_NUMBER}\r`, QUIET])).toEqual(["09", SHORT_NUMBER]);
    expect(read([`${LINK}\r`, DUE, "\xff", DUE, `\r${NUMBER}\r`, DUE])).toEqual([LINK, NUMBER]);
    expect(read([`${LINK}\r`, DUE, `${NUMBER}\r`, DUE])).toEqual([LINK, UNREADABLE]);
  });
});

test.each([NUMBER, PRESCRIPTION, LINK, CITIZEN, SIGNED])("a code that has ended is answered in time, whatever follows (%s)", (code) => {
  for (const noise of ["x", "\xff", "\r", ...(code === LINK ? [] : ["x\r"]), "99|"]) {
    expect(read([`${code}\r${noise}`, DUE]).slice(0, 1)).toEqual([code]);
    expect(read([`${code}\r`, noise, QUIET, noise, QUIET]).slice(0, 1)).toEqual([code]);
    expect(read([`${code}\r`, ...Array.from({ length: 9000 }, () => "y"), "\r", QUIET]).slice(0, 1)).toEqual([code]);
  }
});

test("two codes without a pause are two, in order", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SIMPLE), fc.constantFrom(...SIMPLE), (first, second) => {
      // A link with anything behind it is a link, too.
      const isDoubt = mayBePart(bytes(first)) && !isWhole(bytes(first)) && !isClosed(bytes(second)) && isKnown(first + second);
      expect(read([`${first}\r${second}\r`, QUIET])).toEqual(isDoubt ? [UNREADABLE] : [first, second]);
      expect(read([`${first}\r`, STALL, `${second}\r`, DUE])).toEqual([first, second]);
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
    expect(read(["36", QUIET, `${SHORT_NUMBER}\r`, QUIET])).toEqual([UNREADABLE]);
    expect(readLineEvents([Buffer.from([0x88, 0xe3, 0x33, 0x36]), QUIET, bytes(`${SHORT_NUMBER}\r`), QUIET])).toEqual([Uint8Array.of(0)]);
  });

  test("that is a letter, and a pause, hides no card; a number may be the end of something", () => {
    expect(read(["x", QUIET, `${CITIZEN}\r`, QUIET])).toEqual([CITIZEN]);
    for (const open of [NUMBER, LINK]) expect(read(["x", QUIET, `${open}\r`, QUIET])).toEqual([UNREADABLE]);
    for (const code of [NUMBER, LINK, CITIZEN]) expect(read(["x", STALL, `${code}\r`, QUIET])).toEqual([code]);
  });

  test("between a code and its end of line is taken off", () => {
    const noise = Buffer.from([0xff]);
    for (const code of [NUMBER, CITIZEN, SIGNED])
      for (const events of [[noise], [QUIET, noise], [QUIET, noise, QUIET]] satisfies LineEvent[][])
        expect(readLineEvents([bytes(code), ...events, bytes("\r"), QUIET]).map((symbol) => Buffer.from(symbol).toString())).toEqual([
          code,
        ]);
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

test("a closed code that began unheard and has no end of line ends what was not heard", () => {
  expect(read([SIGNED, QUIET, `${CITIZEN}\r`, QUIET], { isAmid: true })).toEqual([SIGNED, CITIZEN]);
});

test("a text with another end of line than the configured one is answered when nothing more can belong to it", () => {
  expect(read(["some text\n", QUIET])).toEqual([]);
  expect(read(["some text\n", STALL])).toEqual(["some text"]);
});

describe("keys that were lost", () => {
  test.each([QUIET, STALL])("poison everything up to the end of the line, also behind a pause (%s)", (pause) => {
    for (const lost of ["\0", "G\0"]) expect(read([lost, pause, `${INSURED.slice(3)}\r`, QUIET], { isTyped: true })).toEqual([UNREADABLE]);
    expect(read([`G\0\r${INSURED.slice(3)}\r`, QUIET, `${INSURED}\r`, QUIET], { isTyped: true })).toEqual([UNREADABLE, INSURED]);
  });

  test("are not made good by another end of line, by time, nor by too much", () => {
    const much = Array.from({ length: 5 }, () => ["y".repeat(3000), QUIET]).flat();
    for (const between of [["\t", QUIET], ["\n", QUIET], ["\t", STALL], [FORGET], [QUIET, ...much], ["\t", FORGET]]) {
      const symbols = read(["G\0", ...between, `${INSURED.slice(3)}\r`, QUIET, `${INSURED}\r`, QUIET], { isTyped: true });
      expect(new Set(symbols)).toEqual(new Set([UNREADABLE, INSURED]));
    }
  });

  test("take nothing from what has ended before, nor from what comes after their line", () => {
    expect(read([`${NUMBER}\rG\0\r`, QUIET], { isTyped: true })).toEqual([NUMBER, UNREADABLE]);
    expect(read([`${NUMBER}\rG\0`, QUIET, "abc\r", QUIET], { isTyped: true })).toEqual([NUMBER, UNREADABLE]);
    for (const code of [NUMBER, CITIZEN]) expect(read(["G\0\r", QUIET, `${code}\r`, QUIET], { isTyped: true })).toEqual([UNREADABLE, code]);
    expect(read([`G\0\r${SIGNED}\r`], { isTyped: true })).toEqual([UNREADABLE, SIGNED]);
  });
});

test("a card with a reader's late reply in it is not whole", () => {
  expect(isWhole(bytes(CITIZEN.replace("Kiểm", "Ki\x02\x01ểm")))).toBe(false);
  expect(isWhole(bytes(CITIZEN))).toBe(true);
});
