import { closeSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFrameAssembly } from "../../src/core/frame-assembly.ts";
import { greyLayout } from "../../src/core/frame-layout.ts";
import { createFrameRing } from "../../src/core/frame-ring.ts";
import { readPipe } from "../../src/drivers/frame-pipe.ts";
import { loadLibc } from "../../src/drivers/libc.ts";

const LAYOUT = greyLayout(64, 32);
/** How long a camera of 20 frames a second waits for the next one; its reader was told of one a second. */
const NEXT_MS = 50;

/** A frame with its number in each byte. */
const numbered = (number: number) => new Uint8Array(LAYOUT.frameBytes).fill(number);

test("a torn frame of a camera that is faster than it was asked to be costs no other", async () => {
  const libc = await loadLibc();
  const { readEnd, writeEnd } = libc.pipe();
  const frames: ReadonlySet<number>[] = [];
  let paused = () => {};
  const pipe = readPipe(readEnd, createFrameAssembly(LAYOUT, createFrameRing(LAYOUT.keptBytes)), {
    onFrame(frame) {
      frames.push(new Set(frame?.luma));
      frame?.release?.();
    },
    onPause: () => paused(),
    askedMs: 1000,
  });
  for (let number = 1; number <= 12; number++) {
    const isTorn = number === 8;
    const pause = new Promise<void>((resolve) => {
      paused = resolve;
    });
    writeSync(writeEnd, numbered(number).subarray(0, isTorn ? 1000 : LAYOUT.frameBytes));
    // A machine that is busy gets the time that it needs, and no more than would be a frame's.
    await Promise.race([pause, delay(NEXT_MS)]);
  }
  closeSync(writeEnd);
  pipe.destroy();
  expect(frames.map((bytes) => [...bytes])).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12].map((number) => [number]));
});
