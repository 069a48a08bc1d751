import { extname } from "node:path";
import { isMarkedAsUntransferable, Worker } from "node:worker_threads";
import type { Decoder, FoundSymbol, Frame } from "../ports.ts";
import { type HardPicture, inWhole } from "./hard-picture.ts";
import { createLastReaders } from "./last-readers.ts";
import { createLateReader, type LookedOver } from "./late-reader.ts";

/** What the worker is asked; its buffer moves to the worker. */
export interface DecodeRequest {
  readonly id: number;
  readonly frame: Frame;
  /** The camera that it is one of many frames of; absent: it is a still. */
  readonly camera?: string;
}

/** What it answers. */
export interface DecodeAnswer extends LookedOver {
  readonly id: number;
}

/**
 * Of the thread's JavaScript heap, in megabytes. It needs little, pictures lie outside it; a small young generation is collected often enough
 * that what they leave behind does not pile up.
 */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** The last readers have so many milliseconds, from when they are there, for what a frame or a still leaves them … */
const LAST_BUDGET_MS = 400;
/** … and a still so many for all of it, from when it was asked for. */
const STILL_MS = 950;
/** What is left of a frame waits so many for them to be there: then another will come. */
const LATE_MS = 2_000;
/** A still that is not answered by then most likely wants them: their thread starts meanwhile, which takes it 100 ms and more. */
const HARD_STILL_MS = 250;

interface Pending {
  readonly resolve: (answer: DecodeAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread and what it owes us. */
interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/** A decoder on a worker thread, which starts now: the first frame is not the one that waits for it. */
export function createQrDecoder(): Decoder {
  let thread: Thread | undefined = startThread();
  let isClosed = false;
  let lastId = 0;
  const lastReaders = createLastReaders();
  const lateReader = createLateReader((hard) => readHard(hard));

  function startThread(): Thread {
    // The extension is this file's own: .ts in a clone, .js when built.
    const file = new URL(`./qr-decoder-worker${extname(import.meta.url)}`, import.meta.url);
    // Without our own flags: --input-type, for one, would keep the thread from starting.
    const worker = new Worker(file, { name: "qr-decoder", execArgv: [], resourceLimits: HEAP_LIMITS });
    const started: Thread = { worker, pending: new Map() };
    worker.on("message", (answer: DecodeAnswer) => {
      started.pending.get(answer.id)?.resolve(answer);
      started.pending.delete(answer.id);
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      if (thread === started) thread = undefined;
      const reason = isClosed ? "closed" : `its thread died${cause instanceof Error ? ` (${cause.message})` : ""}`;
      for (const { reject } of started.pending.values()) reject(new Error(`qr decoder: ${reason}, the frame is lost`, { cause }));
      started.pending.clear();
    });
    return started;
  }

  async function ask(frame: Frame, camera: Pick<DecodeRequest, "camera">): Promise<DecodeAnswer> {
    if (isClosed) throw new Error("qr decoder: closed, the frame is lost");
    requireWhole(frame);
    thread ??= startThread();
    const { worker, pending } = thread;
    const id = ++lastId;
    const { width, height, stride } = frame;
    const luma = transferable(frame.luma);
    const answer = new Promise<DecodeAnswer>((resolve, reject) => pending.set(id, { resolve, reject }));
    const moved = luma.buffer instanceof ArrayBuffer ? [luma.buffer] : [];
    worker.postMessage({ id, frame: { width, height, stride, luma }, ...camera } satisfies DecodeRequest, moved);
    return await answer;
  }

  async function readHard(pictures: readonly HardPicture[], mostMs = LATE_MS): Promise<readonly FoundSymbol[]> {
    const endMs = performance.now() + mostMs;
    await lastReaders.ready(mostMs);
    const lastMs = Math.min(endMs, performance.now() + LAST_BUDGET_MS);
    for (const picture of pictures) {
      const withinMs = lastMs - performance.now();
      const symbols = withinMs > 0 ? await lastReaders.read(picture, withinMs) : [];
      if (symbols.length > 0) return symbols.map((symbol) => inWhole(symbol, picture));
    }
    return [];
  }

  return {
    async decode(still) {
      const askedMs = performance.now();
      const early = setTimeout(() => void lastReaders.ready(STILL_MS), HARD_STILL_MS);
      const { report, hard } = await ask(still, {}).finally(() => clearTimeout(early));
      return hard.length > 0 ? await readHard(hard, STILL_MS - (performance.now() - askedMs)) : report.symbols;
    },
    async watch(frame, camera = "") {
      return lateReader.reportOf(camera, await ask(frame, { camera }));
    },
    async close() {
      isClosed = true;
      await Promise.all([thread?.worker.terminate(), lastReaders.close()]);
    },
  };
}

/** A frame that says more than its buffer holds is a bug of the caller, found here rather than in the WASM heap. */
function requireWhole({ width, height, stride, luma }: Frame): void {
  const isSized = [width, height, stride].every((size) => Number.isInteger(size) && size > 0);
  if (isSized && stride >= width && luma.length >= stride * (height - 1) + width) return;
  throw new Error(`qr decoder: a frame of ${width} × ${height}, stride ${stride}, cannot have ${luma.length} bytes`);
}

/**
 * The same bytes in a buffer that another thread can look at: shared memory as it is, until the answer is there; others move. Node's pool of
 * small buffers cannot.
 */
function transferable(luma: Uint8Array): Uint8Array {
  const { buffer } = luma;
  if (buffer instanceof SharedArrayBuffer) return luma;
  if (buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer)) return new Uint8Array(buffer, luma.byteOffset, luma.byteLength);
  return new Uint8Array(luma);
}
