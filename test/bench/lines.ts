import { closeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { NO_HISTORY } from "../../src/core/history.ts";
import { LINE_NAMES } from "../../src/core/indication.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { encodeValues, GPIO_IOCTL } from "../../src/drivers/gpio-abi.ts";
import { linesOn } from "../../src/drivers/gpio-chardev.ts";
import { inputsOn, wiredInputs } from "../../src/drivers/gpio-inputs.ts";
import { standardInputs } from "../../src/drivers/gpio-wiring.ts";
import { type Libc, loadLibc } from "../../src/drivers/libc.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { openBoardLines } from "../../src/kiosk/board-lines.ts";
import { startKiosk } from "../../src/kiosk/kiosk.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";
import type { Journal } from "../../src/ports.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { quantile } from "./figures.ts";

const SCANS = 2000;
const PATTERN_MS = 20_000;
const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|20062021";
/** An ioctl that any pipe answers, with as much work for the kernel as a register: how many bytes wait (<asm-generic/ioctls.h>, FIONREAD). */
const FIONREAD = 0x541b;

/**
 * From a recorded decision to the return of the ioctl that sets the lines, against that ioctl alone: goal, p99 at most 2 ms more. And what a
 * pattern and the watched inputs cost: goal, under 1 % of a core. The kernel's part is a pipe's here: a chip's is measured nowhere.
 */
export async function benchLines(): Promise<readonly string[]> {
  const real = await loadLibc();
  const ends = real.pipe();
  let setAtMs = 0;
  const libc: Libc = {
    ...real,
    ioctl(fd, request, data) {
      real.ioctl(fd, request === GPIO_IOCTL.setValues ? FIONREAD : request, data);
      setAtMs = performance.now();
    },
  };
  const board = openBoardLines({
    open: () => linesOn(libc, ends.readEnd, LINE_NAMES, "pipe", undefined),
    onLost: console.error,
    onBack: () => undefined,
  });
  const lamps = createLamps({ lines: board, relayPulseMs: 3000, onFault: console.error, now: fastTime() });
  const latencies = await decisions(lamps, () => setAtMs);
  const bare = bareIoctls(real, ends.readEnd);
  const idle = await cpuShare(() => undefined);
  const pattern = await cpuShare(() => lamps.show({ kind: "out-of-service", code: "", detail: NO_TEXT, next: NO_TEXT }));
  await lamps.close();
  const watching = await inputsShare(real);
  closeSync(ends.writeEnd);
  const p99 = quantile(latencies, 0.99);
  const bareP99 = quantile(bare, 0.99);
  return [
    `decision to line, ${SCANS} scans: p50 ${us(quantile(latencies, 0.5))}, p99 ${us(p99)}; bare ioctl p99 ${us(bareP99)}; ${us(p99 - bareP99)} more (goal: 2000 µs)`,
    `a blinking pattern: ${percent(pattern - idle)} of a core above an idle process (goal: 1 %)`,
    `three inputs watched: ${percent(watching - idle)} of a core above an idle process (goal: 1 %)`,
  ];
}

const NO_TEXT = { vi: "", en: "" };
const us = (ms: number) => `${(ms * 1000).toFixed(0)} µs`;
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

/** The scans come faster than lamps may flash, and are not to wait for that: each comes a second after the one before. */
function fastTime(): () => number {
  let nowMs = 0;
  return () => (nowMs += 1000);
}

async function decisions(lamps: ReturnType<typeof createLamps>, setAtMs: () => number): Promise<readonly number[]> {
  const memory = memoryJournal();
  let recordedMs = 0;
  const latencies: number[] = [];
  let answered: () => void = () => undefined;
  const append: Journal["append"] = async (entry) => {
    const appended = await memory.append(entry);
    recordedMs = performance.now();
    return appended;
  };
  const journal: Journal = Object.create(memory, { append: { value: append } });
  const kiosk = startKiosk({
    clock: { ...systemClock, doubt: () => undefined },
    sources: [],
    outputs: [lamps],
    journal,
    inForce: () => ({
      trust: undefined,
      policy: WANT_EVERYTHING,
      history: { ...NO_HISTORY, remember: () => undefined, isForEver: () => false, close: async () => undefined },
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered() {
      latencies.push(setAtMs() - recordedMs);
      answered();
    },
    onBug: console.error,
  });
  for (let at = 0; at < SCANS; at++) {
    const done = new Promise<void>((resolve) => {
      answered = resolve;
    });
    kiosk.scan(Buffer.from(`${CARD}${at}`), "desk");
    await done;
  }
  await kiosk.close();
  return latencies;
}

function bareIoctls(libc: Libc, fd: number): readonly number[] {
  return Array.from({ length: SCANS }, () => {
    const startedMs = performance.now();
    libc.ioctl(fd, FIONREAD, encodeValues(0n, 1n));
    return performance.now() - startedMs;
  });
}

async function inputsShare(libc: Libc): Promise<number> {
  const ends = libc.pipe();
  libc.setNonBlocking(ends.readEnd);
  const inputs = inputsOn(
    libc,
    ends.readEnd,
    wiredInputs({ inputs: standardInputs(["service-button", "door-contact", "tamper-switch"]) }),
    console.error,
  );
  const share = await cpuShare(() => inputs.open(() => undefined));
  inputs.close();
  closeSync(ends.writeEnd);
  return share;
}

/** Part of a core that this process uses from a beginning on. */
async function cpuShare(begin: () => void): Promise<number> {
  begin();
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await delay(PATTERN_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - startedMs);
}
