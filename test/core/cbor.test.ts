import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor, encodeCbor, Tag } from "../../src/core/cbor.ts";
import { array, bytes, float64, head, hex, int, longHead, map, tag, text } from "../support/cbor-bytes.ts";

const decoded = (encoded: Uint8Array) => decodeCbor(encoded);
const MALFORMED = { ok: false, reason: "malformed" };
const repeat = (count: number, item: Uint8Array) => Buffer.concat(Array.from({ length: count }, () => item));

describe("strict CBOR takes", () => {
  test.each<[string, Uint8Array, unknown]>([
    ["the smallest integer", int(-(2n ** 64n)), -(2n ** 64n)],
    ["the largest exact number", int(2 ** 53 - 1), 2 ** 53 - 1],
    ["an integer beyond it as bigint", int(2n ** 53n), 2n ** 53n],
    ["a float", float64(0.1), 0.1],
    ["a half", hex("f93e00"), 1.5],
    ["text beyond ASCII", text("Nguyễn"), "Nguyễn"],
    ["a BOM inside a text", text("\ufeffA"), "\ufeffA"],
    ["an unknown simple value as something that is no claim", array(hex("e0")), [expect.anything()]],
    [
      "an integer key and its text beside it",
      map([int(1), int(2)], [text("1"), int(3)]),
      new Map<unknown, unknown>([
        [1, 2],
        ["1", 3],
      ]),
    ],
    ["a bignum, without doing arithmetic", tag(2, bytes(hex("ffff"))), new Tag(2, Buffer.from("ffff", "hex"))],
    ["a tag number of eight bytes", tag(2n ** 64n - 1n, int(0)), new Tag(2n ** 64n - 1n, 0)],
    ["a date tag, without making a date", tag(0, text("2026-01-01T00:00:00Z")), new Tag(0, "2026-01-01T00:00:00Z")],
  ])("%s", (_, encoded, value) => {
    expect(decoded(encoded)).toEqual({ ok: true, value });
  });
});

describe("strict CBOR refuses", () => {
  test.each<[string, Uint8Array]>([
    ["nothing", hex("")],
    ["a map as key", map([map([int(1), int(2)]), int(3)])],
    ["a byte string as key", map([bytes(hex("01")), int(3)])],
    ["a second item", hex("0000")],
    ["an indefinite array", hex("9f01ff")],
    ["an indefinite map", hex("bf0101ff")],
    ["an indefinite byte string", hex("5f4101ff")],
    ["an indefinite text", hex("7f6141ff")],
    ["a lone break", hex("ff")],
    ["a break in an array", hex("81ff")],
    ["a break in place of a value", hex("a101ff")],
    ["reserved additional information 28", hex("1c")],
    ["reserved additional information 30", hex("5e")],
    ["a simple value in the wrong form", hex("f818")],
    ["an integer in 1 byte too many", longHead(0, 23, 1)],
    ["an integer in 2 bytes too many", longHead(0, 255, 2)],
    ["an integer in 4 bytes too many", longHead(0, 65_535, 4)],
    ["an integer in 8 bytes too many", longHead(0, 2 ** 32 - 1, 8)],
    ["a negative integer too long", longHead(1, 1, 1)],
    ["a byte string whose length is too long", Buffer.concat([longHead(2, 1, 1), hex("41")])],
    ["a text whose length is too long", Buffer.concat([longHead(3, 1, 2), hex("41")])],
    ["an array whose length is too long", Buffer.concat([longHead(4, 1, 1), hex("00")])],
    ["a map whose length is too long", Buffer.concat([longHead(5, 1, 4), hex("0000")])],
    ["a tag whose number is too long", Buffer.concat([longHead(6, 18, 2), hex("80")])],
    ["a double that a float holds", float64(1.5)],
    ["a float that a half holds", hex("fa3fc00000")],
    ["a NaN in eight bytes", hex("fb7ff8000000000000")],
    ["a NaN with a payload in four bytes", hex("fa7fc00001")],
    ["a text that is not UTF-8", text(hex("c328"))],
    ["a surrogate in UTF-8", text(hex("eda080"))],
    ["an overlong letter", text(hex("c180"))],
    ["a byte string of 2^64 - 1 bytes", head(2, 2n ** 64n - 1n)],
    ["a text of 4 GiB", head(3, 2n ** 32n)],
    ["an array of 2^64 - 1 items", head(4, 2n ** 64n - 1n)],
    ["a map of 2^63 pairs", head(5, 2n ** 63n)],
    ["a map that ends after a key", hex("a101")],
    ["a string that ends early", hex("4401")],
    ["17 nested maps", Buffer.concat([repeat(17, hex("a100")), hex("00")])],
    ["17 nested tags", Buffer.concat([repeat(17, hex("c1")), hex("00")])],
    ["9 nested arrays", Buffer.concat([repeat(9, hex("81")), hex("00")])],
    ["5,000 nested arrays", Buffer.concat([repeat(5000, hex("81")), hex("00")])],
    ["5,000 nested maps", Buffer.concat([repeat(5000, hex("a100")), hex("00")])],
    ["5,000 nested tags", Buffer.concat([repeat(5000, hex("c1")), hex("00")])],
    ["5,000 maps as keys of each other", Buffer.concat([repeat(5000, hex("a1")), hex("00")])],
  ])("%s", (_, encoded) => {
    expect(decoded(encoded)).toEqual(MALFORMED);
  });

  test.each<[string, Uint8Array]>([
    ["in the same spelling", map([int(1), int(2)], [int(1), int(3)])],
    ["in a nested map", array(map([int(1), map([text("a"), int(1)], [text("a"), int(1)])]))],
    ["in a map that is a key", map([map([int(1), int(2)], [int(1), int(3)]), int(0)])],
    ["that are maps", map([map([int(1), int(2)]), int(3)], [map([int(1), int(2)]), int(4)])],
    ["that differ in spelling only", map([int(1), int(2)], [longHead(0, 1, 1), int(3)])],
    ["that are 0 and -0.0", map([int(0), int(2)], [hex("f98000"), int(3)])],
    ["that are NaN twice, with different payloads", map([hex("f97e00"), int(2)], [hex("f97e01"), int(3)])],
    ["that are an integer and the float of the same value", map([int(1), int(2)], [hex("f93c00"), int(3)])],
  ])("keys %s", (_, encoded) => {
    expect(decoded(encoded)).toEqual(MALFORMED);
  });
});

describe("the encoder", () => {
  test("writes a Buffer as the bytes it is", () => {
    expect(encodeCbor([Buffer.from("ab")])).toEqual(encodeCbor([Uint8Array.of(0x61, 0x62)]));
  });

  const value = fc.letrec((tie) => ({
    item: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.uint8Array({ maxLength: 30 }),
      fc.array(tie("item"), { maxLength: 4 }),
      fc
        .uniqueArray(fc.tuple(fc.integer({ min: -100, max: 100 }), tie("item")), { selector: ([key]) => key, maxLength: 4 })
        .map((pairs) => new Map(pairs)),
    ),
  })).item;

  test("writes what the strict decoder reads back unchanged", () => {
    fc.assert(
      fc.property(value, (item) => {
        expect(decoded(encodeCbor(item))).toEqual({ ok: true, value: item });
      }),
      { numRuns: 300 },
    );
  });
});

test("the decoder never throws, and whatever it takes it bounds in time", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (encoded) => {
      const item = decoded(encoded);
      if (!item.ok) expect(item.reason).toBe("malformed");
    }),
    { numRuns: 2000 },
  );
  const before = performance.now();
  for (const item of [hex("80"), hex("a0"), hex("60"), hex("00")]) decoded(Buffer.concat([head(4, 65_000), repeat(65_000, item)]));
  decoded(Buffer.concat([head(5, 20_000), ...Array.from({ length: 20_000 }, (_, key) => Buffer.concat([int(key), int(0)]))]));
  expect(performance.now() - before).toBeLessThan(3000);
});
