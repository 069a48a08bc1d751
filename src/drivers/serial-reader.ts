import { type BigIntStats, promises as fs } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { ReadlineParser } from "@serialport/parser-readline";
import type { SerialPort } from "serialport";
import { lineGuard, TERMINATORS, type Terminator } from "../core/line-guard.ts";
import { symbolAssembler } from "../core/serial-framing.ts";
import type { Source, SourceHealth } from "../ports.ts";

export interface SerialReaderOptions {
  /** Device file, best one that names the device and not its order: `/dev/serial/by-id/…`. It may be absent for now. */
  readonly path: string;
  /** Bits a second. Default 9600, as readers come. */
  readonly baudRate?: number;
  /** What the reader sends after a code. Default `cr`, which also takes CRLF. */
  readonly terminator?: Terminator;
  /** What the reader is set to put before and after each code. */
  readonly prefix?: string;
  readonly suffix?: string;
  /** A line that was quiet for this long says nothing more of the same code. Default 80. */
  readonly gapMs?: number;
  /** True for a whole code of a known format, false for a part of one: what is whole is answered without waiting for more. */
  readonly isWhole: (symbol: Uint8Array) => boolean;
  /** Events for the operator; never what was read. */
  readonly log: (event: string, facts: Readonly<Record<string, string | number>>) => void;
}

/** Back-off between attempts to open the device. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2000;
/** How often we look whether the open device is still the one at the path. */
const PRESENCE_MS = 1000;
/** A timer this late tells that our own loop was busy, not that the line was quiet. */
const LATE_MS = 20;
/** Bytes without a terminator are forgotten after this time. */
const FORGET_MS = 2000;

/**
 * A QR reader on a serial line. Symbols are the exact bytes of the code. Opens the device for ever, with back-off, also when it is
 * absent at start or is unplugged; only its absence and its return are logged.
 */
export function serialReader(options: SerialReaderOptions): Source {
  const { path, baudRate = 9600, log } = options;
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  let state: SourceHealth["state"] = "starting";
  let cause = "not opened yet";
  let sinceMs = performance.now();

  function turn(to: SourceHealth["state"], why: string): void {
    if (stop.signal.aborted) return;
    if (state !== to) {
      sinceMs = performance.now();
      if (to === "ok") log("serial-reader: open", { path, baudRate });
      else log("serial-reader: device missing, waiting for it", { path, cause: why });
    }
    state = to;
    cause = why;
  }

  async function run(onSymbol: (symbol: Uint8Array) => void): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stop.signal.aborted) {
      try {
        const port = await openPort(path, baudRate);
        const openedMs = performance.now();
        turn("ok", "");
        turn("missing", await readUntilGone(port, options, stop.signal, onSymbol));
        // A device that opens and fails at once is a failure to open: the back-off goes on.
        if (performance.now() - openedMs > LAST_RETRY_MS) retryMs = FIRST_RETRY_MS;
      } catch (error) {
        turn("missing", messageOf(error));
      }
      await pause(retryMs, undefined, { signal: stop.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  return {
    kind: "serial",
    open(onSymbol) {
      if (running !== undefined) throw new Error("serial-reader: opened twice");
      running = run(onSymbol);
    },
    health() {
      const seconds = Math.floor((performance.now() - sinceMs) / 1000);
      return { state, detail: state === "ok" ? `${path}, ${baudRate} baud` : `${path}: ${cause}, for ${seconds} s` };
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** Loads serialport only now: it costs about 50 ms and 12 MB, and a kiosk with a camera alone never needs it. */
async function openPort(path: string, baudRate: number): Promise<SerialPort> {
  const { SerialPort } = await import("serialport");
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return port;
}

/** Resolves with the cause when the device is gone and released. */
async function readUntilGone(
  port: SerialPort,
  options: SerialReaderOptions,
  stopped: AbortSignal,
  onSymbol: (symbol: Uint8Array) => void,
): Promise<string> {
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  port.once("close", (error: Error | null) => resolve(error ? messageOf(error) : "device gone"));
  const release = (): void => {
    if (port.isOpen) port.close((error) => error && resolve(messageOf(error)));
  };
  port.on("error", release);
  stopped.addEventListener("abort", release, { once: true });
  const showings = await readShowings(port, options, (symbol) => {
    if (!stopped.aborted) onSymbol(symbol);
  });
  if (stopped.aborted) release();
  const presence = watchPresence(options.path, release);
  const cause = await closed;
  clearInterval(presence);
  showings.end();
  stopped.removeEventListener("abort", release);
  return cause;
}

/**
 * Calls back when the path no longer leads to the device it led to. serialport itself misses some unplugged devices: where a read
 * is under way it gets no bytes, and serialport reads again for ever (serialport/bindings-cpp issue 162).
 */
function watchPresence(path: string, onGone: () => void): NodeJS.Timeout {
  const identify = ({ dev, ino, rdev }: BigIntStats): string => `${dev}:${ino}:${rdev}`;
  const look = (): Promise<string> => fs.stat(path, { bigint: true }).then(identify, () => "absent");
  const opened = look();
  return setInterval(async () => {
    if ((await look()) !== (await opened)) onGone();
  }, PRESENCE_MS);
}

/** From bytes to showings: the guard bounds and holds what is unfinished, parser-readline cuts lines, the assembler makes symbols. */
async function readShowings(port: SerialPort, options: SerialReaderOptions, onSymbol: (symbol: Uint8Array) => void) {
  const { terminator = "cr", gapMs = 80, log, path, prefix, suffix, isWhole } = options;
  const guard = lineGuard(terminator);
  const assembler = symbolAssembler({ terminator, prefix, suffix, isWhole });
  const parser = terminator === "none" ? undefined : await openParser(terminator);
  let timer: NodeJS.Timeout | undefined;
  let droppedBefore = 0;

  function answer(symbol: Uint8Array | undefined): void {
    const dropped = guard.dropped + assembler.dropped;
    if (dropped > droppedBefore) log("serial-reader: too long for a code, dropped", { path, count: dropped - droppedBefore });
    droppedBefore = dropped;
    if (symbol) onSymbol(symbol);
  }

  function awaitQuiet(isRepeat: boolean): void {
    clearTimeout(timer);
    const dueMs = performance.now() + gapMs;
    timer = setTimeout(() => {
      if (!isRepeat && performance.now() > dueMs + LATE_MS) return awaitQuiet(true);
      answer(assembler.quiet(guard.takeUnfinished()));
      if (assembler.isHolding) timer = setTimeout(assembler.forget, FORGET_MS);
    }, gapMs);
  }

  parser?.on("data", (line: string) => answer(assembler.line(Buffer.from(line, "latin1"))));
  port.on("data", (bytes: Buffer) => {
    for (const line of guard.admit(bytes)) parser?.write(line);
    awaitQuiet(false);
  });
  return {
    end(): void {
      clearTimeout(timer);
      parser?.destroy();
    },
  };
}

/** Latin-1 keeps every byte; UTF-8, the default, would not. The terminator stays on, because without it empty lines would be lost. */
async function openParser(terminator: Exclude<Terminator, "none">): Promise<ReadlineParser> {
  const { ReadlineParser } = await import("@serialport/parser-readline");
  return new ReadlineParser({ delimiter: TERMINATORS[terminator], encoding: "latin1", includeDelimiter: true });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^Error:? /, "");
}
