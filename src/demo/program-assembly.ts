import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** What a program says when it is ready. */
interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly serialLine?: string;
}

/** The extension is this file's own: .ts in a clone, .js when built. */
const ENTRY = fileURLToPath(new URL(`../tram${extname(import.meta.url)}`, import.meta.url));

/** Milliseconds before a program that has died is started again, as systemd would. */
const RESTART_MS = 500;

/** A program that runs beside this one. */
export interface Running {
  /** Resolves when the program first says that it is ready; rejects when it ends before that. */
  readonly ready: Promise<Ready>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/**
 * Runs a program of ours as a process of its own and starts it over when it dies, through the same start-up as after a power cut. `before`: what is
 * to be done before each start but the first.
 */
export function keepRunning(args: readonly string[], before: () => Promise<void> = async () => undefined): Running {
  const ready = Promise.withResolvers<Ready>();
  let child: ChildProcess;
  let hasEnded: Promise<void>;
  let isStopping = false;
  let restart: NodeJS.Timeout | undefined;

  function start(): void {
    child = fork(ENTRY, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    // Central lets in whoever sits at this machine then; the kiosk does not listen to it. One that has ended already is seen below.
    child.send({ demo: true }, () => undefined);
    child.on("message", (message) => ready.resolve(message as Ready));
    hasEnded = new Promise((resolve) => {
      child.once("exit", (code) => {
        ready.reject(new Error(`tram ${args[0]} ended with exit code ${code}, see its messages above`));
        resolve();
        if (!isStopping) restart = setTimeout(() => void startAgain(), RESTART_MS);
      });
    });
  }

  async function startAgain(): Promise<void> {
    await before().catch((error: unknown) => process.stderr.write(`tram ${args[0]}: ${String(error)}\n`));
    if (!isStopping) start();
  }

  start();
  ready.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    async stop() {
      isStopping = true;
      clearTimeout(restart);
      child.kill("SIGTERM");
      await hasEnded;
    },
  };
}

/** Runs a program of ours until it ends by itself, and says that it has. */
export function runUntilDone(args: readonly string[], onEnd: () => void): Running {
  const child = fork(ENTRY, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const hasEnded = once(child, "exit").then(onEnd);
  const ready = Promise.withResolvers<Ready>();
  child.once("message", (message) => ready.resolve(message as Ready));
  void hasEnded.then(() => ready.reject(new Error(`tram ${args[0]} ended, see its messages above`)));
  ready.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    async stop() {
      child.kill("SIGTERM");
      await hasEnded;
    },
  };
}

/** Runs a command of ours to its end. */
export async function runOnce(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = fork(ENTRY, args, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    output += part;
  });
  const [code] = await once(child, "close");
  return { code, output };
}
