// usage: gpio-host.ts LOG QEMU-OPTION…: boots an emulated board that runs gpio-guest.ts, and prints what it says; exits 0 when it has proved
// everything. When it says "LOOK ADDRESS…", the registers there are read from outside by QEMU's own protocol for that (`qtest`, docs/devel/qtest.rst
// of QEMU), and the answer is typed at the board's console.
import { spawn } from "node:child_process";
import { createWriteStream, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { connectLines } from "./line-socket.ts";

/** For one board, all of it, ms; two quiet cores take a sixth of that. */
const DONE_WITHIN_MS = 300_000;

const [logFile = "", ...options] = process.argv.slice(2);
const log = createWriteStream(logFile);
const socket = `${logFile}.qtest`;
rmSync(socket, { force: true });
const reader = ["-qtest", `unix:${socket},server=on,wait=off`, "-qtest-log", "none"];
// One thread for all of the board's processors: with one for each, V8's compiler crashed now and then (QEMU 7.2).
const board = spawn("qemu-system-aarch64", [...options, "-accel", "tcg,thread=single", ...reader], { stdio: ["pipe", "pipe", "pipe"] });
const isAlive = () => board.exitCode === null && board.signalCode === null;
const timer = setTimeout(() => board.kill("SIGKILL"), DONE_WITHIN_MS);
board.stderr.pipe(log, { end: false });
const registers = await connectLines(socket, isAlive);

let hasPassed = false;
for await (const said of createInterface({ input: board.stdout })) {
  const line = said.replaceAll(/[\r\0]/g, "");
  log.write(`${line}\n`);
  if (/^(#|ok|NOT OK|RESULT)|Error/.test(line)) console.log(line);
  if (line === "RESULT pass") hasPassed = true;
  if (line.startsWith("LOOK ")) board.stdin.write(`${await look(line.split(" ").slice(1))}\n`);
  if (line.startsWith("END")) break; // the emulated Pi cannot switch itself off
}
clearTimeout(timer);
registers.close();
board.kill("SIGKILL");
if (!hasPassed) console.log(`see ${logFile}`);
process.exitCode = hasPassed ? 0 : 1;

/** What the registers hold: `OK 0x0000000008820000` each. */
async function look(addresses: readonly string[]): Promise<string> {
  const held: string[] = [];
  for (const address of addresses) {
    registers.write(`readl ${address}\n`);
    held.push((await registers.line((line) => line.startsWith("OK "))).slice("OK ".length));
  }
  return held.join(" ");
}
