import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { soften } from "../../src/core/grey-picture.ts";
import { createLastReaders } from "../../src/drivers/last-readers.ts";
import type { Frame } from "../../src/ports.ts";
import { qrFrame, textsOf } from "../support/pictures.ts";
import { appendHeader, bits, byteSegment, makeSmallCode } from "../support/small-code-maker.ts";

const threads: Worker[] = [];
const remember = (message: unknown) => {
  if (typeof message === "object" && message && "worker" in message && message.worker instanceof Worker) threads.push(message.worker);
};
subscribe("worker_threads", remember);
afterAll(() => {
  unsubscribe("worker_threads", remember);
});

const pictureOf = ({ width, height, luma }: Frame) => ({ width, height, luma });
const WITHIN_MS = 5_000;

describe("the readers of last resort", () => {
  const readers = createLastReaders();
  afterAll(() => readers.close());

  test("give a code's bytes as they are, and where it is", async () => {
    const bytes = Uint8Array.of(0, 255, 128, 10);
    const [symbol] = await readers.read(pictureOf(makeSmallCode(byteSegment(bytes))), WITHIN_MS);
    expect(symbol?.bytes).toEqual(bytes);
    // 29 modules of 4 pixels, 4 of them quiet on each side.
    for (const { x, y } of symbol?.corners ?? [])
      for (const at of [x, y]) expect(Math.min(Math.abs(at - 16), Math.abs(at - 100))).toBeLessThan(4);
    expect(symbol?.corners.length).toBe(4);
  });

  test("read Vietnamese as UTF-8", async () => {
    expect(textsOf(await readers.read(pictureOf(await qrFrame("Nguyễn Văn A")), WITHIN_MS))).toEqual(["Nguyễn Văn A"]);
  });

  // One of them reads on over what it does not know, and says "PIECE", or nonsense.
  test.each([
    ["a part of a symbol in several codes", appendHeader(3, 4, 0x33)],
    ["a part of one, another", appendHeader(9, 10, 0xaa)],
    ["what follows a mode that is none", bits(6, 4)],
    ["what an application has to explain", bits(9, 4) + bits(165, 8)],
  ])("do not take %s for a whole symbol", async (_, head) => {
    expect(await readers.read(pictureOf(makeSmallCode(head + byteSegment(Buffer.from("PIECE")))), WITHIN_MS)).toEqual([]);
  });

  test("believe a code of version 1 when two looks give the same bytes", async () => {
    const clear = pictureOf(makeSmallCode(byteSegment(Buffer.from("small"))));
    // Too soft for all of them but one.
    expect(await readers.read(soften(clear, 2), WITHIN_MS)).toEqual([]);
    expect(textsOf(await readers.read(clear, WITHIN_MS))).toEqual(["small"]);
  });

  test.each([
    ["an empty picture", { width: 200, height: 100, luma: new Uint8Array(20_000).fill(90) }],
    ["noise", { width: 200, height: 200, luma: Uint8Array.from({ length: 40_000 }, (_, at) => (at * at * 31) % 251) }],
    ["one pixel", { width: 1, height: 1, luma: Uint8Array.of(0) }],
  ])("find nothing in %s", async (_, picture) => {
    expect(await readers.read(picture, WITHIN_MS)).toEqual([]);
  });

  test("do not begin when there is no time left", async () => {
    expect(await readers.read(pictureOf(await qrFrame("late")), 0)).toEqual([]);
  });
});

test("their thread is ended over a picture that takes too long, and who waited meanwhile is read by another", async () => {
  const before = threads.length;
  const readers = createLastReaders();
  await readers.ready(WITHIN_MS);
  const noise = Uint8Array.from({ length: 1_500 * 1_500 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 24);
  // Drawn before: what holds up this thread takes from the 300 ms.
  const waiting = pictureOf(await qrFrame("waited"));
  const [none, found] = await Promise.all([
    readers.read({ width: 1_500, height: 1_500, luma: noise }, 300),
    readers.read(waiting, WITHIN_MS),
  ]);
  expect(none).toEqual([]);
  expect(textsOf(found)).toEqual(["waited"]);
  expect(threads.length).toBe(before + 2);
  await readers.close();
});

test("their thread can be made ready before there is a picture, and ends when none comes", async () => {
  const before = threads.length;
  const readers = createLastReaders(1_000);
  await readers.ready(WITHIN_MS);
  expect(textsOf(await readers.read(pictureOf(await qrFrame("at once")), 1_000))).toEqual(["at once"]);
  expect(threads.length).toBe(before + 1);
  await readers.close();
  const idle = createLastReaders(1);
  await idle.ready(WITHIN_MS);
  await expect.poll(() => threads.at(-1)?.threadId).toBe(-1);
  expect(threads.length).toBe(before + 2);
  await idle.close();
});

test("their thread starts with the first picture, ends when none comes, and starts again with the next", async () => {
  const before = threads.length;
  const readers = createLastReaders(1);
  expect(threads.length).toBe(before);
  const frame = await qrFrame("again");
  for (const count of [1, 2]) {
    expect(textsOf(await readers.read(pictureOf(frame), WITHIN_MS))).toEqual(["again"]);
    expect(threads.length).toBe(before + count);
    await expect.poll(() => threads.at(-1)?.threadId).toBe(-1);
  }
  await readers.close();
  expect(await readers.read(pictureOf(frame), WITHIN_MS)).toEqual([]);
});
