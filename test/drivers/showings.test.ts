import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sparingly } from "../../src/drivers/awaited-reader.ts";
import { createShowings } from "../../src/drivers/showings.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function listen() {
  const symbols: string[] = [];
  const unended: number[] = [];
  const showings = await createShowings(
    {
      isWhole: (symbol) => /^(<.*>|card\|.*)$/.test(Buffer.from(symbol).toString()),
      mayBePart: (symbol) => Buffer.from(symbol).toString().startsWith("card|"),
    },
    (symbol) => symbols.push(Buffer.from(symbol).toString()),
    { onDropped: () => undefined, onUnended: (count) => unended.push(count) },
  );
  return { showings, symbols, unended, send: (text: string) => showings.take(Buffer.from(text)) };
}

const begin = async (listening: Awaited<ReturnType<typeof listen>>, isAgain: boolean): Promise<void> => {
  if (!isAgain) return;
  await vi.advanceTimersByTimeAsync(5000);
  listening.send("half of one");
  listening.showings.begin();
};

describe.each([
  ["opened", false],
  ["set to another speed", true],
])("a line that was just %s", (_, isAgain) => {
  test("may be in the middle of a code: its end is no scan, nor a card that may be the end of another one", async () => {
    for (const end of ["Huyện Mẫu|20062021\r", "card|of somebody\r", "no end of line"]) {
      const listening = await listen();
      await begin(listening, isAgain);
      listening.send(end);
      await vi.advanceTimersByTimeAsync(end.endsWith("\r") ? 100 : 2500);
      listening.send("card|next\r");
      expect(listening.symbols).toEqual(["card|next"]);
    }
  });

  test("and pauses there: what follows up to the end of line is no scan either", async () => {
    const listening = await listen();
    await begin(listening, isAgain);
    for (const part of ["of somebody", "card|", "with an end\r", "card|next\r"]) {
      listening.send(part);
      await vi.advanceTimersByTimeAsync(130);
    }
    expect(listening.symbols).toEqual(["card|next"]);
  });

  test("has a whole code that cannot be the end of another one read at once, and everything once it was quiet", async () => {
    const listening = await listen();
    await begin(listening, isAgain);
    listening.send("<signed>\r");
    expect(listening.symbols).toEqual(["<signed>"]);
    const other = await listen();
    await begin(other, isAgain);
    await vi.advanceTimersByTimeAsync(100);
    other.send("card|first\rsome text\r");
    await vi.advanceTimersByTimeAsync(300);
    expect(other.symbols).toEqual(["card|first", "some text"]);
  });
});

test("pieces are one code across a pause that a reader makes, and not across one that a person needs", async () => {
  for (const [pauseMs, expected] of [
    [200, "card|of one"],
    [1500, "of one"],
  ] as const) {
    const { send, symbols } = await listen();
    await vi.advanceTimersByTimeAsync(100);
    send("card|");
    await vi.advanceTimersByTimeAsync(pauseMs);
    send("of one\r");
    await vi.advanceTimersByTimeAsync(100);
    expect(symbols).toEqual([expected]);
  }
});

test("one showing without an end of line is told, and half of an end of line is none", async () => {
  const { send, unended } = await listen();
  await vi.advanceTimersByTimeAsync(100);
  send("text\r");
  await vi.advanceTimersByTimeAsync(100);
  send("\n");
  await vi.advanceTimersByTimeAsync(5000);
  expect(unended).toEqual([]);
  send("\xd5\xd7");
  await vi.advanceTimersByTimeAsync(2500);
  expect(unended).toEqual([4]);
});

test("what happens by the thousand is logged once a minute, and counted", () => {
  const said: number[] = [];
  const say = sparingly((count) => said.push(count));
  for (let event = 0; event < 1000; event++) say(1);
  vi.advanceTimersByTime(60_000);
  say(1);
  expect(said).toEqual([1, 1000]);
});
