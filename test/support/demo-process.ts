import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));

/** A running `tram demo` in a folder of its own. */
export interface DemoProcess {
  readonly deskUrl: string;
  readonly walletUrl: string;
  readonly issuerUrl: string;
  readonly serialLine: string;
  /** What its programs complained of before it said where to look. */
  readonly complaints: string;
  /** Process identifiers of the kiosk, as its configuration names it. */
  kioskPid(): number;
  stop(): Promise<number | null>;
}

/** Starts a demo on free ports and resolves when it has said where to look. */
export async function startDemo(folder: string): Promise<DemoProcess> {
  const child = spawn(process.execPath, [TRAM, "demo", "--data", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let complaints = "";
  child.stderr?.on("data", (part: Buffer) => {
    complaints += part.toString();
    process.stderr.write(part);
  });
  const exited = once(child, "exit");
  const output = await untilPrinted(child, /http:\S+\/desk[\s\S]*\/serial\n/);
  return {
    deskUrl: /http:\S+\/desk/.exec(output)?.[0] ?? "",
    walletUrl: /demo wallet: +(http:\S+)/.exec(output)?.[1] ?? "",
    issuerUrl: /demo issuer: +(http:\S+)/.exec(output)?.[1] ?? "",
    serialLine: /\/\S+\/serial$/m.exec(output)?.[0] ?? "",
    complaints,
    kioskPid: () =>
      Number(
        execFileSync("pgrep", ["-f", `kiosk --config ${folder}/kiosk.toml`], { encoding: "utf8" })
          .trim()
          .split("\n")[0],
      ),
    async stop() {
      child.kill("SIGTERM");
      const [code] = await exited;
      return code;
    },
  };
}

function untilPrinted(child: ChildProcess, pattern: RegExp): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`demo: ended with ${code}, it printed: ${output}`)));
    child.stdout?.on("data", (part: Buffer) => {
      output += part.toString();
      if (pattern.test(output)) resolve(output);
    });
  });
}
