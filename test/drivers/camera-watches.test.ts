import { expect, test } from "vitest";
import type { Region } from "../../src/core/picture-steps.ts";
import { createCameraWatches } from "../../src/drivers/camera-watches.ts";
import type { HardPicture } from "../../src/drivers/hard-picture.ts";
import type { LookedAt } from "../../src/drivers/qr-looker.ts";

const FRAME_MS = 100;

/** Frames in which a code of so many pixels is seen and never read; what each leaves to the last readers, by its second. */
function hardOf(side: number, frames: number): ReadonlyMap<number, HardPicture> {
  const clock = { nowMs: 0 };
  const watches = createCameraWatches(() => clock.nowMs);
  const unread = [
    [
      { x: 100, y: 100 },
      { x: 100 + side, y: 100 },
      { x: 100 + side, y: 100 + side },
      { x: 100, y: 100 + side },
    ],
  ];
  const picture: LookedAt = {
    width: 1280,
    height: 720,
    held: undefined,
    look: () => ({ symbols: [], unread }),
    view(steps, region?: Region) {
      const scale = steps.some(({ step }) => step === "halve") ? 0.5 : 1;
      const [width, height] = [(region?.width ?? 0) * scale, (region?.height ?? 0) * scale];
      return { width, height, scale, left: region?.left ?? 0, top: region?.top ?? 0, bytes: new Uint8Array(width * height) };
    },
  };
  const hard = new Map<number, HardPicture>();
  for (let frame = 0; frame < frames; frame++) {
    clock.nowMs = frame * FRAME_MS;
    watches.watch(picture, "camera", (found) => {
      for (const one of found.hard) hard.set((frame * FRAME_MS) / 1000, one);
    });
  }
  return hard;
}

test("a code that is held up and never read goes to the last readers after two seconds, then ever more rarely", () => {
  expect([...hardOf(100, 400).keys()]).toEqual([2, 3, 7, 27]);
});

test("a large one in half its size: they have little memory", () => {
  expect([...hardOf(100, 30).values()].map(({ scale, width }) => [scale, width])).toEqual([[1, 150]]);
  expect([...hardOf(500, 30).values()].map(({ scale, width }) => [scale, width])).toEqual([[0.5, 375]]);
});
