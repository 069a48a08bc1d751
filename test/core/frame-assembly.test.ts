import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AssembledFrame, createFrameAssembly, freeLuma } from "../../src/core/frame-assembly.ts";
import { type FrameLayout, v4l2Layout, yuv420Layout } from "../../src/core/frame-layout.ts";
import { createFrameRing } from "../../src/core/frame-ring.ts";

const LAYOUT = yuv420Layout(64, 2);
const FRAMES = 5;
const lumaOf = (frame: number) => Array.from({ length: LAYOUT.keptBytes }, (_, at) => (frame * 50 + at) % 256);
const FRAME_BYTES = Array.from({ length: FRAMES }, (_, frame) => Buffer.from([...lumaOf(frame), ...Array(64).fill(7)]));

/** An assembly that is fed as Node's pipes do it: as much at a time as it has room for, and that room was asked for after the last time. */
function assemblyOf(layout: FrameLayout = LAYOUT) {
  const ring = createFrameRing(layout.keptBytes);
  const assembly = createFrameAssembly(layout, ring);
  const seen: (number[] | "lost")[] = [];
  let room = assembly.room();
  function feed(bytes: Uint8Array, onFrame: (frame: AssembledFrame) => void = (frame) => frame.release()): void {
    for (let at = 0; at < bytes.length; ) {
      expect(room.length).toBeGreaterThan(0);
      const piece = bytes.subarray(at, at + room.length);
      room.set(piece);
      at += piece.length;
      const frame = assembly.filled(piece.length);
      if (frame === "lost") seen.push("lost");
      else if (frame) {
        seen.push([...frame.luma]);
        onFrame(frame);
      }
      room = assembly.room();
    }
  }
  return { ring, assembly, feed, seen };
}

describe("frames cut from a stream", () => {
  test("are the same in whatever pieces the stream comes, and whatever room there is", () => {
    const bytes = Buffer.concat(FRAME_BYTES);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const { feed, seen } = assemblyOf();
        const ends = [...cuts, bytes.length].sort((one, other) => one - other);
        for (const [index, end] of ends.entries()) feed(bytes.subarray(ends[index - 1] ?? 0, end));
        expect(seen).toEqual(FRAME_BYTES.map((_, frame) => lumaOf(frame)));
      }),
    );
  });

  test("are held back until their last byte came", () => {
    const { feed, seen } = assemblyOf();
    const [bytes = Buffer.alloc(0)] = FRAME_BYTES;
    feed(bytes.subarray(0, -1));
    expect(seen).toEqual([]);
    feed(bytes.subarray(-1));
    expect(seen).toEqual([lumaOf(0)]);
  });

  test("lie in memory that every thread sees, in a slot that no later frame is written to before it is released", () => {
    const { feed, seen } = assemblyOf();
    const held: AssembledFrame[] = [];
    for (const bytes of FRAME_BYTES) feed(bytes, (frame) => held.push(frame));
    expect(seen).toEqual([lumaOf(0), lumaOf(1), lumaOf(2), "lost", "lost"]);
    expect(held.map(({ luma }) => [...luma])).toEqual([lumaOf(0), lumaOf(1), lumaOf(2)]);
    for (const { luma } of held) expect(luma.buffer).toBeInstanceOf(SharedArrayBuffer);
    held[1]?.release();
    held[1]?.release();
    feed(FRAME_BYTES[4] ?? Buffer.alloc(0), (frame) => held.push(frame));
    feed(FRAME_BYTES[4] ?? Buffer.alloc(0), (frame) => held.push(frame));
    expect(seen.slice(5)).toEqual([lumaOf(4), "lost"]);
    expect([...(held[0]?.luma ?? [])]).toEqual(lumaOf(0));
  });

  test("always find a slot where one frame is looked at and the newest waits", () => {
    const { feed, seen } = assemblyOf();
    const held: AssembledFrame[] = [];
    for (const bytes of [...FRAME_BYTES, ...FRAME_BYTES]) {
      feed(bytes, (frame) => {
        if (held.length === 2) held.pop()?.release();
        held.push(frame);
      });
    }
    expect(seen).not.toContain("lost");
  });

  test("start anew after a pause, wherever it was: what came of a torn one is given up, and the next are whole", () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = FRAME_BYTES;
    for (let cut = 1; cut < LAYOUT.frameBytes; cut++) {
      const { assembly, feed, seen } = assemblyOf();
      feed(first.subarray(0, cut));
      expect(assembly.paused()).toBe(cut);
      feed(second);
      expect(assembly.paused()).toBe(0);
      feed(third);
      expect(seen).toEqual([lumaOf(1), lumaOf(2)]);
    }
  });

  test("leave no slot behind when their stream ends in the middle of one", () => {
    const ring = createFrameRing(LAYOUT.keptBytes);
    for (let run = 0; run < 10; run++) {
      const assembly = createFrameAssembly(LAYOUT, ring);
      expect(assembly.room().length).toBe(LAYOUT.keptBytes);
      assembly.filled(10);
      assembly.ended();
      assembly.ended();
    }
    expect([ring.take(), ring.take(), ring.take()]).not.toContain(undefined);
    expect(ring.take()).toBeUndefined();
  });

  test.each([
    { pixelFormat: "YUYV", bytes: [1, 99, 2, 99, 3, 99, 4, 99] },
    { pixelFormat: "UYVY", bytes: [99, 1, 99, 2, 99, 3, 99, 4] },
  ])("in $pixelFormat have their luma gathered", ({ pixelFormat, bytes }) => {
    const layout = v4l2Layout({ pixelFormat, width: 2, height: 2, bytesPerLine: 4, sizeImage: 8 });
    const { feed, seen } = assemblyOf(layout);
    feed(Buffer.from([...bytes, ...bytes]));
    expect(seen).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });
});

describe("a luma plane that is freed", () => {
  test("is empty, and may be freed again", () => {
    const plane = new Uint8Array(64);
    freeLuma(plane);
    freeLuma(plane);
    expect(plane.length).toBe(0);
  });

  test("keeps its bytes when its buffer holds other data, too, or is a camera's", () => {
    const both = Uint8Array.of(1, 2, 3, 4);
    freeLuma(both.subarray(0, 2));
    freeLuma(both.subarray(2));
    expect([...both]).toEqual([1, 2, 3, 4]);
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    freeLuma(shared);
    expect(shared.length).toBe(2);
  });
});
