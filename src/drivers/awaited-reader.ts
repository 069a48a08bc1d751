import { type BigIntStats, promises as fs } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Text } from "../core/text.ts";
import type { Source, SourceHealth } from "../ports.ts";

/** Events for the operator; never what was read. */
export type ReaderLog = (event: string, facts: Readonly<Record<string, string | number>>) => void;

/** One connection to a device, for whoever reads it. */
export interface Connection {
  readonly onSymbol: (symbol: Uint8Array) => void;
  /** Tells that the device is open, and what an operator should know of it; also when that has changed. `advice`: what a person should do. */
  readonly onOpen: (detail: string, facts: Readonly<Record<string, string | number>>, advice?: Text) => void;
  /** Aborts when the kiosk stops: let go of the device. */
  readonly stopped: AbortSignal;
}

export interface AwaitedReaderOptions {
  readonly kind: Source["kind"];
  /** Before every event: `serial-reader`. */
  readonly name: string;
  /** Device file, best one that names the device and not its order. It may be absent for now. */
  readonly path: string;
  /** Opens the device and reads it; resolves with the cause when it is gone and released, rejects when it cannot be opened. */
  readonly read: (connection: Connection) => Promise<string>;
  readonly log: ReaderLog;
}

/** Back-off between attempts to open the device. The last one and the opening together stay below two seconds. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 1000;
/** A device that stayed open for this long was no failure to open. */
const SETTLED_MS = 2000;
/** How often we look whether the open device is still the one at the path. */
const PRESENCE_MS = 1000;
const SPARING_MS = 60_000;

const FORBIDDEN: Text = {
  vi: "tài khoản của kiosk không được mở đầu đọc: thêm vào nhóm dialout (sudo usermod -aG dialout tram), hoặc quy tắc udev (docs/readers.md)",
  en: "the kiosk's account may not open the reader: join the group dialout (sudo usermod -aG dialout tram), or a udev rule (docs/readers.md)",
};

/** A reader that is opened for ever, with back-off, also when it is absent at start or is unplugged; only its absence and its return are logged. */
export function awaitedReader({ kind, name, path, read, log }: AwaitedReaderOptions): Source {
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  let state: SourceHealth["state"] = "starting";
  let detail = "not opened yet";
  let sinceMs = performance.now();
  let advice: Text | undefined;

  function turn(to: SourceHealth["state"], why: string, facts: Readonly<Record<string, string | number>> = {}, todo?: Text): void {
    if (stop.signal.aborted) return;
    advice = todo;
    if (state !== to) {
      sinceMs = performance.now();
      if (to === "ok") log(`${name}: open`, { path, ...facts });
      else log(`${name}: device missing, waiting for it`, { path, cause: why });
    }
    state = to;
    detail = why;
  }

  async function run(onSymbol: (symbol: Uint8Array) => void): Promise<void> {
    const connection: Connection = {
      onSymbol(symbol) {
        if (!stop.signal.aborted) onSymbol(symbol);
      },
      onOpen: (what, facts, todo) => turn("ok", what, facts, todo),
      stopped: stop.signal,
    };
    let retryMs = FIRST_RETRY_MS;
    while (!stop.signal.aborted) {
      const startedMs = performance.now();
      try {
        turn("missing", await read(connection));
        // A device that opens and fails at once is a failure to open: the back-off goes on.
        if (performance.now() - startedMs > SETTLED_MS) retryMs = FIRST_RETRY_MS;
      } catch (error) {
        const cause = messageOf(error);
        turn("missing", cause, {}, /permission denied|EACCES|EPERM/i.test(cause) ? FORBIDDEN : undefined);
      }
      await pause(retryMs, undefined, { signal: stop.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  return {
    kind,
    open(onSymbol) {
      if (running !== undefined) throw new Error(`${name}: opened twice`);
      running = run(onSymbol);
    },
    health() {
      const seconds = Math.floor((performance.now() - sinceMs) / 1000);
      return { state, detail: state === "ok" ? detail : `${path}: ${detail}, for ${seconds} s`, ...(advice && { advice }) };
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

/**
 * Calls back when the path no longer leads to the device it led to. Some unplugged devices say nothing: serialport reads again for ever
 * where a read is under way and gets no bytes (serialport/bindings-cpp issue 162).
 */
export function watchPresence(path: string, onGone: () => void): NodeJS.Timeout {
  const identify = ({ dev, ino, rdev }: BigIntStats): string => `${dev}:${ino}:${rdev}`;
  const look = (): Promise<string> => fs.stat(path, { bigint: true }).then(identify, () => "absent");
  const opened = look();
  return setInterval(async () => {
    if ((await look()) !== (await opened)) onGone();
  }, PRESENCE_MS);
}

/** Noise comes by the thousand: of what happens often one line a minute, with how often it did. */
export function sparingly(say: (count: number) => void): (count: number) => void {
  let waiting = 0;
  let saidMs = Number.NEGATIVE_INFINITY;
  return (count) => {
    waiting += count;
    if (performance.now() - saidMs < SPARING_MS) return;
    saidMs = performance.now();
    say(waiting);
    waiting = 0;
  };
}

/** What an error says, in a few words. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^Error:? /, "");
}
