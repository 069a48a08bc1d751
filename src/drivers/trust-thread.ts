import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { FetchAnswer, FetchTask } from "./trust-fetch.ts";

/** After this long an update is given up, in milliseconds: a stick that hangs in the kernel cannot be told to stop. */
const PATIENCE_MS = 3_600_000;
/** Heap of the thread, in MiB: a list of 16 MiB takes some ten times as much while it is taken apart. */
const HEAP_MB = 256;

/** Fetches and verifies a bundle on a thread of its own, which ends with it; however it ends, this one goes on. */
export async function fetchOnThread(task: FetchTask, signal: AbortSignal): Promise<FetchAnswer> {
  if (signal.aborted) return { kind: "later", detail: "closing" };
  // The extension is this file's own: .ts in a clone, .js when built.
  const file = new URL(`./trust-worker${extname(import.meta.url)}`, import.meta.url);
  // Without our own flags: --input-type, for one, would keep the thread from starting.
  const worker = new Worker(file, { name: "trust", workerData: task, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const stop = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const answer = new Promise<FetchAnswer>((resolve) => {
    worker.on("message", resolve);
    worker.on("error", (error) =>
      resolve({ kind: "later", detail: `the update's thread died: ${error instanceof Error ? error.message : String(error)}` }),
    );
    worker.on("exit", (code) => resolve({ kind: "later", detail: `the update's thread ended with code ${code}` }));
    stop.addEventListener("abort", () => resolve({ kind: "later", detail: signal.aborted ? "closing" : "the update took too long" }));
  });
  const answered = await answer;
  // Not awaited: a thread that hangs in the kernel would keep us waiting.
  worker.terminate().catch(() => undefined);
  return answered;
}
