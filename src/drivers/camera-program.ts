import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { createFrameAssembly } from "../core/frame-assembly.ts";
import type { FrameLayout } from "../core/frame-layout.ts";
import type { FrameRing } from "../core/frame-ring.ts";
import type { Frame } from "../ports.ts";
import { watchFrames } from "./camera-watch.ts";
import { readPipe } from "./frame-pipe.ts";
import type { Libc } from "./libc.ts";

/** A program that does not go on SIGTERM is killed after this long … */
const KILL_AFTER_MS = 1_000;
/** … and one that even SIGKILL does not end, such as one that hangs in a driver, is given up after as long again. */
const GIVE_UP_AFTER_MS = 1_000;
/** After its exit a program's last words may still be in the pipe; this long they are waited for. */
const LAST_WORDS_MS = 200;
/** How much of what a program says on standard error is kept, in characters. */
const MAX_WORDS = 1_000;
const MAX_LINE = 200;

/** What is run, and what comes of it. */
export interface CameraPlan {
  readonly program: string;
  readonly args: readonly string[];
  readonly layout: FrameLayout;
}

/** One run of a program that writes raw frames to its standard output. */
export interface CameraProgramOptions extends CameraPlan {
  readonly env: NodeJS.ProcessEnv;
  readonly ring: FrameRing;
  readonly libc: Libc;
  readonly framesPerSecond: number;
  /** Longest wait for the first frame, and for each one after it; then the program is killed. */
  readonly firstFrameMs: number;
  readonly stallMs: number;
  /** Called once, if the program is there and runs. */
  readonly onSpawn: () => void;
  readonly onFrame: (frame: Frame) => void;
  /** Called at most once, as soon as the program is found to be of no use: why, for an operator. It is being ended. */
  readonly onTrouble: (why: string) => void;
  /** Called once, when the program is gone: why, for an operator, or undefined when there is no such program. */
  readonly onEnd: (why: string | undefined) => void;
}

/** Starts the program, without a shell. Its pipe is always read: a camera that is held up delivers old frames later. */
export function runCameraProgram(options: CameraProgramOptions): { kill(): void } {
  const { program, args, env, layout, ring, libc, onFrame, onEnd } = options;
  const { child, readEnd } = spawnOnPipe(program, args, env, libc);
  let why: string | undefined;
  let words = "";
  let isKilled = false;
  let isEnded = false;
  let lastWords: NodeJS.Timeout | undefined;
  let harder: NodeJS.Timeout | undefined;

  const watch = watchFrames(options, (trouble) => {
    why = `${program} ${trouble}`;
    options.onTrouble(why);
    kill();
  });
  const output = readPipe(readEnd, createFrameAssembly(layout, ring), {
    onFrame(frame) {
      watch.came();
      if (isKilled || isEnded) frame?.release?.();
      else if (frame) onFrame(frame);
    },
    onPause: watch.paused,
    askedMs: 1000 / options.framesPerSecond,
  });
  child.stderr?.on("data", (piece: Buffer) => {
    words = (words + piece.toString("latin1")).slice(-MAX_WORDS);
  });
  child.on("spawn", options.onSpawn);
  child.on("error", (error) => {
    if ("code" in error && error.code === "ENOENT") end(undefined);
    // A program that was never started has no exit, either.
    else if (child.pid === undefined) end(error.message);
  });
  child.on("exit", (code, signal) => {
    clearTimeout(harder);
    watch.stop();
    why ??= `${program} ended with ${signal ?? `code ${code}`}`;
    lastWords = setTimeout(() => end(why), LAST_WORDS_MS);
  });
  child.on("close", () => end(why));

  function end(reason: string | undefined): void {
    if (isEnded) return;
    isEnded = true;
    watch.stop();
    clearTimeout(lastWords);
    clearTimeout(harder);
    output.destroy();
    child.stderr?.destroy();
    const line = lastLine(words);
    onEnd(reason && line ? `${reason}: ${line}` : reason);
  }

  function kill(): void {
    isKilled = true;
    watch.stop();
    child.kill("SIGTERM");
    harder ??= setTimeout(() => {
      child.kill("SIGKILL");
      harder = setTimeout(() => {
        child.unref();
        end(`${why ?? program}; it does not end`);
      }, GIVE_UP_AFTER_MS);
    }, KILL_AFTER_MS);
  }

  return { kill };
}

/** Throws where this process has no file descriptor left for another pipe. */
function spawnOnPipe(program: string, args: readonly string[], env: NodeJS.ProcessEnv, libc: Libc) {
  const { readEnd, writeEnd } = libc.pipe();
  try {
    return { child: spawn(program, args, { stdio: ["ignore", writeEnd, "pipe"], env }), readEnd };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  } finally {
    // From now on only the program holds the write end: the pipe ends with it.
    closeSync(writeEnd);
  }
}

/** v4l2-ctl's marks: one a frame, and now and then how many come a second. */
const PROGRESS = /^[<KPB]*( \d+\.\d+ fps(, dropped buffers: \d+)?)?$/;

/** The last line that says something, bounded, in printable ASCII only: it goes to a log and to a page. */
function lastLine(words: string): string {
  const lines = words.split("\n").map((line) => line.replace(/[^ -~]/g, "").trim());
  return (lines.findLast((line) => !PROGRESS.test(line)) ?? "").replace(/^[<KPB]{4,}/, "").slice(0, MAX_LINE);
}
