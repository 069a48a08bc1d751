import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectCode, MAX_CODE_CHARACTERS, MAX_CODES, NO_CODES, readPart, splitIntoCodes } from "../../src/core/provisioning/code-parts.ts";
import { recognise } from "../../src/core/recognise.ts";
import { aPackage } from "../support/provisioning.ts";
import "../support/properties.ts";

const MESSAGE = aPackage();
const CODES = splitIntoCodes(MESSAGE) ?? [];
const bytes = (text: string) => Buffer.from(text, "latin1");

/** What comes of holding up these texts, one after the other. */
function held(texts: readonly string[]): readonly string[] {
  let codes = NO_CODES;
  return texts.map((text) => {
    const collected = collectCode(codes, bytes(text));
    if (collected.kind === "part") codes = collected.codes;
    if (collected.kind === "part") return `${collected.have}/${collected.count}`;
    if (collected.kind === "whole") return Buffer.compare(collected.message, MESSAGE) === 0 ? "the package" : "something else";
    return collected.kind === "refused" ? collected.refusal : collected.kind;
  });
}

test("a package is several codes, each small enough and in letters of the alphanumeric mode", () => {
  expect(CODES.length).toBeGreaterThan(2);
  for (const code of CODES) {
    expect(code.length).toBeLessThanOrEqual(MAX_CODE_CHARACTERS);
    expect(code).toMatch(/^[0-9A-Z/]+$/);
  }
});

describe("codes held up", () => {
  test("are the package once the last was shown, in any order and however often", () => {
    const shown = fc.array(fc.nat(CODES.length - 1), { maxLength: 10 }).map((first) => [...first, ...CODES.keys()]);
    fc.assert(
      fc.property(shown, (order) => {
        const answers = held(order.map((at) => CODES[at] ?? ""));
        const whole = answers.indexOf("the package");
        expect(new Set(order.slice(0, whole + 1)).size).toBe(CODES.length);
        expect(answers.slice(0, whole).every((answer) => /^\d\/\d$/.test(answer))).toBe(true);
      }),
    );
  });

  test("are not disturbed by other codes, a line end or a reader's prefix", () => {
    const [a = "", ...others] = CODES;
    const answers = held(["https://example.vn/menu", ` ${a}\r\n`, "099190000001", ...others.map((code) => `]Q1${code}`)]);
    expect(answers[0]).toBe("no-part");
    expect(answers.at(-1)).toBe("the package");
  });

  test("of another sheet are refused, and take nothing away", () => {
    const other = splitIntoCodes(aPackage({ serial: 8 })) ?? [];
    expect(held([CODES[0] ?? "", other[1] ?? "", ...CODES.slice(1)]).at(1)).toBe("mixed");
    expect(held([CODES[0] ?? "", other[1] ?? "", ...CODES.slice(1)]).at(-1)).toBe("the package");
  });

  test("with one letter misread are refused: the id is of the whole", () => {
    fc.assert(
      fc.property(
        fc.nat(CODES.length - 1),
        fc.nat(700),
        fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        (at, letter, replacement) => {
          const code = CODES[at] ?? "";
          const place = Math.min(code.length - 1, 22 + letter);
          fc.pre(code[place] !== replacement);
          const misread = code.slice(0, place) + replacement + code.slice(place + 1);
          expect(held([...CODES.slice(0, at), misread, ...CODES.slice(at + 1)]).at(-1)).toMatch(/^mixed$|^\d\/\d$/);
        },
      ),
    );
  });
});

describe("a code", () => {
  const [code = ""] = CODES;
  test.each([
    ["part 0", code.replace("/1/", "/0/")],
    ["a leading zero", code.replace("/1/", "/01/")],
    ["a part beyond the last", code.replace("/1/", `/${CODES.length + 1}/`)],
    ["more parts than there may be", code.replace(`/1/${CODES.length}/`, `/1/${MAX_CODES + 1}/`)],
    ["small letters", code.toLowerCase()],
    ["an id of seven letters", code.replace(/\/([A-Z2-7]{7})[A-Z2-7]\//, "/$1/")],
    ["nothing in it", code.replace(/[^/]+$/, "")],
    ["another version", code.replace("CFG1", "CFG2")],
    ["too many letters", code + "A".repeat(MAX_CODE_CHARACTERS)],
    ["padding", `${code}=`],
  ])("with %s is none", (_, text) => {
    expect(readPart(bytes(text))).toBeUndefined();
  });

  test("never throws, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 900 }),
          fc.string().map((text) => bytes(`TRAMCFG1/1/1/AAAAAAAA/${text}`)),
        ),
        (symbol) => {
          expect(["no-part", "part", "whole", "refused"]).toContain(collectCode(NO_CODES, symbol).kind);
        },
      ),
    );
  });

  test("held up by a visitor to a running kiosk is a code like any other that is not understood", () => {
    for (const text of [...CODES, "TRAMENR1/AAAA"]) expect(recognise(bytes(text))).toEqual({ ok: false, reason: "not-understood" });
  });
});

test("what would take more than sixteen codes has none", () => {
  const noise = Array.from({ length: 400 }, (_, at) => `r${(at * 7919 * 104_729) % 1_000_003}-${(at * 15_485_863) % 999_983}`);
  expect(splitIntoCodes(aPackage({ settings: { policy: { id: noise.join("") } } }))?.length).toBeLessThanOrEqual(MAX_CODES);
  const more = Array.from({ length: 40 }, (_, at) =>
    Buffer.from(MESSAGE.map((byte, index) => byte ^ ((index * (at + 3) * 31) & 0xff))).toString("hex"),
  );
  expect(splitIntoCodes(new Uint8Array(Buffer.from(more.join(""), "hex").subarray(0, 60_000)))).toBeUndefined();
});
