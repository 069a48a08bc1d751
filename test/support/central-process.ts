import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));

/** `tram central` as its own process. */
export interface CentralProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Sends a signal and resolves to the exit code, or null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts central on this folder, on a free port, and resolves when it answers. `isDemo` (unless told otherwise): as `tram demo` starts it, so that whoever
 * asks from this machine may see the fleet.
 */
export async function startCentralProcess(
  data: string,
  { args = [], isDemo = true }: { readonly args?: readonly string[]; readonly isDemo?: boolean } = {},
): Promise<CentralProcess> {
  const child = spawn(process.execPath, [TRAM, "central", "--listen", "127.0.0.1:0", "--data", data, "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  if (isDemo) child.send({ demo: true });
  const exited = once(child, "exit");
  let errors = "";
  child.stderr?.on("data", (part: Buffer) => {
    errors += part.toString();
  });
  const line = await Promise.race([once(child.stdout ?? child, "data"), exited]);
  if (!Buffer.isBuffer(line[0])) throw new Error(`central did not start: ${errors}`);
  const { url } = JSON.parse(line[0].toString());
  return {
    url,
    child,
    async end(signal) {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** Runs a `tram central` command to its end; `onStart` may see to it that it comes early. */
export async function runCentral(
  args: readonly string[],
  onStart?: (child: ChildProcess) => void,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [TRAM, "central", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onStart?.(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (part: Buffer) => {
    output.stdout += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    output.stderr += part.toString();
  });
  const [code] = await once(child, "close");
  return { code, ...output };
}
