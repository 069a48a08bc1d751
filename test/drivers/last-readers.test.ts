import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { createLastReaders } from "../../src/drivers/last-readers.ts";
import type { Frame } from "../../src/ports.ts";
import { qrFrame, textsOf } from "../support/pictures.ts";
import { byteSegment, makeSmallCode } from "../support/small-code-maker.ts";

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
  const noise = Uint8Array.from({ length: 1_500 * 1_500 }, (_, at) => Math.imul(at, 2_654_435_761) >>> 24);
  const [none, found] = await Promise.all([
    readers.read({ width: 1_500, height: 1_500, luma: noise }, 200),
    readers.read(pictureOf(await qrFrame("waited")), WITHIN_MS),
  ]);
  expect(none).toEqual([]);
  expect(textsOf(found)).toEqual(["waited"]);
  expect(threads.length).toBe(before + 2);
  await readers.close();
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
