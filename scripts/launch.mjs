// Runs a program under the project's Node and takes part in nothing else: signals go through, the exit code comes back.
import { spawn } from "node:child_process";
import { node, root } from "./setup.mjs";

const PARENT_LOOK_MS = 1000;

/** Replaces this process as far as Node 20 can: same terminal, same signals, same exit code. */
export function launch(args) {
  // Type stripping and compiling are done once, not at every start.
  const env = { NODE_COMPILE_CACHE: `${root}node_modules/.cache/node`, ...process.env };
  // The unused IPC channel tells the child when this process is killed, so that no kiosk is left behind.
  const child = spawn(node, args, { env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm killed with -9 tells nobody: then our parent is another process, and what we started has to end.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), PARENT_LOOK_MS).unref();
  child.on("error", (error) => {
    console.error(`tram: cannot run ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === "SIGINT" ? 2 : signal === "SIGTERM" ? 15 : 9);
  });
}
