import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tram …` as a process of its own, with this on its standard input. */
export function tram(
  args: readonly string[],
  { cwd, stdin = "" }: { readonly cwd: string; readonly stdin?: string | Uint8Array },
): Promise<Finished> {
  const child = spawn(process.execPath, [TRAM, ...args], { cwd, stdio: "pipe" });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (bytes) => stdout.push(bytes));
  child.stderr.on("data", (bytes) => stderr.push(bytes));
  child.stdin.on("error", () => undefined); // a command that reads nothing closes it
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }));
  });
}
