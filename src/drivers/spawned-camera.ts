import { type CameraControls, STANDARD_CONTROLS } from "../core/camera-controls.ts";
import { yuv420Layout } from "../core/frame-layout.ts";
import { createFrameRing, type FrameRing } from "../core/frame-ring.ts";
import { isUnknownArgument, rpicamArguments } from "../core/rpicam-arguments.ts";
import type { Camera, Frame, SourceHealth } from "../ports.ts";
import { runCameraProgram } from "./camera-program.ts";
import { type Libc, loadLibc } from "./libc.ts";
import { firstV4l2Device, planV4l2, V4L2_BY_ID, type V4l2Plan, type V4l2Plans } from "./v4l2-camera.ts";

/** The program of the Raspberry Pi camera, by its name today and the one it had before. */
export const PROGRAMS = ["rpicam-vid", "libcamera-vid"] as const;
/** The wait before a new start doubles from the first to the last, in milliseconds … */
const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 10_000;
/** … and is short again after a run that brought frames for this long. */
const PROVEN_MS = 10_000;
const AWAITED = "waiting for the first frame";

/** Sizes are in pixels, and even; multiples of 64 in width save the padding. */
export interface SpawnedCameraOptions {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Which camera of the board, from 0. */
  readonly number?: number;
  /** Path of a USB camera. Without it and without a number: the board's first camera, or else the first USB camera. */
  readonly device?: string;
  /** Absent: for cards, paper and phones under lamps of 50 Hz. */
  readonly controls?: CameraControls;
  /** Without a frame for this long the program is started again. Absent: 1,500. */
  readonly stallMs?: number;
  /** The same for the first frame, since a camera needs its time to wake up. Absent: 10,000. */
  readonly firstFrameMs?: number;
  /** The first and the longest wait before a new start. Absent: 500 and 10,000. */
  readonly waitMs?: { readonly first: number; readonly last: number };
  /** Environment of the programs, their PATH included. Absent: our own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder of USB cameras by name. Absent: that of Linux. */
  readonly devices?: string;
}

/** A kind of camera that may be there: what to run for it. */
interface Kind {
  /** What to run, or why there is nothing to run. */
  plans(): Promise<V4l2Plans>;
  /** Why a run of it ended that brought no frame. */
  ended?(why: string): void;
}

/**
 * A camera of the Raspberry Pi, by way of `rpicam-vid` or `libcamera-vid`, or a USB camera, by way of `v4l2-ctl` or `ffmpeg`: whatever is
 * installed and brings frames.
 */
export function createSpawnedCamera(options: SpawnedCameraOptions): Camera {
  const { stallMs = 1_500, firstFrameMs = 10_000, framesPerSecond, env = process.env } = options;
  const wait = options.waitMs ?? { first: FIRST_WAIT_MS, last: LAST_WAIT_MS };
  const closing = new AbortController();
  const kinds = kindsOf(options, closing.signal);
  const ringOf = keptRing();
  let onFrame: ((frame: Frame) => void) | undefined;
  let running: { kill(): void } | undefined;
  let starting = Promise.resolve();
  let startTimer: NodeJS.Timeout | undefined;
  let waitMs = wait.first;
  let health: SourceHealth = { state: "starting", detail: "not opened" };
  const released = Promise.withResolvers<void>();

  /** Tries the kinds from this one on, each once, until one has something to run. */
  async function start(libc: Libc, from: number): Promise<void> {
    const whys: string[] = [];
    for (const at of kinds.keys()) {
      const index = (from + at) % kinds.length;
      const plans = (await kinds[index]?.plans()) ?? [];
      if (!onFrame) return;
      if (typeof plans === "string") whys.push(plans);
      else if (await run(libc, index, plans)) return;
      else whys.push(absenceOf(plans));
    }
    if (onFrame) startLater(libc, whys.join("; "), 0);
  }

  /** Runs the first of the plans whose program is installed. Resolves to false when none is, else as soon as one is running. */
  async function run(libc: Libc, at: number, plans: Exclude<V4l2Plans, string>): Promise<boolean> {
    for (const plan of plans) if (onFrame && (await isStarted(libc, at, plan))) return true;
    return false;
  }

  function isStarted(libc: Libc, at: number, plan: V4l2Plan): Promise<boolean> {
    const { program } = plan;
    let startedAt: number | undefined;
    return new Promise((resolve) => {
      running = runCameraProgram({
        ...plan,
        env,
        ring: ringOf(plan.layout.keptBytes),
        libc,
        framesPerSecond,
        firstFrameMs,
        stallMs,
        onSpawn() {
          // Whatever was wrong with the run before is over.
          if (onFrame) health = { state: health.state, detail: AWAITED };
          resolve(true);
        },
        onFrame(frame) {
          if (!onFrame) return frame.release?.();
          startedAt ??= performance.now();
          health = { state: "ok", detail: program };
          plan.onFrame?.(frame);
          onFrame(frame);
        },
        onTrouble(why) {
          if (onFrame) health = { state: "missing", detail: why };
        },
        onEnd(why) {
          running = undefined;
          resolve(why !== undefined);
          if (!onFrame) released.resolve();
          else if (why !== undefined) {
            if (startedAt === undefined) kinds[at]?.ended?.(why);
            else if (performance.now() - startedAt >= PROVEN_MS) waitMs = wait.first;
            // A kind that never came to a frame gives way to the next one.
            startLater(libc, why, startedAt === undefined ? at + 1 : at);
          }
        },
      });
    });
  }

  function begin(libc: Libc, from: number): void {
    starting = start(libc, from).catch((error) => {
      // There is no room for another process or another file; there may be soon.
      if (onFrame) startLater(libc, `cannot be started: ${error instanceof Error ? error.message : error}`, from);
    });
  }

  function startLater(libc: Libc, why: string, from: number): void {
    health = { state: "missing", detail: `${why}; starting again in ${waitMs} ms` };
    startTimer = setTimeout(() => begin(libc, from), waitMs);
    waitMs = Math.min(waitMs * 2, wait.last);
  }

  return {
    open(callback) {
      onFrame = callback;
      health = { state: "starting", detail: AWAITED };
      starting = loadLibc().then(
        async (libc) => {
          begin(libc, 0);
          await starting;
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
      closing.abort();
      running?.kill();
      await starting;
      if (running) await released.promise;
    },
  };
}

/** The kinds of camera that may be meant, in the order in which they are tried. */
function kindsOf(
  { device, devices = V4L2_BY_ID, controls = STANDARD_CONTROLS, env = process.env, ...request }: SpawnedCameraOptions,
  signal: AbortSignal,
): readonly Kind[] {
  const layout = yuv420Layout(request.width, request.height);
  let known: CameraControls | undefined = controls;
  const board: Kind = {
    plans: async () => PROGRAMS.map((program) => ({ program, args: rpicamArguments(request, known), layout })),
    ended(why) {
      if (isUnknownArgument(why)) known = undefined;
    },
  };
  const usb: Kind = {
    async plans() {
      const path = device ?? (await firstV4l2Device(devices));
      return path === undefined ? "no USB camera is plugged in" : await planV4l2(path, request, controls, { env, signal });
    },
  };
  if (device !== undefined) return [usb];
  return request.number === undefined ? [board, usb] : [board];
}

/** That none of the programs is there which were, or would have been, tried. */
function absenceOf(plans: readonly V4l2Plan[]): string {
  const programs = [...new Set(plans.flatMap(({ program, insteadOf }) => (insteadOf === undefined ? [program] : [insteadOf, program])))];
  return programs.length === 1 ? `${programs[0]} is not installed` : `none of ${programs.join(", ")} is installed`;
}

/** One ring for all runs: its memory is there once. Where a camera comes to another size, there is a new one. */
function keptRing(): (slotBytes: number) => FrameRing {
  let kept: { readonly slotBytes: number; readonly ring: FrameRing } | undefined;
  return (slotBytes) => {
    if (kept?.slotBytes !== slotBytes) kept = { slotBytes, ring: createFrameRing(slotBytes) };
    return kept.ring;
  };
}
