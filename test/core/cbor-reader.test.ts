// Our decoder against another one, cbor2 with every strictness switched on: the two must agree on every input, and on every value.
import { type DecodeOptions, decode } from "cbor2";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor } from "../../src/core/cbor.ts";
import { MAX_ITEMS } from "../../src/core/cbor-reader.ts";
import { array, bytes, float64, head, hex, int, longHead, map, tag, text } from "../support/cbor-bytes.ts";
import "../support/properties.ts";

const STRICT: DecodeOptions = {
  createObject: mapOf,
  ignoreGlobalTags: true,
  maxDepth: 16,
  preferMap: true,
  rejectLongFloats: true,
  rejectStreaming: true,
  requirePreferred: true,
};

/** Keys that JavaScript cannot tell apart or cannot compare are refused. */
function mapOf(entries: readonly (readonly [key: unknown, value: unknown, ...rest: unknown[]])[]): ReadonlyMap<unknown, unknown> {
  const made = new Map<unknown, unknown>();
  for (const [key, value] of entries) {
    if (typeof key === "object" && key !== null) throw new Error("a key that is no integer or text");
    made.set(key, value);
  }
  if (made.size !== entries.length) throw new Error("duplicate key");
  return made;
}

function expectAgreement(encoded: Uint8Array): void {
  let theirs: unknown;
  let isTaken = true;
  try {
    theirs = decode(encoded, STRICT);
  } catch {
    isTaken = false;
  }
  const ours = decodeCbor(encoded);
  expect(ours, Buffer.from(encoded).toString("hex")).toEqual(isTaken ? { ok: true, value: theirs } : { ok: false, reason: "malformed" });
}

function float32(value: number): Uint8Array {
  const item = Buffer.alloc(5, 0xfa);
  item.writeFloatBE(value, 1);
  return item;
}
const half = (bits: number) => Uint8Array.of(0xf9, bits >> 8, bits & 0xff);

const item = fc.letrec<{ item: Uint8Array }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 5 },
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map(int),
    fc.integer({ min: -300, max: 300 }).map(int),
    fc.uint8Array({ maxLength: 30 }).map(bytes),
    fc.uint8Array({ maxLength: 6 }).map(text),
    fc.string({ unit: "binary", maxLength: 6 }).map(text),
    fc.double().map(float64),
    fc.float().map(float32),
    fc.integer({ min: 0, max: 0xffff }).map(half),
    fc.integer({ min: 0, max: 0xff }).map((value) => Uint8Array.of(0xf8, value)),
    fc.integer({ min: 0xe0, max: 0xff }).map((initial) => Uint8Array.of(initial)),
    fc
      .tuple(fc.nat(6), fc.nat(300), fc.constantFrom(1, 2, 4, 8))
      .map(([major, argument, size]) => longHead(major, size === 1 ? argument & 0xff : argument, size)),
    fc.array(tie("item"), { maxLength: 4 }).map((items) => array(...items)),
    fc.array(fc.tuple(tie("item"), tie("item")), { maxLength: 4 }).map((pairs) => map(...pairs)),
    fc
      .tuple(fc.oneof(fc.constantFrom(0, 1, 2, 3, 18, 24, 61, 55_799), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), tie("item"))
      .map(([number, inner]) => tag(number, inner)),
  ),
})).item;

describe("the decoder agrees with cbor2", () => {
  test("on items put together at random, and with bytes of them changed", () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(item, changes, (encoded, edits) => {
        const changed = Buffer.from(encoded);
        for (const [at, byte] of edits) if (changed.length > 0) changed[at % changed.length] = byte;
        expectAgreement(changed);
      }),
      { numRuns: 5000 },
    );
  });

  test("on bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), expectAgreement), { numRuns: 3000 });
  });

  test("on every half, and on the number of every eleventh in more bytes", () => {
    for (let bits = 0; bits <= 0xffff; bits++) {
      const encoded = half(bits);
      const ours = decodeCbor(encoded);
      if (bits % 11 === 0 || ours.ok !== isTakenByThem(encoded)) expectAgreement(encoded);
      if (bits % 11 !== 0 || !ours.ok) continue;
      expectAgreement(float32(Number(ours.value)));
      expectAgreement(float64(Number(ours.value)));
    }
  });

  test("on numbers around the borders of floats and integers", () => {
    const borders = [
      65_504,
      65_505,
      65_519,
      65_520,
      2 ** -24,
      2 ** -25,
      2 ** -14,
      2 ** 24 + 1,
      2 ** 53 - 1,
      2 ** 53,
      2 ** 53 + 2,
      3.4e38,
      5e-324,
    ];
    for (const border of borders) {
      for (const value of [border, -border, border / 3, border + 0.5, border * (1 + 2 ** -11), border * (1 + 2 ** -10)]) {
        expectAgreement(float64(value));
        expectAgreement(float32(value));
      }
    }
    for (const value of [23n, 24n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n]) {
      for (const size of [1, 2, 4, 8] as const) {
        if (value < 2n ** BigInt(8 * size)) for (let major = 0; major < 2; major++) expectAgreement(longHead(major, Number(value), size));
      }
      expectAgreement(int(value));
      expectAgreement(int(-1n - value));
    }
  });
});

function isTakenByThem(encoded: Uint8Array): boolean {
  try {
    decode(encoded, STRICT);
    return true;
  } catch {
    return false;
  }
}

describe("what has too many items", () => {
  const list = (count: number, inner: Uint8Array) => Buffer.concat([head(4, count), ...Array.from({ length: count }, () => inner)]);

  test.each<[string, (count: number) => Uint8Array]>([
    ["a list", (count) => list(count - 1, hex("00"))],
    ["a list of empty maps", (count) => list(count - 1, hex("a0"))],
    ["a list in a map", (count) => map([int(1), list(count - 3, hex("60"))])],
    ["a list under a tag", (count) => tag(24, list(count - 2, hex("40")))],
    ["keys", (count) => array(map(...Array.from({ length: (count - 2) / 2 }, (_, key) => [int(key), int(0)] as const)))],
  ])("is too large: %s", (_, made) => {
    expect(decodeCbor(made(MAX_ITEMS))).toMatchObject({ ok: true });
    expect(decodeCbor(made(MAX_ITEMS + 2))).toEqual({ ok: false, reason: "too-large" });
  });

  test("is malformed at once where the bytes for so many are not there", () => {
    expect(decodeCbor(head(4, 2n ** 53n))).toEqual({ ok: false, reason: "malformed" });
    expect(decodeCbor(head(5, 2n ** 64n - 1n))).toEqual({ ok: false, reason: "malformed" });
  });
});
