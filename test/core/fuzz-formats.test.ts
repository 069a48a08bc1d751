// Every format at every layer, edited by chance: nothing throws, and nothing is accepted that its issuer did not sign. How long it may
// take and how much memory is measured by `npm run bench -- worst-case`.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor } from "../../src/core/cbor.ts";
import { MAX_ITEMS } from "../../src/core/cbor-reader.ts";
import { displayJson, hasForbiddenCharacters } from "../../src/core/display-text.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { FORMAT_NAMES } from "../../src/core/presentation.ts";
import { verdictOf } from "../../src/core/reason.ts";
import { formatOf, isWhole } from "../../src/core/recognise.ts";
import { answerView } from "../../src/core/view.ts";
import { deflate, inflate, MAX_INFLATED_BYTES } from "../../src/core/zlib.ts";
import { fullTrust, hostileInputs } from "../support/hostile-inputs.ts";
import { judge } from "../support/judging.ts";
import { garbage, mutatedCodes } from "../support/mutated-codes.ts";
import "../support/properties.ts";
import { TRUST_IN_ALL, VALID_AT, validCodes } from "../support/valid-codes.ts";

const judged = (symbol: string | Uint8Array, trust = TRUST_IN_ALL) => judge(symbol, { trust });

/** What a person and a log would get of the answer: none of it may throw, or steer a terminal. */
function show(symbol: Uint8Array, decision: ReturnType<typeof judge>): void {
  answerView(decision, WANT_EVERYTHING, 1, VALID_AT);
  expect(hasForbiddenCharacters(displayJson(claimsToJson(decision.claims ?? {})))).toBe(false);
  expect(typeof isWhole(symbol)).toBe("boolean");
  expect(formatOf(symbol) === undefined || FORMAT_NAMES.includes(formatOf(symbol) ?? "claim169")).toBe(true);
}

describe("the valid code of", () => {
  test("every format that there is stands in the list", () => {
    expect(new Set(validCodes().map(({ format }) => format))).toEqual(new Set(FORMAT_NAMES));
  });

  test.each(validCodes().map((code) => [code.name, code] as const))(
    "%s is what it should be, from every layer",
    (_, { format, code, layers }) => {
      const decision = judged(code);
      expect(decision.format).toBe(format);
      expect(["accept", "read-only", "cannot-check"]).toContain(verdictOf(decision.reason));
      for (const { content, wrap } of layers) expect(verdictOf(judged(wrap(content)).reason)).toBe(verdictOf(decision.reason));
    },
  );
});

describe("a code edited by chance", () => {
  test("is the same credential or none, unless its issuer has signed the edit", () => {
    fc.assert(
      fc.property(mutatedCodes(), ({ original: code, isSignedAnew, symbol }) => {
        const decision = judged(symbol);
        show(symbol, decision);
        if (verdictOf(decision.reason) !== "accept") {
          expect(decision.credential).toBeUndefined();
          return;
        }
        expect(decision.credential).toMatch(/^[0-9a-f]{64}$/);
        if (isSignedAnew) return;
        const original = judged(code);
        expect([decision.credential, decision.claims, decision.type]).toEqual([original.credential, original.claims, original.type]);
      }),
      { numRuns: 6000 },
    );
  });
});

describe("garbage after the beginning of a format", () => {
  test("is never accepted, and nothing of it is believed", () => {
    fc.assert(
      fc.property(garbage(), (symbol) => {
        const decision = judged(symbol);
        show(symbol, decision);
        expect(verdictOf(decision.reason)).not.toBe("accept");
        expect(decision.credential).toBeUndefined();
        if (verdictOf(decision.reason) !== "read-only") expect(decision.claims).toBeUndefined();
      }),
      { numRuns: 4000 },
    );
  });
});

describe("codes made to keep a kiosk busy", () => {
  const trust = fullTrust();

  test("are answered, and accepted only where the issuer signed what was to be read", () => {
    const reasons = new Map<string, number>();
    for (const { name, symbol } of hostileInputs()) {
      const decision = judged(symbol, trust);
      show(symbol, decision);
      reasons.set(decision.reason, (reasons.get(decision.reason) ?? 0) + 1);
      // What is unsigned may be said of a credential; what was signed is the same, whatever is hung on it.
      if (verdictOf(decision.reason) === "accept") expect(name).toMatch(/header|live code|64 KiB of|attributes/);
      else expect(decision.credential).toBeUndefined();
    }
    expect([...reasons.keys()]).toEqual(expect.arrayContaining(["too-large", "malformed", "issuer-unknown", "signature-invalid"]));
  });
});

describe("what is inside is bounded before anything is made of it", () => {
  test("a stream never unpacks to more than 64 KiB", () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(255), (length, byte) => {
        const inflated = inflate(deflate(Buffer.alloc(length, byte)));
        if (inflated.ok) expect(inflated.value.length).toBeLessThanOrEqual(MAX_INFLATED_BYTES);
        expect(inflated.ok).toBe(length <= MAX_INFLATED_BYTES);
      }),
      { numRuns: 60 },
    );
  });

  test("CBOR never gives more than 2,000 items", () => {
    const item = fc.constantFrom("00", "80", "a0", "60", "c100", "820000", "a10000", "f93e00");
    fc.assert(
      fc.property(fc.nat(2500), item, (count, digits) => {
        const body = Buffer.concat([Buffer.from([0x99, count >> 8, count & 0xff]), Buffer.from(digits.repeat(count), "hex")]);
        const decoded = decodeCbor(body);
        if (decoded.ok) expect(itemsIn(decoded.value)).toBeLessThanOrEqual(MAX_ITEMS);
        else expect(["malformed", "too-large"]).toContain(decoded.reason);
      }),
      { numRuns: 300 },
    );
  });
});

function itemsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + itemsIn(item), 1);
  if (value instanceof Map) return [...value].flat().reduce((sum: number, item) => sum + itemsIn(item), 1);
  return 1;
}
