import { describe, expect, test } from "vitest";
import { greyLayout, v4l2Layout, yuv420Layout } from "../../src/core/frame-layout.ts";

describe("a YUV420 frame of rpicam-vid", () => {
  test("has rows padded to 64 bytes and two chroma planes of a quarter each", () => {
    expect(yuv420Layout(640, 480)).toEqual({ width: 640, height: 480, stride: 640, keptBytes: 307_200, frameBytes: 460_800 });
    // rpicam-apps issue 151: 4056 wide comes 4096 wide.
    expect(yuv420Layout(4056, 3040)).toMatchObject({ stride: 4096, frameBytes: 4096 * 3040 * 1.5 });
    expect(yuv420Layout(2, 2)).toMatchObject({ stride: 64, keptBytes: 128, frameBytes: 192 });
  });

  test.each([
    [641, 480],
    [640, 481],
    [0, 480],
    [640, -2],
    [640.5, 480],
    [Number.NaN, 480],
  ])("cannot be %d × %d", (width, height) => {
    expect(() => yuv420Layout(width, height)).toThrow("is not even and positive");
  });
});

describe("a frame of a V4L2 device", () => {
  const size = { width: 6, height: 2 };

  test.each([
    { pixelFormat: "GREY", bytesPerLine: 6, sizeImage: 12, stride: 6, keptBytes: 12 },
    { pixelFormat: "GREY", bytesPerLine: 8, sizeImage: 16, stride: 8, keptBytes: 16 },
    { pixelFormat: "NV12", bytesPerLine: 6, sizeImage: 18, stride: 6, keptBytes: 12 },
    { pixelFormat: "YU12", bytesPerLine: 8, sizeImage: 24, stride: 8, keptBytes: 16 },
    { pixelFormat: "YUYV", bytesPerLine: 12, sizeImage: 24, stride: 6, keptBytes: 24, lumaByte: 0 },
    { pixelFormat: "UYVY", bytesPerLine: 16, sizeImage: 32, stride: 8, keptBytes: 32, lumaByte: 1 },
    // Some drivers pad at the end of the frame.
    { pixelFormat: "YUYV", bytesPerLine: 12, sizeImage: 4096, stride: 6, keptBytes: 24, lumaByte: 0 },
  ])("in $pixelFormat with rows of $bytesPerLine bytes and $sizeImage in all is known", ({ stride, keptBytes, lumaByte, ...format }) => {
    const packed = lumaByte === undefined ? {} : { lumaByte };
    expect(v4l2Layout({ ...size, ...format })).toEqual({ ...size, stride, keptBytes, frameBytes: format.sizeImage, ...packed });
  });

  test.each([
    ["is compressed", { pixelFormat: "MJPG", bytesPerLine: 0, sizeImage: 4096 }],
    ["has no luma of its own", { pixelFormat: "RGB3", bytesPerLine: 18, sizeImage: 36 }],
    ["has rows that are too short", { pixelFormat: "YUYV", bytesPerLine: 6, sizeImage: 24 }],
    ["is shorter than its rows", { pixelFormat: "GREY", bytesPerLine: 6, sizeImage: 11 }],
    ["has rows of half pixels", { pixelFormat: "YUYV", bytesPerLine: 13, sizeImage: 26 }],
    ["is larger than any camera's", { pixelFormat: "GREY", bytesPerLine: 6, sizeImage: 33_554_433 }],
    ["has no pixels", { pixelFormat: "GREY", bytesPerLine: 6, sizeImage: 12, width: 0 }],
  ])("that %s is not read", (_, format) => {
    expect(v4l2Layout({ ...size, ...format })).toBeUndefined();
  });

  test("unpacked to grey by ffmpeg has no padding", () => {
    expect(greyLayout(1278, 720)).toEqual({ width: 1278, height: 720, stride: 1278, keptBytes: 920_160, frameBytes: 920_160 });
  });
});
