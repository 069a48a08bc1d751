import { expect, test } from "vitest";
import { createDeskCamera } from "../../src/drivers/desk-camera.ts";
import type { Frame } from "../../src/ports.ts";

const frame: Frame = { width: 1, height: 1, stride: 1, luma: Uint8Array.of(7) };

test("a desk camera delivers the frames that are pushed between open() and close(), and is always in order", async () => {
  const camera = createDeskCamera();
  const frames: Frame[] = [];
  camera.push(frame);
  camera.open((pushed) => frames.push(pushed));
  expect(frames).toEqual([]);
  expect(camera.health()).toEqual({ state: "ok", detail: "waiting for the page's webcam" });
  camera.push(frame);
  expect(frames).toEqual([frame]);
  expect(camera.health()).toEqual({ state: "ok", detail: "the page's webcam" });
  await camera.close();
  await camera.close();
  camera.push(frame);
  expect(frames).toEqual([frame]);
});
