import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TRAM } from "../support/demo-process.ts";

const [CLOCK, SEGMENTS] = ["turned-clock.ts", "small-segments.ts"].map((file) => fileURLToPath(new URL(file, import.meta.url)));

/** What is otherwise with a program than where it is installed. */
export interface Otherwise {
  /** A file that turns its clock (turned-clock.ts). */
  readonly clockFile?: string | undefined;
  /** Its journal's segments are full after some forty entries. */
  readonly hasSmallSegments?: boolean;
}

/** A program of ours as its own process, to be killed. */
export interface Program {
  /** Its page when it answers; undefined where it ended before. */
  readonly ready: Promise<string | undefined>;
  readonly isUp: boolean;
  /** Resolves when it has ended, to its exit code or, where a signal ended it, to null. */
  readonly gone: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to its exit code, or null where a signal had ended it. */
  stop(): Promise<number | null>;
}

/** Starts `tram …`; what it logs goes to the end of `logFile`. */
export function startProgram(args: readonly string[], logFile: string, { clockFile, hasSmallSegments = false }: Otherwise = {}): Program {
  const log = openSync(logFile, "a");
  const env = clockFile === undefined ? process.env : { ...process.env, TRAM_FAULTS_CLOCK: clockFile };
  const preloads = [clockFile !== undefined && CLOCK, hasSmallSegments && SEGMENTS].flatMap((file) => (file ? ["--import", file] : []));
  const child = spawn(process.execPath, [...preloads, TRAM, ...args], { env, stdio: ["ignore", log, log, "ipc"] });
  // As `tram demo` starts it: whoever asks central from this machine may see the fleet. One that has ended already is seen below.
  child.send({ demo: true }, () => undefined);
  let isUp = true;
  const gone = once(child, "exit").then(([code]: readonly (number | null)[]) => {
    isUp = false;
    return code ?? null;
  });
  const ready = Promise.race([
    once(child, "message").then(([told]: readonly unknown[]) =>
      typeof told === "object" && told !== null && "url" in told ? String(told.url) : undefined,
    ),
    gone.then(() => undefined),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    if (isUp) child.kill(signal);
    return await gone;
  };
  return {
    ready,
    gone,
    get isUp() {
      return isUp;
    },
    signal: (name) => void (isUp && child.kill(name)),
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}
