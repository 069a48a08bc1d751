import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../src/core/revocation/byte-reader.ts";
import { ByteWriter } from "../../../src/core/revocation/byte-writer.ts";
import { type LeastGap, readSorted, writeSorted } from "../../../src/core/revocation/rice.ts";
import { toTheEnd } from "../../../src/core/revocation/steps.ts";
import { places } from "../../support/revocation-lists.ts";

const SIZE = 2 ** 32;

function written(numbers: readonly number[] | Uint32Array, least: LeastGap = 1): Uint8Array {
  const writer = new ByteWriter();
  writeSorted(writer, Uint32Array.from(numbers), least);
  return writer.written();
}

/** The numbers, where the bytes are exactly one list. */
function read(bytes: Uint8Array, size = SIZE, least: LeastGap = 1): readonly number[] | undefined {
  const reader = new ByteReader(bytes);
  const numbers = toTheEnd(readSorted(reader, size, least));
  return numbers && reader.isDone ? [...numbers] : undefined;
}

/** From bits as text: count, parameter, and the code. */
function byHand(count: number, parameter: number, code: string): Uint8Array {
  const bytes = code.replaceAll(" ", "").match(/.{1,8}/g) ?? [];
  return Uint8Array.of(count, parameter, ...bytes.map((bits) => Number.parseInt(bits, 2)));
}

describe("Rice-coded places", () => {
  test("come back as they were, up to 2³²", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(64, 1000, 2 ** 20, 2 ** 31, SIZE).chain((size) => fc.tuple(fc.constant(size), places(size))),
        ([size, list]) => {
          expect(read(written(list), size)).toEqual([...list]);
        },
      ),
    );
    expect(read(written([SIZE - 1]))).toEqual([SIZE - 1]);
    expect(read(written([0, SIZE - 2, SIZE - 1]))).toEqual([0, SIZE - 2, SIZE - 1]);
    expect(read(written([]))).toEqual([]);
  });

  test("come back also where they repeat, for hashes that begin alike", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: SIZE - 1 })), { maxLength: 50 }), (list) => {
        const sorted = list.toSorted((a, b) => a - b);
        expect(read(written(sorted, 0), SIZE, 0)).toEqual(sorted);
      }),
    );
  });

  test("are written as the page says", () => {
    // 3, 4, 9: gaps of 3, 0 and 4; with k = 1: quotients 1, 0, 2, each as zeros and a one, and one bit of rest.
    expect(written([3, 4, 9])).toEqual(byHand(3, 1, "01 1  1 0  001 0 0000000"));
  });

  test("have one spelling: whatever is read is written so", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.constantFrom<LeastGap>(0, 1), (bytes, least) => {
        const list = read(bytes, SIZE, least);
        if (list) expect(written(list, least)).toEqual(bytes);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each<[string, Uint8Array]>([
    ["a larger parameter than the best", byHand(1, 1, "10000000")],
    ["a smaller parameter than the best", byHand(1, 0, "00000000 00000000 00000001")],
    ["set bits after the end", byHand(1, 0, "10000001")],
    ["a byte after the end", Uint8Array.of(...byHand(1, 0, "10000000"), 0)],
    ["a count in two bytes where one would do", Uint8Array.of(0x81, 0x00, 0, 0x80)],
    ["no code", byHand(1, 0, "")],
    ["a code without its one", byHand(1, 0, "00000000")],
    ["fewer numbers than it says", byHand(9, 0, "11111111")],
    ["a parameter of 32", byHand(1, 32, "10000000 00000000 00000000 00000000 00000000")],
    ["more numbers than bits", Uint8Array.of(0xff, 0xff, 0xff, 0x07, 0, 0xff)],
  ])("are refused with %s", (_, bytes) => {
    expect(read(bytes)).toBeUndefined();
  });

  test("are refused beyond the size of the list", () => {
    const bytes = written([5, 99]);
    expect(read(bytes, 100)).toEqual([5, 99]);
    expect(read(bytes, 99)).toBeUndefined();
  });

  test("must ascend to be written", () => {
    expect(() => written([2, 1])).toThrow("do not ascend");
    expect(() => written([2, 2])).toThrow("do not ascend");
  });
});
