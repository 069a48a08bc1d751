import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOTHING_SHOWN, nextShowings } from "../../src/core/showing.ts";

/** A frame: when it was taken, in milliseconds, and the codes in it, one letter each. */
type Taken = readonly [atMs: number, codes: string];

/** The showings that a row of frames makes, each as `code@milliseconds`. */
function showingsOf(frames: readonly Taken[]): string[] {
  let state = NOTHING_SHOWN;
  return frames.flatMap(([atMs, codes]) => {
    const { after, shown } = nextShowings(
      state,
      [...codes].map((code) => Buffer.from(code)),
      atMs,
    );
    state = after;
    return shown.map((symbol) => `${Buffer.from(symbol)}@${atMs}`);
  });
}

/** A frame every 100 ms: the codes of each, `.` for an empty one. */
const filmed = (film: string): Taken[] => film.split(" ").map((codes, index) => [index * 100, codes.replace(".", "")]);

describe("showings", () => {
  test.each([
    ["a code held still is one showing", "a a a a a a a a a a a a", ["a@0"]],
    ["a code missed in a few frames was not taken away", "a . . a . . . . . a", ["a@0"]],
    ["a code taken away for 700 ms and held up again is two", "a . . . . . . a", ["a@0", "a@700"]],
    ["absence counts from the last sight, not from the first", "a a a a a a a a . a", ["a@0"]],
    ["another code in its place is a showing at once", "a b b", ["a@0", "b@100"]],
    ["two codes in one frame are two, in the order of the frame", "ba ba", ["b@0", "a@0"]],
    ["the same code twice in one frame is one", "aa aa", ["a@0"]],
    ["one of two taken away and shown again is new, the other is not", "ab b b b b b b ab", ["a@0", "b@0", "a@700"]],
    ["two codes read in turns are one showing each", "a b a b a b a b a b", ["a@0", "b@100"]],
  ])("%s", (_, film, expected) => {
    expect(showingsOf(filmed(film))).toEqual(expected);
  });

  test("a board that looks at one frame a second does not take a miss for an absence", () => {
    expect(
      showingsOf([
        [0, "a"],
        [1000, ""],
        [2000, "a"],
      ]),
    ).toEqual(["a@0"]);
    expect(
      showingsOf([
        [0, "a"],
        [1000, ""],
        [2000, ""],
        [3000, ""],
        [4000, "a"],
      ]),
    ).toEqual(["a@0", "a@4000"]);
  });

  test("after five seconds without a frame what is seen is new", () => {
    expect(
      showingsOf([
        [0, "a"],
        [4999, "a"],
      ]),
    ).toEqual(["a@0"]);
    expect(
      showingsOf([
        [0, "a"],
        [5000, "a"],
      ]),
    ).toEqual(["a@0", "a@5000"]);
  });

  test("codes that differ in length or in one byte are different codes", () => {
    const { shown } = nextShowings(NOTHING_SHOWN, [Buffer.from("ab"), Buffer.from("abc"), Buffer.from("ac")], 0);
    expect(shown.map(String)).toEqual(["ab", "abc", "ac"]);
  });

  test("never remember more than 32 codes, and never show what is not in the frame", () => {
    const codes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 2 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2000), codes), { maxLength: 20 }), (film) => {
        let state = NOTHING_SHOWN;
        let atMs = 0;
        for (const [waitMs, symbols] of film) {
          atMs += waitMs;
          const { after, shown } = nextShowings(state, symbols, atMs);
          expect(after.codes.length).toBeLessThanOrEqual(32);
          expect(symbols).toEqual(expect.arrayContaining([...shown]));
          state = after;
        }
      }),
    );
  });
});
