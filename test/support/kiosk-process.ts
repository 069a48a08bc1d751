import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));

/** `tram kiosk` as its own process. */
export interface KioskProcess {
  /** Its page. */
  readonly url: string;
  /** What it has logged so far. */
  log(): string;
  /** Its exit code, once it has ended by itself or was asked to. */
  readonly ended: Promise<number | null>;
  /** Asks it to end and resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** Starts a kiosk and resolves when it answers. */
export async function startKioskProcess(config: string): Promise<KioskProcess> {
  const child = spawn(process.execPath, [TRAM, "kiosk", "--config", config], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const exited = once(child, "exit");
  let log = "";
  child.stderr?.on("data", (part: Buffer) => {
    log += part.toString();
  });
  const [first] = await Promise.race([once(child, "message"), exited]);
  const isReady = typeof first === "object" && first !== null && "url" in first && typeof first.url === "string";
  if (!isReady) throw new Error(`kiosk did not start: ${log}`);
  return {
    url: String(first.url),
    log: () => log,
    ended: exited.then(([code]) => code),
    async stop() {
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
