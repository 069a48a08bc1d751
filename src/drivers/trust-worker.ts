// The thread behind trust-thread.ts: one bundle, and then it ends.
import { parentPort, workerData } from "node:worker_threads";
import { type FetchAnswer, type FetchTask, fetchBundle } from "./trust-fetch.ts";

const stop = new AbortController();
parentPort?.on("message", () => stop.abort("stopped"));
// Nothing but the work keeps the thread alive.
parentPort?.unref();
const answer = await fetchBundle(workerData as FetchTask, stop.signal);
parentPort?.postMessage(answer, buffersOf(answer));

/** What is worth moving and not copying: the files of the bundle, each in a buffer of its own. */
function buffersOf(answer: FetchAnswer): ArrayBuffer[] {
  if (answer.kind !== "fetched") return [];
  const { list, groups, shards, newFiles } = answer;
  const all = [
    list.head,
    ...list.members.flatMap(({ pieces }) => pieces),
    ...(groups ? [groups] : []),
    ...shards,
    ...newFiles.map(({ bytes }) => bytes),
  ];
  const buffers = all.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
  return [...new Set(buffers)];
}
