import { expect, test } from "vitest";
import { MIRROR_HEIGHT, MIRROR_WIDTH, mirrorPicture } from "../../src/core/mirror-picture.ts";

test.each([
  { width: 640, height: 480, stride: 640 },
  { width: 1280, height: 720, stride: 1344 },
  { width: 64, height: 200, stride: 64 },
])("what is on the left of a frame of $width × $height is on the right of the mirror, top stays top", ({ width, height, stride }) => {
  const luma = Uint8Array.from({ length: stride * height }, (_, at) => {
    const [x, y] = [at % stride, Math.floor(at / stride)];
    return x >= width ? 255 : (x < width / 2 ? 100 : 0) + (y < height / 2 ? 50 : 0);
  });
  const small = mirrorPicture({ width, height, stride, luma });
  const point = (x: number, y: number) => small[y * MIRROR_WIDTH + x];
  expect(small).toHaveLength(MIRROR_WIDTH * MIRROR_HEIGHT);
  expect([point(0, 0), point(MIRROR_WIDTH - 1, 0), point(0, MIRROR_HEIGHT - 1), point(MIRROR_WIDTH - 1, MIRROR_HEIGHT - 1)]).toEqual([
    50, 150, 0, 100,
  ]);
});
