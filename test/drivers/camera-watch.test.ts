import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { yuv420Layout } from "../../src/core/frame-layout.ts";
import { watchFrames } from "../../src/drivers/camera-watch.ts";

const LAYOUT = yuv420Layout(320, 240);
const PAUSE_MS = 10;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is said of a camera asked for 15 frames a second that sends so many frames, so long after each other, before each pause. */
function troubleWith(bursts: readonly number[], spacedMs: number, everyMs: number): string | undefined {
  let trouble: string | undefined;
  const run = { layout: LAYOUT, framesPerSecond: 15, firstFrameMs: 10_000, stallMs: 1_500 };
  const watch = watchFrames(run, (why) => {
    trouble ??= why;
  });
  for (const frames of bursts) {
    for (let count = 0; count < frames; count++) {
      if (count > 0) vi.advanceTimersByTime(spacedMs);
      watch.came();
    }
    vi.advanceTimersByTime(PAUSE_MS);
    watch.paused(0);
    vi.advanceTimersByTime(Math.max(0, everyMs - (frames - 1) * spacedMs - PAUSE_MS));
  }
  watch.stop();
  return trouble;
}

describe("frames that come together without a pause", () => {
  test.each([2, 4])("are one of %i times the size, five times in a row: no camera that was asked for", (times) => {
    expect(troubleWith(Array(4).fill(times), 2, 66)).toBeUndefined();
    expect(troubleWith(Array(5).fill(times), 2, 66)).toBe(`sent frames of ${times * 115_200} bytes instead of 115200`);
  });

  test("are two where this program was busy for a while", () => {
    expect(troubleWith([1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 1, 1, 2, 3, 2, 3, 2, 3], 2, 66)).toBeUndefined();
  });

  test("and evenly are a fast camera's", () => {
    expect(troubleWith(Array(50).fill(3), 11, 33)).toBeUndefined();
  });
});
