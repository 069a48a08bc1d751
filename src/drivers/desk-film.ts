import { extname } from "node:path";
import { Worker } from "node:worker_threads";

/** What the film's thread is started with, asked, and answers. */
export interface FilmTexts {
  readonly texts: readonly [string, string];
}
export interface FilmRequest {
  readonly id: number;
  readonly atMs: number;
}
export interface FilmAnswer {
  readonly id: number;
  readonly luma: Uint8Array<ArrayBuffer>;
}

/** So long the thread waits for another request before it ends, in milliseconds: whoever watched has gone away. */
const IDLE_MS = 10_000;
/** Requests that wait at once. A page asks for one frame at a time. */
const MAX_WAITING = 4;

/** A film that stands in for a webcam, made frame by frame as it is asked for. */
export interface DeskFilm {
  /** The luma of the frame at so many milliseconds, without padding; undefined where too many are waiting, or after close(). */
  frame(atMs: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): Promise<void>;
}

/** The film with these two codes in it. Its thread starts with the first frame and ends soon after the last. */
export function createDeskFilm(texts: readonly [string, string], idleMs = IDLE_MS): DeskFilm {
  let worker: Worker | undefined;
  let lastId = 0;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;
  const pending = new Map<number, (luma: Uint8Array<ArrayBuffer> | undefined) => void>();

  function start(): Worker {
    const file = new URL(`./desk-film-worker${extname(import.meta.url)}`, import.meta.url);
    const started = new Worker(file, { name: "desk-film", execArgv: [], workerData: { texts } satisfies FilmTexts });
    started.unref();
    started.on("message", ({ id, luma }: FilmAnswer) => settle(id, luma));
    // Said by exit, too: what waits gets no frame, and the next request starts the thread anew.
    started.on("error", () => {});
    started.on("exit", () => {
      if (worker !== started) return;
      worker = undefined;
      for (const id of pending.keys()) settle(id, undefined);
    });
    return started;
  }

  function settle(id: number, luma: Uint8Array<ArrayBuffer> | undefined): void {
    pending.get(id)?.(luma);
    pending.delete(id);
  }

  return {
    async frame(atMs) {
      if (isClosed || pending.size >= MAX_WAITING) return undefined;
      clearTimeout(idle);
      idle = setTimeout(() => void worker?.terminate(), idleMs).unref();
      worker ??= start();
      const id = ++lastId;
      const answer = new Promise<Uint8Array<ArrayBuffer> | undefined>((resolve) => pending.set(id, resolve));
      worker.postMessage({ id, atMs } satisfies FilmRequest);
      return await answer;
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
}
