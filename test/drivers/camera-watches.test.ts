import { expect, test } from "vitest";
import type { Region } from "../../src/core/picture-steps.ts";
import { createCameraWatches } from "../../src/drivers/camera-watches.ts";
import type { HardPicture } from "../../src/drivers/hard-picture.ts";
import { loadPreSteps } from "../../src/drivers/pre-steps.ts";
import { createLooker, type LookedAt } from "../../src/drivers/qr-looker.ts";
import { loadQrReader } from "../../src/drivers/qr-reader.ts";
import { qrFrame } from "../support/pictures.ts";

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

test("a faint code, with no more texture than clothes, is read within a second", async () => {
  const [width, height, scale] = [320, 240, 4];
  const code = await qrFrame("099190000001|FADED", { scale });
  const clock = { nowMs: 0 };
  const watches = createCameraWatches(() => clock.nowMs);
  const lookAt = createLooker(await loadPreSteps(), await loadQrReader());
  const frameOf = (at: number, isHeld: boolean) => {
    const luma = Uint8Array.from(
      { length: width * height },
      (_, pixel) => 120 + ((Math.imul(pixel + at * 7_919, 2_654_435_761) >>> 28) % 3),
    );
    const [left, top] = [80 + (at % 3), 40 + (at % 2)];
    for (let y = 0; isHeld && y < code.height; y++)
      for (let x = 0; x < code.width; x++) {
        const pixel = (y + top) * width + x + left;
        luma[pixel] = (luma[pixel] ?? 0) + ((code.luma[y * code.stride + x] ?? 0) > 128 ? 30 : 18);
      }
    return { width, height, stride: width, luma };
  };
  const read: string[] = [];
  for (let at = 0; at < 150 && read.length === 0; at++) {
    clock.nowMs += 1000 / 15;
    watches.watch(lookAt(frameOf(at, at >= 135)), "camera", ({ report }) => read.push(...report.symbols.map(({ text }) => text)));
  }
  expect(read).toEqual(["099190000001|FADED"]);
});
