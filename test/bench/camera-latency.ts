import { closeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { createFrameAssembly } from "../../src/core/frame-assembly.ts";
import { yuv420Layout } from "../../src/core/frame-layout.ts";
import { createFrameRing } from "../../src/core/frame-ring.ts";
import { readPipe } from "../../src/drivers/frame-pipe.ts";
import { loadLibc } from "../../src/drivers/libc.ts";

const LAYOUT = yuv420Layout(1280, 720);
const FRAMES = 200;
const EVERY_MS = 33;

/** A thread in the place of the camera's program: writes frames, each at once, and notes when its last byte was in the pipe. */
const WRITER = `
  const { workerData: { fd, frames, frameBytes, everyMs, written } } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  const frame = Buffer.alloc(frameBytes, 120);
  for (let number = 0; number < frames; number++) {
    for (let done = 0; done < frameBytes; ) {
      try { done += writeSync(fd, frame, done); } catch (error) { if (error.code !== "EAGAIN") throw error; }
    }
    written[number] = process.hrtime.bigint();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, everyMs);
  }
`;
/** A thread in the place of the decoder's: notes when it has a frame, and touches it. */
const READER = `
  const { parentPort, workerData: { started } } = require("node:worker_threads");
  parentPort.on("message", ({ number, luma }) => { started[number] = process.hrtime.bigint(); parentPort.postMessage(luma[0] + luma[luma.length - 1]); });
`;

/** From the last byte of a frame of 1280 × 720 in the pipe to the decoder's thread: in its slot, and with a copy that moves to the thread. */
export async function benchCameraLatency(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, isCopied] of [
    ["read in its slot", false],
    ["copied and moved", true],
    ["read in its slot", false],
    ["copied and moved", true],
  ] as const) {
    const times = (await measure(isCopied)).toSorted((one, other) => one - other);
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2);
    lines.push(`${name}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms of ${times.length} frames`);
  }
  return lines;
}

async function measure(isCopied: boolean): Promise<readonly number[]> {
  const { readEnd, writeEnd } = (await loadLibc()).pipe();
  const written = new BigInt64Array(new SharedArrayBuffer(8 * FRAMES));
  const started = new BigInt64Array(new SharedArrayBuffer(8 * FRAMES));
  const reader = new Worker(READER, { eval: true, workerData: { started } });
  await new Promise((resolve) => reader.once("online", resolve));
  const held: (() => void)[] = [];
  reader.on("message", () => held.shift()?.());
  let number = 0;
  const assembly = createFrameAssembly(LAYOUT, createFrameRing(LAYOUT.keptBytes));
  const pipe = readPipe(readEnd, assembly, {
    onFrame(frame) {
      const index = number++;
      // On a busy machine: the reader has not come to look at three frames yet.
      if (!frame) return;
      held.push(() => frame.release?.());
      const luma = isCopied ? new Uint8Array(frame.luma) : frame.luma;
      reader.postMessage({ number: index, luma }, luma.buffer instanceof ArrayBuffer ? [luma.buffer] : []);
    },
    onPause: () => undefined,
    askedMs: EVERY_MS,
  });
  const ended = new Promise((resolve) => pipe.once("close", resolve));
  const workerData = { fd: writeEnd, frames: FRAMES, frameBytes: LAYOUT.frameBytes, everyMs: EVERY_MS, written };
  const writer = new Worker(WRITER, { eval: true, workerData });
  await new Promise((resolve) => writer.once("exit", resolve));
  closeSync(writeEnd);
  await ended;
  await reader.terminate();
  const seen = [...started.keys()].slice(10).filter((index) => started[index] !== 0n);
  return seen.map((index) => Number((started[index] ?? 0n) - (written[index] ?? 0n)) / 1e6);
}
