import { execFile } from "node:child_process";
import { promisify } from "node:util";

const TIMEOUT_MS = 3000;
/** Most of an answer, in bytes: a thousand lines with stacks. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The last lines that a unit has written, oldest first (journalctl(1)); none where there is no systemd, or where this account may not read
 * them. Never rejects.
 */
export async function lastLines(unit: string, count: number): Promise<readonly string[]> {
  const options = ["--unit", unit, "--lines", String(count), "--output", "cat", "--quiet", "--no-pager"];
  try {
    const { stdout } = await promisify(execFile)("journalctl", options, { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES });
    return stdout.split("\n");
  } catch {
    return [];
  }
}
