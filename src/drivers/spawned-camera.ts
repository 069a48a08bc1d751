import { yuv420Layout } from "../core/frame-assembly.ts";
import type { Camera, Frame, SourceHealth } from "../ports.ts";
import { runCameraProgram } from "./camera-program.ts";
import { type Libc, loadLibc } from "./libc.ts";

/** The program of the Raspberry Pi camera, by its name today and the one it had before. */
export const PROGRAMS = ["rpicam-vid", "libcamera-vid"] as const;
/** The wait before a new start doubles with each run that brought no frame, from the first to the last, in milliseconds. */
const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 10_000;

/** Sizes are in pixels, and even; multiples of 64 in width save the padding. */
export interface SpawnedCameraOptions {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Without a frame for this long the program is started again. Absent: 2,000. */
  readonly stallMs?: number;
  /** The same for the first frame, since a camera needs its time to wake up. Absent: 10,000. */
  readonly firstFrameMs?: number;
  /** Environment of the program, its PATH included. Absent: our own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The camera of a Raspberry Pi, by way of `rpicam-vid` or, where that is absent, `libcamera-vid`. */
export function createSpawnedCamera(options: SpawnedCameraOptions): Camera {
  const { stallMs = 2_000, firstFrameMs = 10_000, env = process.env } = options;
  const layout = yuv420Layout(options.width, options.height);
  const { width, height, stride } = layout;
  let onFrame: ((frame: Frame) => void) | undefined;
  let running: { kill(): void } | undefined;
  let startTimer: NodeJS.Timeout | undefined;
  let waitMs = FIRST_WAIT_MS;
  let health: SourceHealth = { state: "starting", detail: "not opened" };
  const released = Promise.withResolvers<void>();

  function start(libc: Libc, programs: readonly string[]): void {
    const [program = "", ...others] = programs;
    running = runCameraProgram({
      program,
      args: argumentsFor(options),
      env,
      layout,
      libc,
      firstFrameMs,
      stallMs,
      onLuma(luma) {
        if (!onFrame) return;
        waitMs = FIRST_WAIT_MS;
        health = { state: "ok", detail: program };
        onFrame({ width, height, stride, luma });
      },
      onEnd(why) {
        running = undefined;
        if (!onFrame) released.resolve();
        else if (why === undefined && others.length > 0) start(libc, others);
        else startLater(libc, why ?? `none of ${PROGRAMS.join(", ")} is installed`);
      },
    });
  }

  function startLater(libc: Libc, why: string): void {
    health = { state: "missing", detail: `${why}; starting again in ${waitMs} ms` };
    startTimer = setTimeout(() => start(libc, PROGRAMS), waitMs);
    waitMs = Math.min(waitMs * 2, LAST_WAIT_MS);
  }

  return {
    open(callback) {
      onFrame = callback;
      health = { state: "starting", detail: "waiting for the first frame" };
      loadLibc().then(
        (libc) => {
          if (onFrame) start(libc, PROGRAMS);
        },
        (error) => {
          if (onFrame) health = { state: "missing", detail: `no pipe for a camera: ${error instanceof Error ? error.message : error}` };
        },
      );
    },
    health: () => health,
    async close() {
      onFrame = undefined;
      health = { state: "missing", detail: "closed" };
      clearTimeout(startTimer);
      if (!running) return;
      running.kill();
      await released.promise;
    },
  };
}

function argumentsFor({ width, height, framesPerSecond }: SpawnedCameraOptions): readonly string[] {
  const size = ["--width", String(width), "--height", String(height), "--framerate", String(framesPerSecond)];
  // -t 0: without end; -n: no preview window; --flush: each frame goes out when it is there.
  return ["-t", "0", "-n", "--codec", "yuv420", ...size, "--flush", "-o", "-"];
}
