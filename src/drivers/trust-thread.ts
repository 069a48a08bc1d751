import { extname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { FetchAnswer, FetchTask } from "./trust-fetch.ts";

/** After this long an update is given up, in milliseconds: a stick that hangs in the kernel cannot be told to stop. */
const PATIENCE_MS = 3_600_000;
/** How long a thread may take to end by itself, in milliseconds: one that hangs in the kernel ends when the kernel lets it. */
const FAREWELL_MS = 1000;
/** Heap of the thread, in MiB: a list of 16 MiB takes some ten times as much while it is taken apart. */
const HEAP_MB = 256;

/** Fetches and verifies a bundle on a thread of its own, which ends with it; however it ends, this one goes on. */
export async function fetchOnThread(task: FetchTask, signal: AbortSignal): Promise<FetchAnswer> {
  if (signal.aborted) return { kind: "later", detail: String(signal.reason) };
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
    stop.addEventListener("abort", () => {
      worker.postMessage("stop");
      resolve({ kind: "later", detail: signal.aborted ? String(signal.reason) : "the update took too long" });
    });
  });
  const gone = new Promise<"gone">((resolve) => worker.on("exit", () => resolve("gone")));
  const answered = await answer;
  // Not from outside at once: what ends a thread in the middle of native code can take the process with it. Once it is gone, nobody writes
  // into the task's scratch any more, nor holds a file of the stick open.
  const farewell = await Promise.race([gone, delay(FAREWELL_MS, "hangs", { ref: false })]);
  if (farewell === "hangs") worker.terminate().catch(() => undefined);
  return answered;
}
