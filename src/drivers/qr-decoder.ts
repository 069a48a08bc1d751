import { extname } from "node:path";
import { isMarkedAsUntransferable, Worker } from "node:worker_threads";
import type { Decoder, FoundSymbol, Frame, Patience } from "../ports.ts";

/** What the worker is asked; its buffer moves to the worker. */
export interface DecodeRequest {
  readonly id: number;
  readonly frame: Frame;
  readonly patience: Patience;
}

/** What it answers. */
export interface DecodeAnswer {
  readonly id: number;
  readonly symbols: readonly FoundSymbol[];
}

interface Pending {
  readonly resolve: (symbols: readonly FoundSymbol[]) => void;
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

  function startThread(): Thread {
    // The extension is this file's own: .ts in a clone, .js when built.
    const file = new URL(`./qr-decoder-worker${extname(import.meta.url)}`, import.meta.url);
    // Without our own flags: --input-type, for one, would keep the thread from starting.
    const worker = new Worker(file, { name: "qr-decoder", execArgv: [] });
    const started: Thread = { worker, pending: new Map() };
    worker.on("message", ({ id, symbols }: DecodeAnswer) => {
      started.pending.get(id)?.resolve(symbols);
      started.pending.delete(id);
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

  return {
    async decode(frame, patience = "stream") {
      if (isClosed) throw new Error("qr decoder: closed, the frame is lost");
      requireWhole(frame);
      thread ??= startThread();
      const { worker, pending } = thread;
      const id = ++lastId;
      const luma = transferable(frame.luma);
      const answer = new Promise<readonly FoundSymbol[]>((resolve, reject) => pending.set(id, { resolve, reject }));
      worker.postMessage({ id, frame: { ...frame, luma }, patience } satisfies DecodeRequest, [luma.buffer]);
      return await answer;
    },
    async close() {
      isClosed = true;
      await thread?.worker.terminate();
    },
  };
}

/** A frame that says more than its buffer holds is a bug of the caller, found here rather than in the WASM heap. */
function requireWhole({ width, height, stride, luma }: Frame): void {
  const isSized = [width, height, stride].every((size) => Number.isInteger(size) && size > 0);
  if (isSized && stride >= width && luma.length >= stride * (height - 1) + width) return;
  throw new Error(`qr decoder: a frame of ${width} × ${height}, stride ${stride}, cannot have ${luma.length} bytes`);
}

/** The same bytes in a buffer that can move to another thread: Node's pool of small buffers, and shared memory, cannot. */
function transferable(luma: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = luma;
  if (buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer)) return new Uint8Array(buffer, luma.byteOffset, luma.byteLength);
  return new Uint8Array(luma);
}
