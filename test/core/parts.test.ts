import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { type CollectedParts, collectPart, FORGET_PARTS_SECONDS, isPart, MAX_PARTS, NO_PARTS } from "../../src/core/parts.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { MAX_SYMBOL_BYTES, type Scan } from "../../src/core/scan.ts";
import { AT, ISSUER } from "../support/credential-maker.ts";
import { CARD_KEY, cardOf, digitsOf, makeJws, splitCard } from "../support/health-card-maker.ts";
import { keyEntry, trustWith } from "../support/judging.ts";

const JWS = makeJws();
const WHOLE = `shc:/${digitsOf(JWS)}`;
const [A = "", B = "", C = ""] = splitCard(JWS, 3);

/** What is shown with each of these symbols, a second after one another; null: the symbol itself. */
function show(symbols: readonly string[], secondsBetween = 1): readonly (string | null)[] {
  let parts: CollectedParts = NO_PARTS;
  return symbols.map((symbol, index) => {
    const { after, shown } = collectPart(parts, Buffer.from(symbol), 1000 + index * secondsBetween);
    parts = after;
    const text = Buffer.from(shown.symbol).toString();
    return text === symbol ? null : text;
  });
}

test("the parts of a card are the card once all of them were shown, in whatever order", () => {
  const parts = fc.shuffledSubarray([...splitCard(JWS, 5)], { minLength: 5 });
  fc.assert(
    fc.property(parts, (shuffled) => {
      expect(show(shuffled)).toEqual([null, null, null, null, WHOLE]);
    }),
  );
});

describe("a part", () => {
  test("shown again changes nothing", () => {
    expect(show([A, A, B, A, B, C])).toEqual([null, null, null, null, null, WHOLE]);
  });

  test("counts for a minute after the last one", () => {
    expect(show([A, B, C], FORGET_PARTS_SECONDS - 1)).toEqual([null, null, WHOLE]);
    expect(show([A, B, C], FORGET_PARTS_SECONDS)).toEqual([null, null, null]);
    expect(show([A, B, C], -FORGET_PARTS_SECONDS)).toEqual([null, null, null]);
  });

  test("counts once: of a whole card nothing is kept", () => {
    expect(show([A, B, C, A, C, B])).toEqual([null, null, WHOLE, null, null, WHOLE]);
    const { after } = collectPart(collectPart(collectPart(NO_PARTS, Buffer.from(A), 0).after, Buffer.from(B), 0).after, Buffer.from(C), 0);
    expect(after).toEqual(NO_PARTS);
  });

  test("of another card takes the place of those before it: in another number, or with other digits in the same place", () => {
    const [one = "", two = ""] = splitCard(JWS, 2);
    expect(show([A, B, one, C, two])).toEqual([null, null, null, null, null]);
    expect(show([A, B, one, two])).toEqual([null, null, null, WHOLE]);
    const [otherA = "", otherB = "", otherC = ""] = splitCard(makeJws({ payload: { another: "card" } }), 3);
    expect(show([A, B, otherA, C])).toEqual([null, null, null, null]);
    expect(show([A, B, otherA, otherC, otherB])[4]).not.toBe(null);
  });

  test("is not disturbed by what is shown between", () => {
    expect(show([A, "099190000001", B, WHOLE, C])).toEqual([null, null, null, null, WHOLE]);
    expect(show([A, `shc:/1/3/${"0".repeat(MAX_SYMBOL_BYTES)}`, B, C])).toEqual([null, null, null, WHOLE]);
  });

  test("may be in capitals and have white space around it", () => {
    expect(show([A.replace("shc", "SHC"), ` ${B}\r\n`, C])).toEqual([null, null, WHOLE]);
  });

  test.each([
    ["a whole card", WHOLE],
    ["the only part of a card", WHOLE.replace("shc:/", "shc:/1/1/")],
    ["part 3 of 2", A.replace("1/3", "3/2")],
    ["an odd number of digits", A.slice(0, -1)],
    ["more parts than we keep", A.replace("1/3", `1/${MAX_PARTS + 1}`)],
    ["no card", "https://example.vn/menu"],
    ["nothing", ""],
  ])("is not %s", (_, symbol) => {
    expect(collectPart(NO_PARTS, Buffer.from(symbol), 0)).toEqual({ after: NO_PARTS, shown: { symbol: Buffer.from(symbol) } });
  });
});

test("only one of several codes is a part", () => {
  expect(
    [A, WHOLE, WHOLE.replace("shc:/", "shc:/1/1/"), "x", "0".repeat(MAX_SYMBOL_BYTES + 1)].map((text) => isPart(Buffer.from(text))),
  ).toEqual([true, false, false, false, false]);
});

test("a card in nine codes may be longer than any code, and is judged like one, soon", () => {
  const trust = trustWith({ issuers: [{ id: ISSUER, types: ["health-card"], keys: [keyEntry(CARD_KEY)] }] });
  // Signatures do not compress.
  const noise = Array.from({ length: 120 }, () => makeJws().slice(-86)).join("");
  let [parts, last]: [CollectedParts, ReturnType<typeof collectPart>["shown"]] = [NO_PARTS, { symbol: Buffer.alloc(0) }];
  for (const part of splitCard(makeJws({ payload: { ...cardOf(), noise } }), MAX_PARTS)) {
    const { after, shown } = collectPart(parts, Buffer.from(part), 0);
    [parts, last] = [after, shown];
  }
  expect(last.parts).toBe(MAX_PARTS);
  expect(last.symbol.length).toBeGreaterThan(2 * MAX_SYMBOL_BYTES);
  const decided = (shown: Pick<Scan, "symbol" | "parts">) =>
    decide({ ...shown, source: "desk", at: AT }, trust, WANT_EVERYTHING, NO_HISTORY).reason;
  const startMs = performance.now();
  expect(decided(last)).toBe("granted");
  expect(performance.now() - startMs).toBeLessThan(50);
  // In one symbol nobody can have shown it.
  expect(decided({ symbol: last.symbol })).toBe("too-large");
});
