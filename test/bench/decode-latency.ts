import { Worker } from "node:worker_threads";
import { createFrameAssembly } from "../../src/core/frame-assembly.ts";
import { yuv420Layout } from "../../src/core/frame-layout.ts";
import { createFrameRing } from "../../src/core/frame-ring.ts";
import type { GreyPicture } from "../../src/core/grey-picture.ts";
import { FIRST_LOOK } from "../../src/core/looks.ts";
import { sceneCatalogue } from "../../src/core/scene/catalogue.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";
import { readPipe } from "../../src/drivers/frame-pipe.ts";
import { loadLibc } from "../../src/drivers/libc.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { loadQrReader, type ReadQr } from "../../src/drivers/qr-reader.ts";

const SIZE = { width: 1280, height: 720 };
const LAYOUT = yuv420Layout(SIZE.width, SIZE.height);
/** 15 frames a second. */
const EVERY_MS = 66;
/** Frames at the beginning that are not counted: both decoders are still being compiled. */
const WARM_UP = 20;
const SCENES = ["phone, bright", "print, turned", "print, approach", "phone, dark mode"];

/** A thread in the place of the camera's program: writes the frames in turn, each at once, and notes when its last byte is on its way. */
const WRITER = `
  const { workerData: { fd, shown, frames, everyMs, frameBytes, written } } = require("node:worker_threads");
  const { writeSync, closeSync } = require("node:fs");
  const frame = Buffer.alloc(frameBytes, 128);
  for (let number = 0; number < frames; number++) {
    frame.set(shown[number % shown.length]);
    frame.writeUInt32LE(number, 0);
    for (let done = 0; done < frameBytes; ) {
      if (done + 65536 >= frameBytes) written[number] = process.hrtime.bigint();
      try { done += writeSync(fd, frame, done, Math.min(65536, frameBytes - done)); } catch (error) { if (error.code !== "EAGAIN") throw error; }
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, everyMs);
  }
  closeSync(fd);
`;

/** Milliseconds of each frame: from its last byte to its symbol, through pipe, ring and thread, and of the bare call beside it. */
export interface LatencyMeasured {
  readonly whole: readonly number[];
  readonly bare: readonly number[];
  /** Frames in which nothing was found, of all; and frames for which there was no room, since three before them were still looked at. */
  readonly missed: number;
  readonly lost: number;
}

/** Frames of 1280 × 720 that are read at first try, 15 a second, through a pipe as from a camera's program. */
export async function measureLatency(seed: number, frames: number): Promise<LatencyMeasured> {
  const read = await loadQrReader();
  const shown = framesReadAtOnce(seed, read);
  const { readEnd, writeEnd } = (await loadLibc()).pipe();
  const written = new BigInt64Array(new SharedArrayBuffer(8 * frames));
  const decoder = createQrDecoder();
  const measured = { whole: [] as number[], bare: [] as number[], missed: 0, lost: 0 };
  let looking: Promise<void> = Promise.resolve();
  const pipe = readPipe(readEnd, createFrameAssembly(LAYOUT, createFrameRing(LAYOUT.keptBytes)), {
    onFrame(frame) {
      if (!frame) return void measured.lost++;
      // Its first four pixels: on a busy machine whole frames go by, and whoever counts would take one for another.
      const own = new DataView(frame.luma.buffer, frame.luma.byteOffset).getUint32(0, true);
      looking = decoder.watch(frame, "bench").then(({ symbols }) => {
        const ms = Number(process.hrtime.bigint() - (written[own] ?? 0n)) / 1e6;
        frame.release?.();
        const picture = shown[own % shown.length];
        if (own < WARM_UP || !picture) return;
        if (symbols.length === 0) measured.missed++;
        measured.whole.push(ms);
        measured.bare.push(millisecondsOf(() => read({ ...SIZE, bytes: picture.luma }, FIRST_LOOK)));
      });
    },
    onPause: () => undefined,
    askedMs: EVERY_MS,
  });
  const ended = new Promise((resolve) => pipe.once("close", resolve));
  const lumas = shown.map(({ luma }) => luma);
  new Worker(WRITER, {
    eval: true,
    // The descriptor is this thread's to close.
    trackUnmanagedFds: false,
    workerData: { fd: writeEnd, shown: lumas, frames, everyMs: EVERY_MS, frameBytes: LAYOUT.frameBytes, written },
  });
  await ended;
  await looking;
  await decoder.close();
  return measured;
}

/** Frames in which the first look finds a code, each another than the one before. */
function framesReadAtOnce(seed: number, read: ReadQr): readonly GreyPicture[] {
  return sceneCatalogue(seed, undefined, SIZE)
    .filter(({ name }) => SCENES.includes(name))
    .flatMap(({ spec }) => {
      const sequence = createSequence(spec);
      return [14, 17, 20, 23].map((frame) => sequence.frame(frame).picture);
    })
    .filter(({ luma }) => read({ ...SIZE, bytes: luma }, FIRST_LOOK).symbols.length > 0);
}

function millisecondsOf(call: () => unknown): number {
  const startMs = performance.now();
  call();
  return performance.now() - startMs;
}
