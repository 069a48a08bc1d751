import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { GreyPicture } from "../core/grey-picture.ts";
import type { FoundSymbol } from "../ports.ts";

/** What the thread is asked, one at a time; it answers with symbols. */
export interface LastRequest {
  readonly picture: GreyPicture;
  /** No reader begins after so many milliseconds. */
  readonly withinMs: number;
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
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Settled when the picture before has been read: whoever waits here loses nothing where the thread ends over that one. */
  let turn: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const file = new URL(`./last-readers-worker${extname(import.meta.url)}`, import.meta.url);
    const started = new Worker(file, { name: "last-readers", execArgv: [] });
    started.unref();
    // Said by exit, too: a picture that these readers cannot survive is a picture without a code.
    started.on("error", () => {});
    started.on("exit", () => {
      if (worker === started) worker = undefined;
    });
    return started;
  }

  /** Ends the thread whatever it is at: these readers cannot be interrupted. The next picture starts another. */
  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  }

  async function readNow(picture: GreyPicture, withinMs: number): Promise<readonly FoundSymbol[]> {
    if (isClosed || withinMs <= 0) return [];
    clearTimeout(idle);
    worker ??= start();
    const asked = worker;
    const luma = new Uint8Array(picture.luma);
    const { promise: answer, resolve } = Promise.withResolvers<readonly FoundSymbol[]>();
    const miss = (): void => resolve([]);
    asked.on("message", resolve).on("exit", miss).ref();
    asked.postMessage({ picture: { ...picture, luma }, withinMs } satisfies LastRequest, [luma.buffer]);
    const deadline = setTimeout(() => void end(), withinMs);
    const symbols = await answer;
    clearTimeout(deadline);
    asked.off("message", resolve).off("exit", miss).unref();
    idle = setTimeout(() => void end(), idleMs).unref();
    return symbols;
  }

  return {
    async read(picture, withinMs) {
      const endMs = performance.now() + withinMs;
      const before = turn;
      const reading = before.then(() => readNow(picture, endMs - performance.now()));
      turn = reading;
      return await reading;
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}
