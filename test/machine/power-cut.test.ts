// The power goes at a moment nobody chose. What the screen has shown is in the journal, and the journal is whole.
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";
import { forgedCode, goodCode } from "./kiosk-files.ts";
import { type LineSocket, SocketEnded } from "./line-socket.ts";
import { switchOn } from "./qemu.ts";
import { IS_READY, onMachine, restored, untilSo } from "./restored.ts";

const CUTS = 2;
/** Between the first answer on the screen and the cut, ms; and how long that answer is waited for. */
const LIFE_MS = { least: 500, most: 6500 };
const FIRST_ANSWER_MS = 60_000;

const WATCH_SCREEN =
  "(printf 'GET /events HTTP/1.1\\r\\nHost: 127.0.0.1:8420\\r\\n\\r\\n'; sleep 600) | busybox nc 127.0.0.1 8420 >/dev/virtio-ports/shown";

/** Shows one code after the other, as soon as the last one is answered, until the power goes; gives the reasons that were on the screen. */
async function showUntilCut(uart: LineSocket, screen: LineSocket, onShown: () => void): Promise<readonly string[]> {
  const shown: string[] = [];
  try {
    for (let number = 1; ; number++) {
      uart.write(`${number % 3 === 0 ? forgedCode(number) : goodCode(number)}\r`);
      const line = await screen.line((text) => text.startsWith("data: ") && answerIn(text)?.id === number);
      shown.push(answerIn(line)?.reason ?? "");
      onShown();
    }
  } catch (error) {
    if (error instanceof SocketEnded) return shown;
    throw error;
  }
}

function answerIn(line: string): { readonly id: number; readonly reason: string } | undefined {
  const view = JSON.parse(line.slice("data: ".length));
  return view.kind === "answer" ? view : undefined;
}

/** The kiosk's journal on the disk as the cut left it, seen from here; its decisions' reasons. */
async function reasonsOnDisk(disk: string): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const raw = join(folder, "data.raw");
  execFileSync("qemu-img", ["convert", "-O", "raw", disk, raw]);
  // 1: what a power cut leaves behind was put right.
  expect(spawnSync("e2fsck", ["-fy", raw]).status).toBeLessThanOrEqual(1);
  execFileSync("debugfs", ["-R", `rdump /journal ${folder}`, raw], { stdio: "ignore" });
  rmSync(raw);
  expect(await tram(["journal", "verify", join(folder, "journal")], { cwd: folder })).toMatchObject({ code: 0 });
  const { stdout } = await tram(["journal", "export", join(folder, "journal")], { cwd: folder });
  const entries = stdout.split("\n").filter((line) => line !== "");
  return entries.map((line) => JSON.parse(line).entry.reason).filter((reason) => !String(reason).startsWith("event-"));
}

// No second attempt: a moment at which something is lost is the finding.
onMachine("whatever was on the screen when the power went is in the journal", { timeout: 600_000, retry: 0 }, async () => {
  const given = inject("machine");
  if ("missing" in given) throw new Error(given.missing);
  for (let cut = 0; cut < CUTS; cut++) {
    const machine = await restored();
    await machine.ask(`(${WATCH_SCREEN}) >/dev/null 2>&1 &`);
    const [uart, screen] = [await machine.socket("uart"), await machine.socket("shown")];
    const lifeMs = LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least);
    const first = Promise.withResolvers<void>();
    const waited = Promise.race([first.promise, sleep(FIRST_ANSWER_MS)]);
    const [shown] = await Promise.all([
      showUntilCut(uart, screen, first.resolve),
      waited.then(() => sleep(lifeMs)).then(() => machine.cut()),
    ]);
    const kept = await reasonsOnDisk(join(given.files.out, "data.qcow2"));
    console.log(`#   cut after ${Math.round(lifeMs)} ms: ${shown.length} answers shown, ${kept.length} in the journal`);
    // A screen that has shown nothing proves nothing.
    expect(shown.length).toBeGreaterThan(0);
    expect(kept.slice(0, shown.length)).toEqual(shown);
    // One may be written and not shown any more; no other was begun.
    expect(kept.length - shown.length).toBeLessThanOrEqual(1);
  }
  const machine = await switchOn(given.files, "cold");
  try {
    await untilSo(machine, IS_READY, 240_000);
  } finally {
    await machine.cut();
  }
});
