import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { soften } from "../../src/core/grey-picture.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import type { Frame } from "../../src/ports.ts";
import { paste, qrFrame, textsOf } from "../support/pictures.ts";
import { appendHeader, bits, byteSegment, makeSmallCode } from "../support/small-code-maker.ts";

/** The decoders' own threads, not those of the readers of last resort. */
const threads: Worker[] = [];
const remember = (message: unknown) => {
  if (
    typeof message === "object" &&
    message &&
    "worker" in message &&
    message.worker instanceof Worker &&
    message.worker.threadName === "qr-decoder"
  )
    threads.push(message.worker);
};
subscribe("worker_threads", remember);
afterAll(() => {
  unsubscribe("worker_threads", remember);
});

describe("a decoder", () => {
  const decoder = createQrDecoder();
  afterAll(() => decoder.close());

  test("reads a code and says where it is", async () => {
    const code = await qrFrame("HC1:ABC 123", { scale: 4 });
    const [symbol, ...others] = await decoder.decode(paste([code], 640, 480));
    expect(others).toEqual([]);
    expect(symbol?.text).toBe("HC1:ABC 123");
    const [topLeft, topRight, bottomRight, bottomLeft] = symbol?.corners ?? [];
    // 10 pixels to the left edge of the picture, then the quiet zone of 4 modules of 4 pixels.
    expect(topLeft?.x).toBeCloseTo(10 + 16, -1);
    expect(topRight?.x).toBeCloseTo(10 + code.width - 16, -1);
    expect(bottomRight?.y).toBeCloseTo((480 + code.height) / 2 - 16, -1);
    expect(bottomLeft?.x).toBeCloseTo(10 + 16, -1);
  });

  test("reads rows with padding as if it were not there", async () => {
    const code = await qrFrame("padded");
    expect(textsOf(await decoder.decode(paste([code], 300, 200, 320)))).toEqual(["padded"]);
  });

  test("gives bytes as they are: UTF-8 in Vietnamese, and control characters", async () => {
    for (const text of ["Nguyễn Văn A|Lê Công", "\u0000\u0001\u001b[31m"]) {
      expect(textsOf(await decoder.decode(await qrFrame(text)))).toEqual([text]);
    }
  });

  test.each([
    ["binary", byteSegment(Uint8Array.of(0, 255, 128, 10)), [0, 255, 128, 10]],
    // Designator 26 is UTF-8, 9 is ISO 8859-7.
    ["UTF-8 that says so", bits(7, 4) + bits(26, 8) + byteSegment(Buffer.from("Huế")), [...Buffer.from("Huế")]],
    ["Greek that says so", bits(7, 4) + bits(9, 8) + byteSegment(Uint8Array.of(0xe1, 0xe2)), [0xe1, 0xe2]],
    // 点 is 0x935F in Shift JIS: (0x935F - 0x8140) split, 0x12 × 0xC0 + 0x1F (8.4.5).
    ["Kanji", bits(8, 4) + bits(1, 8) + bits(0x12 * 0xc0 + 0x1f, 13), [0x93, 0x5f]],
  ])("gives the bytes of a segment as they are: %s", async (_, segment, bytes) => {
    const [symbol] = await decoder.decode(makeSmallCode(segment));
    expect([...(symbol?.bytes ?? [])]).toEqual(bytes);
  });

  test("puts a symbol in several codes together, in one picture or over the frames of one camera", async () => {
    const parity = [...Buffer.from("one-two-")].reduce((sum, byte) => sum ^ byte, 0);
    const part = (index: number, text: string) => makeSmallCode(appendHeader(index, 2, parity) + byteSegment(Buffer.from(text)));
    const first = () => part(0, "one-");
    const second = () => part(1, "two-");
    expect(textsOf(await decoder.decode(paste([second(), first()], 640, 480)))).toEqual(["one-two-"]);
    expect(await decoder.decode(first())).toMatchObject([{ text: "one-", sequence: { index: 0, count: 2, parity } }]);
    const shown: string[][] = [];
    for (const [frame, camera] of [
      [second(), "left"],
      [first(), "right"],
      [first(), "left"],
      [second(), "left"],
    ] as const) {
      shown.push(textsOf((await decoder.watch(frame, camera)).symbols));
    }
    expect(shown).toEqual([[], [], ["one-two-"], ["one-two-"]]);
  });

  test("takes the only code of a symbol for the symbol, and a code whose place is none for nothing", async () => {
    const text = Buffer.from("alone");
    const parity = text.reduce((sum, byte) => sum ^ byte, 0);
    for (const [index, count, expected] of [
      [0, 1, ["alone"]],
      [5, 3, []],
    ] as const) {
      const code = makeSmallCode(appendHeader(index, count, parity) + byteSegment(text));
      expect(textsOf((await decoder.watch({ ...code, luma: code.luma.slice() }, `place ${index}`)).symbols)).toEqual(expected);
      expect(textsOf(await decoder.decode(code))).toEqual(expected);
    }
  });

  test("looks at a frame in shared memory where it is", async () => {
    const { luma, ...size } = await qrFrame("shared");
    const shared = new Uint8Array(new SharedArrayBuffer(luma.length));
    shared.set(luma);
    expect(textsOf((await decoder.watch({ ...size, luma: shared })).symbols)).toEqual(["shared"]);
    expect(shared).toEqual(luma);
  });

  test("reads several codes in one frame", async () => {
    const frame = paste([await qrFrame("one"), await qrFrame("two")], 640, 480);
    expect(textsOf(await decoder.decode(frame)).sort()).toEqual(["one", "two"]);
  });

  test("reads an inverted code, as telephones in dark mode show it", async () => {
    const { luma, ...size } = await qrFrame("dark");
    expect(textsOf(await decoder.decode({ ...size, luma: luma.map((level) => 255 - level) }))).toEqual(["dark"]);
  });

  test("finds nothing in an empty frame, however long it looks", async () => {
    const empty = () => ({ width: 640, height: 480, stride: 640, luma: new Uint8Array(640 * 480).fill(90) });
    expect(await decoder.watch(empty())).toEqual({ symbols: [], isQuiet: false });
    expect(await decoder.decode(empty())).toEqual([]);
  });

  test("reads a still that is out of focus, for which a stream would wait for a better frame", async () => {
    const sharp = await qrFrame("A".repeat(300), { scale: 6 });
    const blurred = { ...soften(sharp, 4), stride: sharp.width };
    expect((await decoder.watch({ ...blurred, luma: blurred.luma.slice() })).symbols).toEqual([]);
    expect(textsOf(await decoder.decode(blurred))).toEqual(["A".repeat(300)]);
  });

  test("gives the corners of a code that it found in another view in pixels of the picture", async () => {
    const { luma, width, ...size } = await qrFrame("A".repeat(20), { scale: 2 });
    const spot = luma.map((level, at) => {
      const distance = Math.hypot((at % width) - width * 0.65, Math.floor(at / width) - width * 0.65);
      return Math.min(255, (level ? 130 : 20) + 160 * Math.exp((-distance * distance) / 200));
    });
    const [symbol] = await decoder.decode({ ...size, width, luma: spot });
    const [topLeft, , bottomRight] = symbol?.corners ?? [];
    // Four modules of two pixels are quiet.
    for (const near of [topLeft?.x, topLeft?.y]) expect(near).toBeCloseTo(8, -1);
    for (const far of [bottomRight?.x, bottomRight?.y]) expect(far).toBeCloseTo(width - 8, -1);
  });

  test("takes the frame's buffer instead of copying it", async () => {
    const frame = await qrFrame("moved");
    const symbols = decoder.decode(frame);
    expect(frame.luma.length).toBe(0);
    expect(textsOf(await symbols)).toEqual(["moved"]);
  });

  test("copies a buffer that cannot move, and leaves Node's pool alone", async () => {
    const { luma, ...size } = await qrFrame("A", { scale: 1 });
    const pooled = Buffer.from(luma);
    await decoder.decode({ ...size, luma: pooled });
    expect(pooled.equals(luma)).toBe(true);
  });

  test.each([
    { width: 10, height: 10, stride: 10, luma: new Uint8Array(99) },
    { width: 10, height: 10, stride: 9, luma: new Uint8Array(100) },
    { width: 0, height: 10, stride: 10, luma: new Uint8Array(100) },
    { width: 2.5, height: 2, stride: 4, luma: new Uint8Array(100) },
  ])("refuses a frame whose sizes do not fit its bytes: $width × $height, stride $stride", async (frame) => {
    await expect(decoder.decode(frame)).rejects.toThrow("qr decoder: a frame of");
  });
});

/** A frame without a code that takes seconds: long enough to end the thread meanwhile. */
function slow(): Frame {
  const side = 1_500;
  return { width: side, height: side, stride: side, luma: Uint8Array.from({ length: side * side }, (_, at) => (at * at) % 251) };
}

describe("a decoder's thread", () => {
  const decoder = createQrDecoder();
  const startedAtOnce = threads.at(-1);
  afterAll(() => decoder.close());

  test("starts with the decoder, not with the first frame", () => {
    expect(startedAtOnce?.threadName).toBe("qr-decoder");
  });

  test("that dies fails the frames it had, and the next frame gets a new one; after close() there is none", async () => {
    const frame = await qrFrame("again");
    const lost = decoder.decode(slow());
    const death = threads.at(-1)?.terminate();
    await expect(lost).rejects.toThrow("qr decoder: its thread died, the frame is lost");
    await death;
    expect(textsOf(await decoder.decode({ ...frame, luma: frame.luma.slice() }))).toEqual(["again"]);

    const unanswered = decoder.decode(slow());
    const answer = expect(unanswered).rejects.toThrow("qr decoder: closed");
    await decoder.close();
    await answer;
    expect(threads.at(-1)?.threadId).toBe(-1);
    await expect(decoder.decode(frame)).rejects.toThrow("qr decoder: closed");
  });

  test("does not keep a process alive after close()", async () => {
    const script = `import { createQrDecoder } from ${JSON.stringify(new URL("../../src/drivers/qr-decoder.ts", import.meta.url).href)};
      const decoder = createQrDecoder();
      console.log(await decoder.decode({ width: 8, height: 8, stride: 8, luma: new Uint8Array(64) }));
      await decoder.close();`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000 });
    expect(stdout).toBe("[]\n");
  });
});
