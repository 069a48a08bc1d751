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

afterEach(() => void vi.restoreAllMocks());

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
      await vi.advanceTimersByTimeAsync(30);
      expect(listening.symbols).toEqual(["card|next"]);
    }
  });

  test("and pauses there: what follows up to the end of line is no scan either", async () => {
    const listening = await listen();
    await begin(listening, isAgain);
    for (const part of ["of somebody", "card|", "with an end\r", "card|next\r"]) {
      listening.send(part);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(listening.symbols).toEqual(["card|next"]);
  });

  test.each([0, 40, 120, 250])("is as if it had begun before, when its rest comes %d ms later", async (waitMs) => {
    const listening = await listen();
    await begin(listening, isAgain);
    await vi.advanceTimersByTimeAsync(waitMs);
    listening.send("card|of somebody\r");
    await vi.advanceTimersByTimeAsync(400);
    listening.send("card|next\r");
    await vi.advanceTimersByTimeAsync(30);
    expect(listening.symbols).toEqual(["card|next"]);
  });

  test("has a whole code that cannot be the end of another one read at once, and everything once it was silent", async () => {
    const listening = await listen();
    await begin(listening, isAgain);
    listening.send("<signed>\r");
    expect(listening.symbols).toEqual(["<signed>"]);
    const other = await listen();
    await begin(other, isAgain);
    await vi.advanceTimersByTimeAsync(310);
    other.send("card|first\r");
    await vi.advanceTimersByTimeAsync(400);
    other.send("some text\r");
    await vi.advanceTimersByTimeAsync(100);
    expect(other.symbols).toEqual(["card|first", "some text"]);
  });
});

describe("a code that has ended", () => {
  test.each([
    ["noise", "\xff", 10],
    ["noise", "\xff", 45],
    ["letters", "x", 60],
    ["ends of line", "\r", 10],
  ])("is answered within a tenth of a second, whatever comes then (%s)", async (_, noise, everyMs) => {
    const { send, symbols } = await listen();
    await vi.advanceTimersByTimeAsync(310);
    send("card|first\r");
    for (let ms = 0; ms < 100; ms += everyMs) {
      send(noise);
      await vi.advanceTimersByTimeAsync(everyMs);
    }
    expect(symbols).toEqual(["card|first"]);
  });

  test("and goes on at once is not answered before: the reader put Enter into it", async () => {
    const { send, symbols } = await listen();
    await vi.advanceTimersByTimeAsync(310);
    send("<one\r");
    await vi.advanceTimersByTimeAsync(20);
    send(" card>\r");
    expect(symbols).toEqual(["<one card>"]);
  });
});

describe("a loop that was busy", () => {
  test.each([
    [150, ["card|of one"]],
    [1500, ["\0"]],
  ])("for %d ms tells as little of a code as a line that was silent", async (busyMs, expected) => {
    const { send, symbols } = await listen();
    await vi.advanceTimersByTimeAsync(310);
    send("card|");
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + busyMs); // no timer has run meanwhile
    send("of one\r");
    await vi.advanceTimersByTimeAsync(100);
    expect(symbols).toEqual(expected);
  });

  test("of noise has other work done between its slices, and nothing comes in another order", async () => {
    vi.useRealTimers();
    const { send, symbols } = await listen();
    const codes = Array.from({ length: 6000 }, (_, index) => `<${index}>`);
    let turns = 0;
    const count = () => {
      turns++;
      if (symbols.length < codes.length) setImmediate(count);
    };
    setImmediate(count);
    const text = codes.map((code) => `${code}\r`).join("");
    send(text.slice(0, 30_000));
    send(text.slice(30_000));
    expect(symbols.length).toBeLessThan(codes.length);
    await vi.waitFor(() => expect(symbols).toEqual(codes), 20_000);
    expect(turns).toBeGreaterThan(2);
  });
});

test("pieces are one code across a pause that a reader makes, and not across one that a person needs", async () => {
  for (const [pauseMs, expected] of [
    [200, "card|of one"],
    [1500, "\0"],
  ] as const) {
    const { send, symbols } = await listen();
    await vi.advanceTimersByTimeAsync(310);
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
