import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFrameAssembly, freeLuma, yuv420Layout } from "../../src/core/frame-assembly.ts";

describe("a YUV420 frame of rpicam-vid", () => {
  test("has rows padded to 64 bytes and two chroma planes of a quarter each", () => {
    expect(yuv420Layout(640, 480)).toEqual({ width: 640, height: 480, stride: 640, lumaBytes: 307_200, frameBytes: 460_800 });
    // rpicam-apps issue 151: 4056 wide comes 4096 wide.
    expect(yuv420Layout(4056, 3040)).toMatchObject({ stride: 4096, frameBytes: 4096 * 3040 * 1.5 });
    expect(yuv420Layout(2, 2)).toMatchObject({ stride: 64, lumaBytes: 128, frameBytes: 192 });
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

describe("frames cut from a stream", () => {
  const layout = yuv420Layout(64, 2);
  const frames = 5;
  const luma = (frame: number) => Array.from({ length: layout.lumaBytes }, (_, at) => (frame * 50 + at) % 256);
  const stream = Uint8Array.from({ length: frames }, (_, frame) => frame);
  const bytes = Buffer.concat(
    [...stream].flatMap((frame) => [Buffer.from(luma(frame)), Buffer.alloc(layout.frameBytes - layout.lumaBytes, 7)]),
  );

  test("are the same in whatever pieces the stream comes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const ends = [...cuts, bytes.length].sort((one, other) => one - other);
        const assembly = createFrameAssembly(layout);
        const cut: Uint8Array[] = [];
        let start = 0;
        for (const end of ends) {
          assembly.push(bytes.subarray(start, end), (plane) => cut.push(plane));
          start = end;
        }
        expect(cut.map((plane) => [...plane])).toEqual([...stream].map(luma));
        expect(new Set(cut.map((plane) => plane.buffer)).size).toBe(frames);
      }),
    );
  });

  test("are held back until their last byte came", () => {
    const assembly = createFrameAssembly(layout);
    let count = 0;
    assembly.push(bytes.subarray(0, layout.frameBytes - 1), () => count++);
    expect(count).toBe(0);
    assembly.push(bytes.subarray(layout.frameBytes - 1, layout.frameBytes), () => count++);
    expect(count).toBe(1);
  });
});

describe("a luma plane that is freed", () => {
  test("is empty, and may be freed again", () => {
    const plane = new Uint8Array(64);
    freeLuma(plane);
    freeLuma(plane);
    expect(plane.length).toBe(0);
  });

  test("keeps its bytes when its buffer holds other data, too", () => {
    const both = Uint8Array.of(1, 2, 3, 4);
    freeLuma(both.subarray(0, 2));
    freeLuma(both.subarray(2));
    expect([...both]).toEqual([1, 2, 3, 4]);
  });
});
