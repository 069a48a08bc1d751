import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectSequence, NO_SEQUENCES, type SequencePart } from "../../src/core/structured-append.ts";

/** A symbol split in so many codes, of about the same size. */
function split(symbol: Uint8Array, count: number): readonly SequencePart[] {
  const parity = symbol.reduce((sum, byte) => sum ^ byte, 0);
  const size = Math.ceil(symbol.length / count);
  return Array.from({ length: count }, (_, index) => ({ index, count, parity, bytes: symbol.subarray(index * size, (index + 1) * size) }));
}

/** What comes of codes that are seen one after the other, a second apart. */
function show(parts: readonly SequencePart[], betweenMs = 1_000): readonly (string | undefined)[] {
  let sequences = NO_SEQUENCES;
  return parts.map((part, at) => {
    const { after, whole } = collectSequence(sequences, part, at * betweenMs);
    sequences = after;
    return whole && Buffer.from(whole).toString();
  });
}

const [first, second, third] = split(Buffer.from("abcdefghi"), 3) as [SequencePart, SequencePart, SequencePart];

describe("a symbol in several codes", () => {
  test("is there with the last of its codes, in whatever order they are seen, and stays while one of them is", () => {
    expect(show([third, third, first, second, first])).toEqual([undefined, undefined, undefined, "abcdefghi", "abcdefghi"]);
  });

  test("of any bytes and any number of codes comes out as it was split", () => {
    const anySplit = fc
      .integer({ min: 2, max: 16 })
      .chain((count) => fc.tuple(fc.uint8Array({ minLength: count * 16, maxLength: 400 }), fc.constant(count)));
    fc.assert(
      fc.property(anySplit, fc.infiniteStream(fc.nat()), ([symbol, count], order) => {
        const parts = split(symbol, count).toSorted(() => (order.next().value % 2) - 0.5);
        let sequences = NO_SEQUENCES;
        const wholes = parts.map((part) => {
          const { after, whole } = collectSequence(sequences, part, 0);
          sequences = after;
          return whole;
        });
        expect(wholes.slice(0, -1).every((whole) => whole === undefined)).toBe(true);
        expect(wholes.at(-1)).toEqual(symbol);
      }),
    );
  });

  test("may be a single code that says so", () => {
    expect(show(split(Buffer.from("alone"), 1))).toEqual(["alone"]);
  });

  test("begins anew with a code that contradicts those before it", () => {
    const other = { ...first, bytes: Buffer.from("xyz") };
    expect(show([other, second, first, third, second])).toEqual([undefined, undefined, undefined, undefined, "abcdefghi"]);
  });

  test("whose bytes do not give the parity of its codes is never there", () => {
    const wrong = { ...second, bytes: Buffer.from("deg") };
    expect(show([first, wrong, third])).toEqual([undefined, undefined, undefined]);
    expect(show([first, wrong, third, first, second, third]).at(-1)).toBe("abcdefghi");
  });

  test("is forgotten a minute after its last code was seen", () => {
    expect(show([first, second, third], 59_000).at(-1)).toBe("abcdefghi");
    expect(show([first, second, third], 60_000).at(-1)).toBeUndefined();
  });

  test.each([
    { index: 3, count: 3 },
    { index: 0, count: 0 },
    { index: 0, count: 17 },
    { index: -1, count: 2 },
    { index: 0.5, count: 2 },
    { index: 0, count: 2, parity: 256 },
    { index: 0, count: 2, parity: Number.NaN },
    { index: 0, count: 2, bytes: new Uint8Array() },
  ])("takes no note of a code that cannot be one: %o", (part) => {
    expect(collectSequence(NO_SEQUENCES, { ...first, ...part }, 0)).toEqual({ after: [] });
  });

  test("shares the memory with three others at most", () => {
    let sequences = NO_SEQUENCES;
    for (let parity = 0; parity < 100; parity++) sequences = collectSequence(sequences, { ...first, parity }, 0).after;
    expect(sequences.length).toBe(4);
  });
});
