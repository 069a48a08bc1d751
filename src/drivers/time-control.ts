import { execFile } from "node:child_process";

/** systemd answers within a moment; where it does not run at all, the program says so. In milliseconds. */
const LIMIT_MS = 10_000;
const MAX_SAID = 300;

/** Runs timedatectl(1), which asks systemd to set clock or zone. Resolves to what it said where that failed; never rejects. */
export function runTimedatectl(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("timedatectl", ["--no-ask-password", ...args], { env, timeout: LIMIT_MS }, (error, _printed, complaint) => {
      resolve(error ? complaint.trim().slice(0, MAX_SAID) || error.message : undefined);
    });
  });
}
