import { describe, expect, test } from "vitest";
import { believed, isSure } from "../../src/core/sure-symbol.ts";

const weak = { bytes: Buffer.from("weak"), unused: 0.1, version: 1 };

describe("a symbol", () => {
  test("of a small code whose correction was used up is not sure; of a larger code, or with some left over, it is", () => {
    expect(isSure(weak)).toBe(false);
    expect(isSure({ ...weak, version: 3, unused: 0 })).toBe(true);
    expect(isSure({ ...weak, unused: 0.5 })).toBe(true);
  });

  test("that is not sure is believed when the same bytes were seen before", () => {
    expect(believed([weak], [])).toEqual([]);
    expect(believed([weak], [{ ...weak, bytes: Buffer.from("week") }])).toEqual([]);
    expect(believed([weak], [{ ...weak }])).toEqual([weak]);
  });
});
