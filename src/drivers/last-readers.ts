import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { GreyPicture } from "../core/grey-picture.ts";
import type { FoundSymbol } from "../ports.ts";

/** What the thread is asked. */
export interface LastRequest {
  readonly id: number;
  readonly picture: GreyPicture;
  /** No reader begins after so many milliseconds. */
  readonly withinMs: number;
}

/** What it answers. */
export interface LastAnswer {
  readonly id: number;
  readonly symbols: readonly FoundSymbol[];
}

/** So long the thread waits for another picture before it ends, in milliseconds: it takes a hundred megabytes. */
const IDLE_MS = 3_000;

/** The readers of last resort. */
export interface LastReaders {
  /** One more try at a picture; takes its buffer. Nothing found in that time, or a thread that died over it, is no symbols. */
  read(picture: GreyPicture, withinMs: number): Promise<readonly FoundSymbol[]>;
  close(): Promise<void>;
}

/** Readers on a thread of their own, which starts with the first picture and ends soon after the last. */
export function createLastReaders(idleMs = IDLE_MS): LastReaders {
  let worker: Worker | undefined;
  let lastId = 0;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  const pending = new Map<number, (symbols: readonly FoundSymbol[]) => void>();

  function start(): Worker {
    const file = new URL(`./last-readers-worker${extname(import.meta.url)}`, import.meta.url);
    const started = new Worker(file, { name: "last-readers", execArgv: [] });
    started.unref();
    started.on("message", ({ id, symbols }: LastAnswer) => settle(id, symbols));
    // Said by exit, too: a picture that these readers cannot survive is a picture without a code.
    started.on("error", () => {});
    started.on("exit", () => {
      if (worker !== started) return;
      worker = undefined;
      for (const id of pending.keys()) settle(id, []);
    });
    return started;
  }

  function settle(id: number, symbols: readonly FoundSymbol[]): void {
    pending.get(id)?.(symbols);
    pending.delete(id);
    if (pending.size > 0) return;
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void worker?.terminate(), idleMs).unref();
  }

  return {
    async read(picture, withinMs) {
      if (isClosed) return [];
      clearTimeout(idle);
      worker ??= start();
      worker.ref();
      const id = ++lastId;
      const answer = new Promise<readonly FoundSymbol[]>((resolve) => pending.set(id, resolve));
      const luma = new Uint8Array(picture.luma);
      worker.postMessage({ id, picture: { ...picture, luma }, withinMs } satisfies LastRequest, [luma.buffer]);
      // These readers cannot be interrupted: their thread ends with whatever they are at, and the next picture starts another.
      const asked = worker;
      const deadline = setTimeout(() => void asked.terminate(), withinMs);
      return await answer.finally(() => clearTimeout(deadline));
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
}
