import { afterAll, describe, expect, test } from "vitest";
import type { Advice } from "../../src/core/advice.ts";
import { createDeskCamera } from "../../src/drivers/desk-camera.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { createCameraSource } from "../../src/kiosk/camera-source.ts";
import type { Decoder, FoundSymbol, Frame, FrameReport } from "../../src/ports.ts";
import { paste, qrFrame, textsOf } from "../support/pictures.ts";

/** A frame of one pixel, whose level is its name. */
const frame = (level: number): Frame => ({ width: 1, height: 1, stride: 1, luma: Uint8Array.of(level) });

/** A decoder that answers when the test says so. */
function scriptedDecoder() {
  const asked: { readonly level: number; answer(...codes: string[]): void; report(report: FrameReport): void; fail(): void }[] = [];
  const decoder: Decoder = {
    decode: async () => [],
    watch: ({ luma }) =>
      new Promise((resolve, reject) => {
        const found = (code: string): FoundSymbol => ({ bytes: Buffer.from(code), text: code, corners: [] });
        asked.push({
          level: luma[0] ?? 0,
          report: resolve,
          answer: (...codes) => resolve({ symbols: codes.map(found), isQuiet: false }),
          fail: () => reject(new Error("qr decoder: its thread died, the frame is lost")),
        });
      }),
    close: async () => {},
  };
  return { decoder, asked };
}

function openSource() {
  const { decoder, asked } = scriptedDecoder();
  const camera = createDeskCamera();
  const clock = { now: () => 0, nowMs: 0, monotonicMs: () => clock.nowMs };
  const timers = new Map<() => void, number>();
  const source = createCameraSource({
    camera,
    decoder,
    clock,
    after(delayMs, callback) {
      timers.set(callback, delayMs);
      return () => timers.delete(callback);
    },
  });
  const symbols: string[] = [];
  const hints: (Advice | undefined)[] = [];
  source.open(
    (symbol) => symbols.push(Buffer.from(symbol).toString()),
    (hint) => hints.push(hint?.advice),
  );
  return { camera, source, asked, symbols, hints, clock, timers };
}

/** Lets promises that are settled run on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a camera source", () => {
  test("decodes one frame at a time, and of those that come meanwhile only the newest", async () => {
    const { camera, asked } = openSource();
    for (const level of [1, 2, 3]) camera.push(frame(level));
    expect(asked.map(({ level }) => level)).toEqual([1]);
    asked[0]?.answer();
    await settled();
    expect(asked.map(({ level }) => level)).toEqual([1, 3]);
    asked[1]?.answer();
    await settled();
    camera.push(frame(4));
    expect(asked.map(({ level }) => level)).toEqual([1, 3, 4]);
  });

  test("frees a frame at once that a newer one overtook", async () => {
    const { camera, asked } = openSource();
    const [first, overtaken, newest] = [frame(1), frame(2), frame(3)];
    for (const each of [first, overtaken, newest]) camera.push(each);
    expect([first, overtaken, newest].map(({ luma }) => luma.length)).toEqual([1, 0, 1]);
    asked[0]?.answer();
    await settled();
    expect(asked.map(({ level }) => level)).toEqual([1, 3]);
  });

  test("yields a code held still once, at the time of its frame and not of its decoding", async () => {
    const { camera, asked, symbols, clock } = openSource();
    const show = async (...codes: string[]) => {
      camera.push(frame(0));
      clock.nowMs += 300;
      asked.at(-1)?.answer(...codes);
      await settled();
    };
    await show("a");
    await show("a", "b");
    expect(symbols).toEqual(["a", "b"]);
    for (let count = 0; count < 3; count++) await show();
    await show("b");
    expect(symbols).toEqual(["a", "b", "b"]);
  });

  test("takes a code for held still in frames that were not looked at, since nothing moved", async () => {
    const { camera, asked, symbols, clock } = openSource();
    const show = async (report: FrameReport) => {
      camera.push(frame(0));
      clock.nowMs += 300;
      asked.at(-1)?.report(report);
      await settled();
    };
    const code: FoundSymbol = { bytes: Buffer.from("a"), text: "a", corners: [] };
    await show({ symbols: [code], isQuiet: false });
    await show({ symbols: [], isQuiet: false });
    for (let count = 0; count < 20; count++) await show({ symbols: [], isQuiet: true });
    await show({ symbols: [code], isQuiet: false });
    expect(symbols).toEqual(["a"]);
    for (let count = 0; count < 3; count++) await show({ symbols: [], isQuiet: false });
    await show({ symbols: [code], isQuiet: false });
    expect(symbols).toEqual(["a", "a"]);
  });

  test("says what helps whoever holds up a code in vain, once, and takes it back before the code that is read", async () => {
    const { camera, asked, symbols, hints, clock, source } = openSource();
    const place = { left: 0, top: 0, width: 1, height: 1 };
    const show = async (report: Partial<FrameReport>) => {
      camera.push(frame(0));
      clock.nowMs += 300;
      asked.at(-1)?.report({ symbols: [], isQuiet: false, ...report });
      await settled();
    };
    for (let count = 0; count < 4; count++) await show({ signals: { place, faults: ["nearer"], glare: [] } });
    expect(hints).toEqual([]);
    for (let count = 0; count < 4; count++) await show({ signals: { place, faults: ["nearer"], glare: [] } });
    expect(hints).toEqual(["nearer"]);
    await show({ symbols: [{ bytes: Buffer.from("a"), text: "a", corners: [] }] });
    expect([hints, symbols]).toEqual([["nearer", undefined], ["a"]]);
    await source.close();
  });

  test("takes its hint back where the camera stops: whoever it was for may have gone", async () => {
    const { camera, asked, hints, clock, timers, source } = openSource();
    const place = { left: 0, top: 0, width: 1, height: 1 };
    for (let count = 0; count < 8; count++) {
      camera.push(frame(0));
      clock.nowMs += 300;
      asked.at(-1)?.report({ symbols: [], isQuiet: false, signals: { place, faults: ["nearer"], glare: [] } });
      await settled();
    }
    expect(hints).toEqual(["nearer"]);
    // One that each frame puts off.
    expect([...timers.values()]).toEqual([2_000]);
    for (const end of timers.keys()) end();
    expect(hints).toEqual(["nearer", undefined]);
    await source.close();
    expect(timers.size).toBe(0);
  });

  test("goes on after the decoder lost a frame, says so meanwhile, and does not take it for an empty frame", async () => {
    const { camera, source, asked, symbols } = openSource();
    camera.push(frame(1));
    asked[0]?.fail();
    await settled();
    expect(source.health()).toEqual({ state: "missing", detail: "qr decoder: its thread died, the frame is lost" });
    camera.push(frame(2));
    asked[1]?.answer("a");
    await settled();
    expect(symbols).toEqual(["a"]);
    expect(source.health().state).toBe("ok");
  });

  test("yields nothing after close(), not even what was being decoded", async () => {
    const { camera, source, asked, symbols } = openSource();
    camera.push(frame(1));
    camera.push(frame(2));
    const closing = source.close();
    asked[0]?.answer("late");
    await closing;
    await source.close();
    camera.push(frame(3));
    expect(symbols).toEqual([]);
    expect(asked.length).toBe(1);
  });

  describe("with the real decoder", () => {
    const decoder = createQrDecoder();
    afterAll(() => decoder.close());

    test("reads two codes held up together, once", async () => {
      const camera = createDeskCamera();
      const source = createCameraSource({ camera, decoder, clock: { now: () => 0, monotonicMs: () => performance.now() } });
      const symbols: Uint8Array[] = [];
      source.open((symbol) => symbols.push(symbol));
      const both = paste([await qrFrame("left"), await qrFrame("right")], 640, 480);
      const hold = async () => {
        camera.push({ ...both, luma: both.luma.slice() });
        await new Promise((resolve) => setTimeout(resolve, 50));
      };
      // A thread takes its time to start on a busy machine; the test's own limit ends this when no symbol ever comes.
      while (symbols.length === 0) await hold();
      for (let count = 0; count < 5; count++) await hold();
      await source.close();
      expect(textsOf(symbols.map((bytes) => ({ bytes }))).sort()).toEqual(["left", "right"]);
    });
  });
});
