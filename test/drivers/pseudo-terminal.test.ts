import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { openPseudoTerminal, type PseudoTerminal, type PseudoTerminalOptions } from "../../src/drivers/pseudo-terminal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(options?: PseudoTerminalOptions): Promise<PseudoTerminal> {
  const opened = await openPseudoTerminal(options);
  if (!opened.ok) throw new Error(opened.message);
  closing.push(opened.terminal.close);
  return opened.terminal;
}

/** Opens an end as a program would that knows nothing of terminals. */
function openEnd(path: string): number {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  closing.push(async () => closeSync(fd));
  return fd;
}

/** What comes out of an end: `length` bytes, or fewer after two seconds. */
async function receive(fd: number, length: number): Promise<Buffer> {
  const received: Buffer[] = [];
  const deadlineMs = performance.now() + 2000;
  for (let missing = length; missing > 0 && performance.now() < deadlineMs; ) {
    const buffer = Buffer.alloc(missing);
    try {
      const count = readSync(fd, buffer);
      received.push(buffer.subarray(0, count));
      missing -= count;
    } catch {
      await pause(1);
    }
  }
  return Buffer.concat(received);
}

/** How many terminal ends this process holds open. */
function ownTerminals(): number {
  const targets = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ""; // the descriptor that listed the folder
    }
  });
  return targets.filter((target) => target.startsWith("/dev/pt")).length;
}

const EVERY_BYTE = Buffer.from([...Array(256).keys()]);

describe("a pseudo-terminal", () => {
  test("carries every byte from the user's end to the reader's end and back, unchanged and without echo", async () => {
    const terminal = await open();
    const [user, reader] = [openEnd(terminal.userPath), openEnd(terminal.readerPath)];
    writeSync(user, EVERY_BYTE);
    expect(await receive(reader, 256)).toEqual(EVERY_BYTE);
    writeSync(reader, EVERY_BYTE);
    expect(await receive(user, 256)).toEqual(EVERY_BYTE);
    await pause(50);
    expect(() => readSync(reader, Buffer.alloc(1))).toThrow("EAGAIN");
  });

  test("carries what a shell writes, however often one comes and goes, also as leader of its own session", async () => {
    const terminal = await open();
    const reader = openEnd(terminal.readerPath);
    for (const command of ["sh", "setsid sh", "sh"]) {
      execFileSync("sh", ["-c", `${command} -c "printf 'một mã\\r' > ${terminal.userPath}"`]);
      expect(String(await receive(reader, 10))).toBe("một mã\r");
    }
  });

  test("carries writes longer than its buffers in full, in order, from the panel and from the user's end", async () => {
    const terminal = await open();
    const reader = openEnd(terminal.readerPath);
    const long = Buffer.from(Array.from({ length: 60_000 }, (_, index) => (index * 31) % 251));
    expect(terminal.write(long)).toBe(true);
    await pause(50); // nobody reads yet: the buffers of the kernel are full
    expect(Buffer.compare(await receive(reader, long.length), long)).toBe(0);
    const file = join(folder, "long");
    writeFileSync(file, long);
    const copied = receive(reader, long.length);
    const user = openEnd(terminal.userPath);
    for (let sent = 0; sent < long.length; await pause(1)) {
      try {
        sent += writeSync(user, long, sent);
      } catch {} // full: the reader is slower than we are
    }
    expect(Buffer.compare(await copied, long)).toBe(0);
  });

  test("takes no more than a bounded number of bytes for a reader that is not there", async () => {
    const terminal = await open();
    const block = Buffer.alloc(8192);
    let taken = 0;
    while (taken < 100 && terminal.write(block)) taken++;
    expect(taken).toBeGreaterThanOrEqual(8);
    expect(taken).toBeLessThan(20);
  });

  test("holds up whoever writes at the user's end while no reader reads", async () => {
    const terminal = await open();
    const user = openEnd(terminal.userPath);
    const block = Buffer.alloc(4096);
    let taken = 0;
    for (let refused = 0; refused < 50 && taken < 1_000_000; ) {
      try {
        taken += writeSync(user, block);
        refused = 0;
      } catch {
        refused++;
        await pause(1);
      }
    }
    expect(taken).toBeLessThan(200_000);
  });

  test("hangs up its reader when it closes, takes nothing after, and may be closed twice", async () => {
    const terminal = await open();
    const reader = openEnd(terminal.readerPath);
    await terminal.close();
    await terminal.close();
    expect(existsSync(terminal.readerPath)).toBe(false);
    expect(readSync(reader, Buffer.alloc(1))).toBe(0);
    expect(terminal.write(EVERY_BYTE)).toBe(false);
  });
});

describe("its stable path", () => {
  test("leads to the user's end while it is open, also where a killed run left a dead link", async () => {
    const link = join(folder, "serial");
    symlinkSync("/dev/pts/gone", link);
    const terminal = await open({ link });
    expect(terminal.userPath).toBe(link);
    expect(readlinkSync(link)).toMatch(/^\/dev\/pts\/\d+$/);
    const reader = openEnd(terminal.readerPath);
    execFileSync("sh", ["-c", `printf 'code\\r' > '${link}'`]);
    expect(String(await receive(reader, 5))).toBe("code\r");
    await terminal.close();
    expect(() => readlinkSync(link)).toThrow("ENOENT");
  });

  test("stays when another line has taken it over", async () => {
    const link = join(folder, "shared");
    const first = await open({ link });
    await open({ link });
    const target = readlinkSync(link);
    await first.close();
    expect(readlinkSync(link)).toBe(target);
  });

  test("never replaces a file; the answer says so and no terminal stays behind", async () => {
    const link = join(folder, "precious");
    writeFileSync(link, "kept");
    const before = ownTerminals();
    expect(await openPseudoTerminal({ link })).toEqual({ ok: false, message: `no pseudo-terminal on this system: ${link} is in the way` });
    expect(readFileSync(link, "utf8")).toBe("kept");
    expect(ownTerminals()).toBe(before);
  });
});
