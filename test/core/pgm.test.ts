import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePgm } from "../../src/core/pgm.ts";

const parse = (text: string, samples: readonly number[] = []) => parsePgm(Buffer.concat([Buffer.from(text), Buffer.from(samples)]), 1000);
const picture = (width: number, height: number, ...luma: number[]) => ({ width, height, luma: new Uint8Array(luma) });

describe("a PGM picture", () => {
  test("is read raw, with comments wherever white space may stand", () => {
    expect(parse("P5 2 2 255\n", [0, 10, 20, 255])).toEqual(picture(2, 2, 0, 10, 20, 255));
    expect(parse("P5#made by hand\n2\t# wide\r\n2\n255\n", [35, 10, 20, 255])).toEqual(picture(2, 2, 35, 10, 20, 255));
  });

  test("is read plain", () => {
    expect(parse("P2\n3 1\n255\n0 128\n255")).toEqual(picture(3, 1, 0, 128, 255));
  });

  test("is scaled to 8 bits, whatever white is", () => {
    expect(parse("P5 3 1 65535 ", [0, 0, 128, 0, 255, 255])).toEqual(picture(3, 1, 0, 128, 255));
    expect(parse("P2 3 1 15 0 7 15 ")).toEqual(picture(3, 1, 0, 119, 255));
    expect(parse("P5 3 1 100 ", [0, 50, 200])).toEqual(picture(3, 1, 0, 128, 255));
  });

  test("may be followed by another, which is not read", () => {
    expect(parse("P5 1 1 255 ", [7, 80, 53])).toEqual(picture(1, 1, 7));
  });

  test.each([
    ["another format", "P6 1 1 255 ", "not a PGM picture"],
    ["no white space after the magic", "P52 2 255 ", "not a PGM picture"],
    ["no size", "P5 ", "the PGM header is damaged"],
    ["no width", "P5 0 1 255 ", "the PGM header is damaged"],
    ["a negative height", "P5 1 -1 255 ", "the PGM header is damaged"],
    ["letters in a number", "P5 1x 1 255 ", "the PGM header is damaged"],
    ["a number without end", `P5 ${"9".repeat(400)} 1 255 `, "the PGM header is damaged"],
    ["more than 16 bits", "P5 1 1 65536 ", "the PGM header is damaged"],
    ["more pixels than allowed", "P5 1001 1 255 ", "more than 1000 pixels"],
    ["pixels beyond all numbers", "P2 999999999 999999999 255 ", "more than 1000 pixels"],
    ["samples missing", "P5 2 2 255 abc", "the PGM picture is cut short or damaged"],
    ["nothing after the header", "P5 2 2 255", "the PGM picture is cut short or damaged"],
    ["plain samples missing", "P2 2 2 255 1 2 3", "the PGM picture is cut short or damaged"],
    ["plain samples that are no numbers", "P2 2 2 255 1 2 3 four", "the PGM picture is cut short or damaged"],
  ])("with %s is told what is wrong", (_, text, error) => {
    expect(parse(text)).toBe(error);
  });

  test("never throws, and never has another number of bytes than pixels", () => {
    const header = fc.constantFrom("P5 ", "P2 ", "P5 3 2 255\n", "P2 3 2 9 ", "P5#", "P2\n2 2 65535\n");
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        const parsed = parsePgm(Buffer.concat([Buffer.from(start), rest]), 1000);
        if (typeof parsed !== "string") expect(parsed.luma.length).toBe(parsed.width * parsed.height);
      }),
    );
  });
});
