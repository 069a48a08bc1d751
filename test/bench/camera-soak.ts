// Whether camera and reader last: `node test/bench/camera-soak.ts [--frames 200000] [--restarts 2000] [--seed 1]`. Real processes that send
// frames with every fault a camera has; memory and files must stay flat, hardly a torn frame may come through, and a code is read at the end.
// Exit code 1 where one of that is not so.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { createSpawnedCamera } from "../../src/drivers/spawned-camera.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { createCameraSource } from "../../src/kiosk/camera-source.ts";
import type { Camera, Frame } from "../../src/ports.ts";
import { qrFrame, toPgm } from "../support/pictures.ts";

const SUPPORT = fileURLToPath(new URL("../support", import.meta.url));
const NODE = dirname(process.execPath);
const SIZE = { width: 320, height: 240 };
const CODE = "HC1:SOAK";
/** More memory at the end than in the first third, in megabytes, is a leak. */
const MAX_GROWTH_MB = 12;
/**
 * Torn frames of all that come through. None would, but a reader that was busy for the whole pause after a torn frame misses it, and here,
 * unlike with a real camera, the next pause is forty frames away.
 */
const MAX_TORN = 0.005;
/** Descriptors that come and go: a pipe, a standard error, a folder that is being listed. */
const MAX_MORE_FILES = 6;

interface Outcome {
  readonly figures: string;
  readonly faults: readonly string[];
}

/** So many frames, all faults, the whole way from the program to the symbol. */
async function soakFrames(frames: number, seed: number, folder: string): Promise<Outcome> {
  const picture = join(folder, "code.pgm");
  writeFileSync(picture, toPgm(await qrFrame(CODE, { scale: 3 })));
  const env = { PATH: `${join(SUPPORT, "soaking-camera")}:${NODE}`, SOAK_PICTURE: picture, SOAK_SEED: String(seed) };
  // The rate only says how many frames are too many.
  const spawned = createSpawnedCamera({ ...SIZE, framesPerSecond: 5_000, env, stallMs: 400, waitMs: { first: 5, last: 50 } });
  const seen = { frames: 0, torn: 0, restarts: 0 };
  let lastNumber = 0;
  const camera: Camera = {
    ...spawned,
    open: (onFrame) =>
      spawned.open((frame) => {
        const { first, last } = numbersOf(frame);
        seen.frames++;
        if (first !== last) seen.torn++;
        if (first < lastNumber) seen.restarts++;
        lastNumber = first;
        onFrame(frame);
      }),
  };
  const decoder = createQrDecoder();
  let decoded = 0;
  const counted = {
    ...decoder,
    watch: async (frame: Frame, name?: string) => {
      const report = await decoder.watch(frame, name);
      if (report.symbols.some(({ text }) => text === CODE)) decoded++;
      return report;
    },
  };
  const source = createCameraSource({ camera, decoder: counted, clock: systemClock });
  let shown = 0;
  source.open(() => shown++);
  const usage: { readonly megabytes: number; readonly files: number }[] = [];
  const startedAt = performance.now();
  while (seen.frames < frames) {
    await delay(200);
    usage.push(usageNow());
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const before = decoded;
  for (let tries = 0; tries < 100 && decoded === before; tries++) await delay(100);
  const faults = [...growthOf(usage), ...(seen.torn > MAX_TORN * seen.frames ? [`${seen.torn} torn frames came through`] : [])];
  if (decoded === before) faults.push("nothing is read any more at the end");
  if (shown === 0) faults.push("the code was never shown");
  await source.close();
  await decoder.close();
  const megabytes = usage.map((each) => each.megabytes);
  return {
    figures: `${seen.frames} frames in ${seconds.toFixed(0)} s, ${decoded} looked at with their code read, ${seen.restarts} restarts, ${seen.torn} torn; resident ${Math.max(...firstThird(megabytes)).toFixed(0)} MB in the first third, ${Math.max(...lastThird(megabytes)).toFixed(0)} MB in the last`,
    faults,
  };
}

/** So many starts of programs that end at once: with an error, with half a frame, with frames. */
async function soakRestarts(restarts: number, folder: string): Promise<Outcome> {
  const place = mkdtempSync(join(folder, "dying-"));
  const log = join(place, "log");
  const script = `#!/bin/sh\necho >> ${log}\ncase $(($$ % 3)) in 0) head -c 200000 /dev/zero ;; 1) head -c 70000 /dev/zero ;; esac\necho loose >&2\nexit 1\n`;
  writeFileSync(join(place, "rpicam-vid"), script, { mode: 0o755 });
  const count = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const env = { PATH: `${place}:/usr/bin:/bin` };
  const camera = createSpawnedCamera({ ...SIZE, framesPerSecond: 15, env, waitMs: { first: 1, last: 1 } });
  camera.open((frame) => frame.release?.());
  const usage: { readonly megabytes: number; readonly files: number }[] = [];
  while (count() < restarts) {
    await delay(100);
    usage.push(usageNow());
  }
  await camera.close();
  const megabytes = usage.map((each) => each.megabytes);
  return {
    figures: `${count()} restarts; resident ${Math.max(...firstThird(megabytes)).toFixed(0)} MB in the first third, ${Math.max(...lastThird(megabytes)).toFixed(0)} MB in the last; ${usage.at(-1)?.files} files open`,
    faults: growthOf(usage),
  };
}

function numbersOf({ luma }: Frame): { readonly first: number; readonly last: number } {
  const view = new DataView(luma.buffer, luma.byteOffset, luma.byteLength);
  return { first: view.getUint32(0, true), last: view.getUint32(luma.byteLength - 4, true) };
}

function usageNow(): { readonly megabytes: number; readonly files: number } {
  return { megabytes: process.memoryUsage.rss() / 1e6, files: readdirSync("/proc/self/fd").length };
}

function growthOf(usage: readonly { readonly megabytes: number; readonly files: number }[]): readonly string[] {
  const growth = (key: "megabytes" | "files") =>
    Math.max(...lastThird(usage).map((each) => each[key])) - Math.max(...firstThird(usage).map((each) => each[key]));
  return [
    ...(growth("megabytes") > MAX_GROWTH_MB ? [`memory grew by ${growth("megabytes").toFixed(0)} MB`] : []),
    ...(growth("files") > MAX_MORE_FILES ? [`${growth("files")} more files are open`] : []),
  ];
}

function firstThird<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, Math.ceil(all.length / 3));
}

function lastThird<T>(all: readonly T[]): readonly T[] {
  return all.slice(-Math.ceil(all.length / 3));
}

const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "200000" },
    restarts: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "camera-soak-"));
for (const soak of [
  () => soakFrames(Number(values.frames), Number(values.seed), folder),
  () => soakRestarts(Number(values.restarts), folder),
]) {
  const { figures, faults } = await soak();
  console.log(figures);
  for (const fault of faults) console.error(`FAULT: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
rmSync(folder, { recursive: true });
