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

/** So long the thread waits for another picture before it ends, in milliseconds: it takes tens of megabytes. */
const IDLE_MS = 800;
/** Of its JavaScript heap, in megabytes; pictures lie outside it. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** The readers of last resort. */
export interface LastReaders {
  /** Starts their thread, unless it runs; resolves when it can be asked, or after so many milliseconds. */
  ready(withinMs: number): Promise<void>;
  /** One more try at a picture; takes its buffer. Nothing found in that time, or a thread that died over it, is no symbols. */
  read(picture: GreyPicture, withinMs: number): Promise<readonly FoundSymbol[]>;
  close(): Promise<void>;
}

/** Their thread, and when it has loaded them, or died. */
interface Thread {
  readonly worker: Worker;
  readonly isReady: Promise<void>;
}

/** Readers on a thread of their own, which starts with the first picture and ends soon after the last. */
export function createLastReaders(idleMs = IDLE_MS): LastReaders {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  let waiting = 0;
  /** Settled when the picture before has been read: whoever waits here loses nothing where the thread ends over that one. */
  let turn: Promise<unknown> = Promise.resolve();

  function start(): Thread {
    const file = new URL(`./last-readers-worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { name: "last-readers", execArgv: [], resourceLimits: HEAP_LIMITS });
    worker.unref();
    const { promise: isReady, resolve } = Promise.withResolvers<void>();
    const started = { worker, isReady };
    worker.once("message", () => resolve());
    // Said by exit, too: a picture that these readers cannot survive is a picture without a code.
    worker.on("error", () => {});
    worker.on("exit", () => {
      resolve();
      if (thread === started) thread = undefined;
    });
    return started;
  }

  /** Ends the thread whatever it is at: these readers cannot be interrupted. The next picture starts another. */
  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    await ended?.worker.terminate();
  }

  function endUnlessAsked(): void {
    clearTimeout(idle);
    if (waiting === 0) idle = setTimeout(() => void end(), idleMs).unref();
  }

  async function readNow(picture: GreyPicture, endMs: number): Promise<readonly FoundSymbol[]> {
    const asked = await threadWithin(endMs - performance.now());
    const withinMs = endMs - performance.now();
    if (!asked || withinMs <= 0) return [];
    const luma = new Uint8Array(picture.luma);
    const { promise: answer, resolve } = Promise.withResolvers<readonly FoundSymbol[]>();
    const miss = (): void => resolve([]);
    asked.on("message", resolve).on("exit", miss).ref();
    asked.postMessage({ picture: { ...picture, luma }, withinMs } satisfies LastRequest, [luma.buffer]);
    const deadline = setTimeout(() => void end(), withinMs);
    const symbols = await answer;
    clearTimeout(deadline);
    asked.off("message", resolve).off("exit", miss).unref();
    return symbols;
  }

  /** The thread, once it can be asked; undefined where it cannot within so many milliseconds, or died. */
  async function threadWithin(withinMs: number): Promise<Worker | undefined> {
    if (isClosed || withinMs <= 0) return undefined;
    thread ??= start();
    const { worker, isReady } = thread;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const deadline = setTimeout(resolve, withinMs);
    await Promise.race([isReady, isLate]);
    clearTimeout(deadline);
    return thread?.worker === worker ? worker : undefined;
  }

  /** Whatever uses the thread: it does not end meanwhile for want of pictures. */
  async function using<T>(use: () => Promise<T>): Promise<T> {
    waiting++;
    clearTimeout(idle);
    const result = await use();
    waiting--;
    endUnlessAsked();
    return result;
  }

  return {
    async ready(withinMs) {
      await using(() => threadWithin(withinMs));
    },
    async read(picture, withinMs) {
      const endMs = performance.now() + withinMs;
      const before = turn;
      const reading = using(() => before.then(() => readNow(picture, endMs)));
      turn = reading;
      return await reading;
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}
