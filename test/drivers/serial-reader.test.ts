import { execFileSync } from "node:child_process";
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { awaitedReader } from "../../src/drivers/awaited-reader.ts";
import { openPseudoTerminal, type PseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { type SerialReaderOptions, serialReader } from "../../src/drivers/serial-reader.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const readerLink = join(folder, "by-id");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A reader plugged in at `readerLink`: what is written to it is what the reader sends. */
async function plugIn(): Promise<PseudoTerminal> {
  const opened = await openPseudoTerminal({ readerLink });
  if (!opened.ok) throw new Error(opened.message);
  closing.push(opened.terminal.close);
  return opened.terminal;
}

/** Our side: the driver under test on that path, and everything it says. */
function listen(options: Partial<SerialReaderOptions> = {}) {
  const symbols: Buffer[] = [];
  const events: string[] = [];
  const isWhole = (symbol: Uint8Array) => /^<.*>$/s.test(Buffer.from(symbol).toString("latin1"));
  const source = serialReader({ path: readerLink, isWhole, log: (event) => events.push(event), ...options });
  source.open((symbol) => symbols.push(Buffer.from(symbol)));
  closing.push(source.close);
  const texts = () => symbols.map(String);
  const becomes = (state: "ok" | "missing") =>
    vi.waitFor(() => expect(source.health().state).toBe(state), { timeout: 10_000, interval: 10 });
  const hears = (expected: readonly string[]) => vi.waitFor(() => expect(texts()).toEqual(expected), { timeout: 5000, interval: 5 });
  return { source, symbols, events, becomes, hears };
}

/** Longer than the gap that ends a showing, so that what should not come has had its time. */
const pastGap = () => new Promise((resolve) => setTimeout(resolve, 200));

describe("a reader on a serial line", () => {
  test("its codes are the exact bytes, text in UTF-8 and every other byte too", async () => {
    const reader = await plugIn();
    const { becomes, symbols } = listen();
    await becomes("ok");
    const vietnamese = Buffer.from("<012345678901|Nguyễn Thị Bưởi|Thôn Đông, Huế>");
    const allBytes = Buffer.from(["<".charCodeAt(0), ...Array(256).keys(), ">".charCodeAt(0)].filter((byte) => byte !== 0x0d));
    for (const code of [vietnamese, allBytes]) reader.write(Buffer.concat([code, Buffer.from("\r")]));
    await vi.waitFor(() => expect(symbols).toHaveLength(2), 10_000);
    expect(symbols).toEqual([vietnamese, allBytes]);
  });

  test("what a shell writes to the user's end is a scan", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen();
    await becomes("ok");
    execFileSync("sh", ["-c", `printf '<from a shell>\\r' > ${reader.userPath}`]);
    execFileSync("sh", ["-c", `echo '<and another>' > ${reader.userPath}`]);
    await hears(["<from a shell>", "<and another>"]);
  });

  test("a code that is whole is there long before the gap is over", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen({ gapMs: 60_000 });
    await becomes("ok");
    reader.write(Buffer.from("<one>\r\n<two>\r\n"));
    await hears(["<one>", "<two>"]);
  });

  test("Enter in the middle of a code, and a text nobody knows: one symbol a showing", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen();
    await becomes("ok");
    reader.write(Buffer.from("<first\r"));
    reader.write(Buffer.from("second>\r"));
    await hears(["<first\rsecond>"]);
    reader.write(Buffer.from("no code\r\nof ours\r\n"));
    await hears(["<first\rsecond>", "no code\r\nof ours"]);
    await pastGap();
    await hears(["<first\rsecond>", "no code\r\nof ours"]);
  });

  test("noise, and a module's reply to a command, do not hide the code that follows", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen();
    await becomes("ok");
    reader.write(Uint8Array.of(0xff, 0x00, 0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31));
    reader.write(Buffer.from("<code>\r"));
    await hears(["<code>"]);
  });

  test("the longest symbol passes whole; what is longer is dropped and told, and the next code is read", async () => {
    const reader = await plugIn();
    const { becomes, hears, events } = listen();
    await becomes("ok");
    const longest = `<${"x".repeat(MAX_SYMBOL_BYTES - 2)}>`;
    reader.write(Buffer.from(`${longest}\r${longest}${longest}\r<next>\r`));
    await hears([longest, "<next>"]);
    await vi.waitFor(() => expect(events).toEqual(["serial-reader: open", "serial-reader: too long for a code, dropped"]), 10_000);
  });

  test("without a terminator a quiet line ends the code; prefix and suffix are taken off", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen({ terminator: "none", prefix: "]Q1", suffix: "#", gapMs: 50 });
    await becomes("ok");
    for (const code of ["<a\r>", "unknown"]) {
      reader.write(Buffer.from(`]Q1${code}#`));
      await pastGap();
    }
    await hears(["<a\r>", "unknown"]);
  });

  test("bytes without a terminator wait for the rest of a slow reader's code, but not for ever", async () => {
    const reader = await plugIn();
    const { becomes, hears } = listen({ gapMs: 20 });
    await becomes("ok");
    for (const part of ["<a ", "slow ", "code>\r<no"]) {
      await new Promise((resolve) => setTimeout(resolve, 40)); // past the gap, and far from 300 ms
      reader.write(Buffer.from(part));
    }
    await hears(["<a slow code>"]);
    await new Promise((resolve) => setTimeout(resolve, 2300));
    reader.write(Buffer.from("ise>\r"));
    await hears(["<a slow code>", "ise>"]);
  });
});

test("bytes without any end of line are told, with what to do, until a code is whole", async () => {
  const reader = await plugIn();
  const { becomes, hears, source, events } = listen({ gapMs: 20 });
  await becomes("ok");
  for (let part = 0; part < 4; part++) {
    reader.write(Buffer.from("\xd5\xd7", "latin1"));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await vi.waitFor(() => expect(source.health().advice?.en).toMatch(/check baudRate and terminator/), 10_000);
  expect(source.health().advice?.vi).toMatch(/terminator/);
  expect(events).toEqual(["serial-reader: open", "serial-reader: bytes without an end of line: check baudRate and terminator"]);
  reader.write(Buffer.from("\r<code>\r"));
  await hears(["<code>"]);
  expect(source.health()).toEqual({ state: "ok", detail: `${readerLink}, 9600 baud` });
});

describe("a reader that comes and goes", () => {
  test("is awaited when it is absent at start, and read as soon as it is there", async () => {
    const { becomes, hears, source } = listen();
    await becomes("missing");
    expect(source.health().detail).toMatch(/by-id: .*No such file or directory.*, for \d+ s$/);
    const reader = await plugIn();
    await becomes("ok");
    expect(source.health().detail).toBe(`${readerLink}, 9600 baud`);
    reader.write(Buffer.from("<code>\r"));
    await hears(["<code>"]);
  });

  test("is read again after it was unplugged and plugged in, twice, and half a code from before is gone", async () => {
    let reader = await plugIn();
    const { becomes, hears, events } = listen({ gapMs: 1000 });
    await becomes("ok");
    const heard: string[] = [];
    for (const code of ["<one>", "<two>"]) {
      reader.write(Buffer.from(`${code}\r<half a\r`));
      heard.push(code);
      await hears(heard);
      await reader.close();
      await becomes("missing");
      reader = await plugIn();
      await becomes("ok");
    }
    reader.write(Buffer.from("code>\r<three>\r"));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await hears([...heard, "code>", "<three>"]);
    const open = "serial-reader: open";
    const missing = "serial-reader: device missing, waiting for it";
    expect(events).toEqual([open, missing, open, missing, open]);
  });

  test("is missed within two seconds when it is unplugged in the middle of a code", async () => {
    for (let round = 0; round < 3; round++) {
      const reader = await plugIn();
      const { becomes, source } = listen();
      await becomes("ok");
      reader.write(Buffer.from("<the first part of a code"));
      await reader.close();
      await becomes("missing");
      await source.close();
    }
  });

  test("is given up when its path leads elsewhere, though the old device still answers", async () => {
    const old = await plugIn();
    const { becomes, hears, events } = listen();
    await becomes("ok");
    unlinkSync(readerLink);
    const other = await plugIn();
    await vi.waitFor(() => expect(events).toHaveLength(3), 10_000); // open, missing, open
    other.write(Buffer.from("<other>\r"));
    await hears(["<other>"]);
    old.write(Buffer.from("<old>\r"));
    await pastGap();
    await hears(["<other>"]);
  });
});

test("a code shown while nobody listened is not answered later", async () => {
  const reader = await plugIn();
  reader.write(Buffer.from("<too early>\r"));
  await pastGap();
  const { becomes, hears } = listen();
  await becomes("ok");
  await pastGap();
  reader.write(Buffer.from("<now>\r"));
  await hears(["<now>"]);
});

describe("closing", () => {
  test("releases the device for the next, says nothing more, and may be repeated", async () => {
    const reader = await plugIn();
    const first = listen();
    await first.becomes("ok");
    reader.write(Buffer.from("pending\r"));
    await first.source.close();
    await first.source.close();
    const second = listen(); // serialport locks a device it has open
    await second.becomes("ok");
    reader.write(Buffer.from("<code>\r"));
    await second.hears(["<code>"]);
    await pastGap();
    expect(first.symbols).toEqual([]);
    expect(first.events).toEqual(["serial-reader: open"]);
  });

  test("is quick while the device is still awaited, and before it was ever opened", async () => {
    const { source, becomes } = listen({ path: join(folder, "never") });
    await becomes("missing");
    const startMs = performance.now();
    await source.close();
    await serialReader({ path: "/dev/null", isWhole: () => false, log: () => undefined }).close();
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

test("a device that this account may not open is told, with what to do about it", async () => {
  const read = () => Promise.reject(new Error("Error: Permission denied, cannot open /dev/ttyACM0"));
  const source = awaitedReader({ kind: "serial", name: "serial-reader", path: "/dev/ttyACM0", read, log: () => undefined });
  closing.push(source.close);
  source.open(() => undefined);
  await vi.waitFor(() => expect(source.health().state).toBe("missing"), 10_000);
  expect(source.health().advice?.en).toMatch(/group dialout .*udev rule/);
  expect(source.health().advice?.vi).toMatch(/dialout.*udev/);
});

test("a path that is no serial device is told, not thrown", async () => {
  const path = join(folder, "a file");
  const fd = openSync(path, "w");
  writeSync(fd, "<not a device>\r");
  closeSync(fd);
  const { becomes, source, symbols } = listen({ path });
  await becomes("missing");
  expect(source.health().detail).toContain("a file");
  expect(symbols).toEqual([]);
});
