import { closeSync, constants, lstatSync, openSync, readlinkSync, renameSync, symlinkSync, unlinkSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { errorCode } from "./libc.ts";

export interface PseudoTerminalOptions {
  /** A stable path for the user's end: a symbolic link, which may replace a link but nothing else. */
  readonly link?: string;
  /** A stable path for the reader's end, likewise; a new line behind it is a reader plugged in again. */
  readonly readerLink?: string;
}

/** A serial line without hardware: what is written at the user's end comes out at the reader's end, byte for byte, and back. */
export interface PseudoTerminal {
  /** Where a person writes: `printf 'code\r' > userPath`. */
  readonly userPath: string;
  /** What the serial reader opens. */
  readonly readerPath: string;
  /** Writes as if at the user's end, after what was written before. False: not taken, because too much waits for a reader. */
  write(bytes: Uint8Array): boolean;
  /** Hangs up both ends, as an unplugged device does, and removes the links. Calling it twice is harmless. */
  close(): Promise<void>;
}

/** A pseudo-terminal, or why there is none, in words for whoever runs a demo. */
export type OpenedPseudoTerminal =
  | { readonly ok: true; readonly terminal: PseudoTerminal }
  | { readonly ok: false; readonly message: string };

/** Linux, the same number on x86 and ARM; node:fs does not name it. Children must not inherit the line. */
const O_CLOEXEC = 0o2000000;
/** Larger than struct termios of any C library: 60 bytes today. */
const TERMIOS_BYTES = 256;
const TCSANOW = 0;
/** Bytes that may wait for a reader, beside what the kernel holds. */
const MAX_WAITING_BYTES = 65_536;
/** How soon a full line is tried again. */
const RETRY_MS = 5;

/** Opens a line through the C library itself, so that nobody needs socat or a compiler. Linux only; what a system lacks is no throw. */
export async function openPseudoTerminal(options: PseudoTerminalOptions = {}): Promise<OpenedPseudoTerminal> {
  const opened: number[] = [];
  try {
    const libc = await loadTerminalCalls();
    const user = openPair(libc, opened);
    const reader = openPair(libc, opened);
    if (options.link !== undefined) link(user.slavePath, options.link);
    if (options.readerLink !== undefined) link(reader.slavePath, options.readerLink);
    return { ok: true, terminal: bridge(user, reader, options) };
  } catch (error) {
    for (const fd of opened) closeSync(fd);
    return { ok: false, message: `no pseudo-terminal on this system: ${error instanceof Error ? error.message : String(error)}` };
  }
}

interface Pair {
  readonly master: number;
  /** Kept open, so that the last writer who leaves is no hang-up (EIO) at the master. */
  readonly slave: number;
  readonly slavePath: string;
}

function bridge(user: Pair, reader: Pair, options: PseudoTerminalOptions): PseudoTerminal {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed: Promise<void> | undefined;
  const fromUser = new ReadStream(user.master);
  const fromReader = new ReadStream(reader.master);

  /** Writes what the line takes now; a full line takes the rest when the reader has read. */
  function pump(): void {
    timer = undefined;
    for (let next = waiting[0]; next; next = waiting[0]) {
      const written = writeSome(reader.master, next);
      waitingBytes -= written;
      if (written < next.length) {
        waiting[0] = next.subarray(written);
        timer = setTimeout(pump, RETRY_MS);
        return;
      }
      waiting.shift();
    }
    fromUser.resume();
  }

  function send(bytes: Uint8Array): void {
    waiting.push(Buffer.from(bytes));
    waitingBytes += bytes.length;
    if (!timer) pump();
  }

  fromUser.on("data", (bytes: Buffer) => {
    send(bytes);
    // Whoever writes faster than the reader reads is held up by the kernel, as on a line with flow control.
    if (timer) fromUser.pause();
  });
  // What the reader's driver says to its device is dropped unless somebody listens, as on a wire.
  fromReader.on("data", (bytes: Buffer) => writeSome(user.master, bytes));

  return {
    userPath: options.link ?? user.slavePath,
    readerPath: options.readerLink ?? reader.slavePath,
    write(bytes) {
      if (closed || waitingBytes + bytes.length > MAX_WAITING_BYTES) return false;
      send(bytes);
      return true;
    },
    close() {
      closed ??= release();
      return closed;
    },
  };

  async function release(): Promise<void> {
    clearTimeout(timer);
    waiting.length = 0;
    if (options.link !== undefined) unlink(user.slavePath, options.link);
    if (options.readerLink !== undefined) unlink(reader.slavePath, options.readerLink);
    await Promise.all([fromUser, fromReader].map(destroy));
    closeSync(user.slave);
    closeSync(reader.slave);
  }
}

function destroy(stream: ReadStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", resolve).destroy();
  });
}

/** Bytes written now: possibly none, where the line is full. */
function writeSome(fd: number, bytes: Uint8Array): number {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (errorCode(error) === "EAGAIN") return written;
      throw error;
    }
  }
  return written;
}

type TerminalCalls = Awaited<ReturnType<typeof loadTerminalCalls>>;

async function loadTerminalCalls() {
  if (process.platform !== "linux") throw new Error(`made for Linux, this is ${process.platform}`);
  const { default: koffi } = await import("koffi");
  const libc = koffi.load(null); // the C library Node itself runs on, glibc or musl
  return {
    openMaster: libc.func("int posix_openpt(int flags)"),
    grant: libc.func("int grantpt(int fd)"),
    unlock: libc.func("int unlockpt(int fd)"),
    slaveName: libc.func("int ptsname_r(int fd, _Out_ uint8_t *name, size_t length)"),
    getAttributes: libc.func("int tcgetattr(int fd, _Out_ uint8_t *termios)"),
    makeRaw: libc.func("void cfmakeraw(_Inout_ uint8_t *termios)"),
    setAttributes: libc.func("int tcsetattr(int fd, int when, _In_ uint8_t *termios)"),
  };
}

/**
 * A master and its slave, raw: no echo, no line editing, no byte changed, and none lost in lines over 4,095 bytes. Descriptors are
 * noted in `opened` as soon as they exist.
 */
function openPair(libc: TerminalCalls, opened: number[]): Pair {
  // Non-blocking, because a write to a master whose slave nobody reads would stop our only thread.
  const master = Number(libc.openMaster(constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK | O_CLOEXEC));
  if (master < 0) throw new Error("posix_openpt refused");
  opened.push(master);
  const name = Buffer.alloc(128);
  const termios = Buffer.alloc(TERMIOS_BYTES);
  expectZero(libc.grant(master), "grantpt");
  expectZero(libc.unlock(master), "unlockpt");
  expectZero(libc.slaveName(master, name, name.length), "ptsname_r");
  const slavePath = name.toString("latin1", 0, name.indexOf(0));
  const slave = openSync(slavePath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  opened.push(slave);
  expectZero(libc.getAttributes(slave, termios), "tcgetattr");
  libc.makeRaw(termios);
  expectZero(libc.setAttributes(slave, TCSANOW, termios), "tcsetattr");
  return { master, slave, slavePath };
}

function expectZero(result: unknown, call: string): void {
  if (result !== 0) throw new Error(`${call} refused`);
}

/** Renamed into place, so that the path never leads nowhere. What is no link is somebody's file: left alone, and an error. */
function link(target: string, path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isSymbolicLink()) throw new Error(`${path} is in the way`);
  const aside = `${path}.${process.pid}`;
  symlinkSync(target, aside);
  renameSync(aside, path);
}

/** Removes the link unless another line has taken it over. */
function unlink(target: string, path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() && readlinkSync(path) === target) unlinkSync(path);
}
