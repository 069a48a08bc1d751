import { describe, expect, test } from "vitest";
import { createPauseLimit } from "../../src/core/frame-pause.ts";

/** The limit after frames with these intervals, in milliseconds. */
function limitAfter(askedMs: number, intervals: readonly number[]): number {
  const limit = createPauseLimit(askedMs);
  let atMs = 0;
  limit.came(atMs);
  for (const interval of intervals) {
    atMs += interval;
    limit.came(atMs);
  }
  return limit.limitMs();
}

describe("the pause between two frames", () => {
  test("is a third of the time that was asked for until frames say more", () => {
    expect(createPauseLimit(66).limitMs()).toBe(22);
    expect(limitAfter(66, [5, 5])).toBe(22);
  });

  test.each([
    ["a camera that is faster than asked", 200, [33, 33, 33], 11],
    ["one that is much faster, for which 10 ms must do", 66, [16, 17, 16], 10],
    ["one that is slower than asked, as in the dark", 66, [200, 200, 200], 22],
    ["one with torn frames, for which others come late", 200, [33, 66, 33, 33, 500, 33], 11],
    ["one whose frames are read late, two at once, now and then", 90, [60, 60, 110, 1, 60, 60], 20],
    ["one that has become slower", 300, [...Array(15).fill(33), ...Array(15).fill(150)], 50],
  ])("is that of %s", (_, askedMs, intervals, limitMs) => {
    expect(limitAfter(askedMs, intervals)).toBe(limitMs);
  });
});
