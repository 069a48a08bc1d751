import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { Socket } from "node:net";
import { createFrameAssembly, type FrameLayout } from "../core/frame-assembly.ts";
import type { Libc } from "./libc.ts";

/** A program that does not go on SIGTERM is killed after this long. */
const KILL_AFTER_MS = 1_000;
/** After its exit a program's last words may still be in the pipe; this long they are waited for. */
const LAST_WORDS_MS = 200;
/** How much of what a program says on standard error is kept, in characters. */
const MAX_WORDS = 1_000;
const MAX_LINE = 200;
/** Read at most at a time, in bytes: all that a pipe of Linux holds. A larger pipe would only hold older frames. */
const READ_BYTES = 65_536;

/** One run of a program that writes raw YUV420 frames to its standard output. */
export interface CameraProgramOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly layout: FrameLayout;
  readonly libc: Libc;
  /** Longest wait for the first frame, and for each one after it; then the program is killed. */
  readonly firstFrameMs: number;
  readonly stallMs: number;
  readonly onLuma: (luma: Uint8Array) => void;
  /** Called once, when the program is gone: why, for an operator, or undefined when there is no such program. */
  readonly onEnd: (why: string | undefined) => void;
}

/** Starts the program, without a shell. Its pipe is always read: a camera that is held up delivers old frames later. */
export function runCameraProgram(options: CameraProgramOptions): { kill(): void } {
  const { program, args, env, layout, libc, onLuma, onEnd } = options;
  const { readEnd, writeEnd } = libc.pipe();
  const child = spawn(program, args, { stdio: ["ignore", writeEnd, "pipe"], env });
  // Now only the program holds the write end: the pipe ends with it.
  closeSync(writeEnd);
  const assembly = createFrameAssembly(layout);
  let why: string | undefined;
  let words = "";
  let isEnded = false;
  let stall = setTimeout(onStall, options.firstFrameMs, options.firstFrameMs);
  let lastWords: NodeJS.Timeout | undefined;
  let harder: NodeJS.Timeout | undefined;

  const output = readPipe(readEnd, (piece) => assembly.push(piece, onFrame));
  child.stderr?.on("data", (piece: Buffer) => {
    words = (words + piece.toString("latin1")).slice(-MAX_WORDS);
  });
  child.on("error", (error) => {
    if ("code" in error && error.code === "ENOENT") end(undefined);
    // A program that was never started has no exit, either.
    else if (child.pid === undefined) end(error.message);
  });
  child.on("exit", (code, signal) => {
    clearTimeout(harder);
    why ??= `${program} ended with ${signal ?? `code ${code}`}`;
    lastWords = setTimeout(() => end(why), LAST_WORDS_MS);
  });
  child.on("close", () => end(why));

  function onFrame(luma: Uint8Array): void {
    if (isEnded) return;
    clearTimeout(stall);
    stall = setTimeout(onStall, options.stallMs, options.stallMs);
    onLuma(luma);
  }

  function onStall(limitMs: number): void {
    why = `${program} sent no frame for ${limitMs} ms`;
    kill();
  }

  function end(reason: string | undefined): void {
    if (isEnded) return;
    isEnded = true;
    clearTimeout(stall);
    clearTimeout(lastWords);
    clearTimeout(harder);
    output.destroy();
    child.stderr?.destroy();
    const line = lastLine(words);
    onEnd(reason && line ? `${reason}: ${line}` : reason);
  }

  function kill(): void {
    child.kill("SIGTERM");
    harder ??= setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  }

  return { kill };
}

/** The last line, bounded, in printable ASCII only: it goes to a log and to a page. */
function lastLine(words: string): string {
  const line = words.trimEnd().split("\n").at(-1) ?? "";
  return line.replace(/[^ -~]/g, "").slice(0, MAX_LINE);
}

/**
 * Hands on what comes through a pipe, in one buffer that the next piece overwrites. Node's own pipes to a child make a new buffer of
 * each piece, 21 MB a second of 1280 × 720 at 15/s, and the collector, which hardly sees memory outside its heap, let 50 MB gather.
 */
function readPipe(fd: number, onPiece: (piece: Uint8Array) => void): Socket {
  const buffer = new Uint8Array(READ_BYTES);
  const callback = (length: number) => {
    onPiece(buffer.subarray(0, length));
    return true; // read on
  };
  return new Socket({ fd, readable: true, writable: false, onread: { buffer, callback } });
}
