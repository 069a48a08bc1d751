import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CAPS_LOCK_LED, type Keystroke, pressReport, RELEASE_REPORT, REPORT_BYTES } from "../core/hand-off/keystrokes.ts";
import type { Typed, Typist } from "../hand-off-ports.ts";
import { errorCode } from "./libc.ts";

export interface GadgetOptions {
  /** The gadget's device: `/dev/hidg0` (firmware/usb-keyboard). */
  readonly path: string;
  /** Between two reports, in milliseconds. A computer asks every 10 ms, and some input methods lose keys that come as fast as that. */
  readonly pauseMs?: number;
  /** How long a report may wait for the computer to ask for it. */
  readonly deadMs?: number;
}

const PAUSE_MS = 12;
const DEAD_MS = 1500;
const RETRY_MS = 4;
/** The kernel keeps a few. */
const MAX_LED_REPORTS = 32;

/**
 * A USB keyboard of this machine's own (Linux gadget, f_hid): boards with a USB device port only, see docs/hand-off.md. Without a cable the kernel
 * takes no report (ESHUTDOWN); with one and a computer that is asleep or off it takes one and no more (EAGAIN).
 */
export function gadgetTypist({ path, pauseMs = PAUSE_MS, deadMs = DEAD_MS }: GadgetOptions): Typist {
  /** As the computer has told it last, which it does when it changes; off where it never has. */
  let capsLock = false;

  async function typeOn(device: FileHandle, strokes: readonly Keystroke[]): Promise<Typed> {
    for (const [typed, stroke] of strokes.entries()) {
      capsLock = (await ledsOf(device)) ?? capsLock;
      try {
        await writeReport(device, pressReport(stroke, capsLock), deadMs);
        await sleep(pauseMs);
        await writeReport(device, RELEASE_REPORT, deadMs);
        await sleep(pauseMs);
      } catch (error) {
        // A key that stays down would repeat for ever. Where not even this gets through, the computer lets go of it with the cable.
        await writeReport(device, RELEASE_REPORT, deadMs).catch(() => undefined);
        return { ok: false, problem: isDead(error) ? "no-computer" : "interrupted", detail: detailOf(error), typed };
      }
    }
    return { ok: true, capsLock };
  }

  return {
    async type(strokes) {
      const device = await openDevice(path);
      if (typeof device === "string") return { ok: false, problem: "missing", detail: device, typed: 0 };
      try {
        return await typeOn(device, strokes);
      } finally {
        await device.close();
      }
    },
    async look() {
      const device = await openDevice(path);
      if (typeof device === "string") return { ok: false, detail: device };
      try {
        await writeReport(device, RELEASE_REPORT, deadMs);
        return { ok: true, detail: path };
      } catch (error) {
        return { ok: false, detail: `${path}: ${detailOf(error)}` };
      } finally {
        await device.close();
      }
    },
    close: async () => undefined,
  };
}

/** Reports go by a device that never blocks: a computer that does not ask would hold up this program's few threads. */
async function openDevice(path: string): Promise<FileHandle | string> {
  try {
    return await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return `${path}: ${detailOf(error)}`;
  }
}

/** Caps Lock as the last of the reports that wait says it; undefined where none waits. */
async function ledsOf(device: FileHandle): Promise<boolean | undefined> {
  let leds: number | undefined;
  for (let reads = 0; reads < MAX_LED_REPORTS; reads += 1) {
    const heard = await device.read(Buffer.alloc(REPORT_BYTES), 0, REPORT_BYTES, null).catch(() => undefined); // EAGAIN: none waits
    if (!heard || heard.bytesRead === 0) break;
    leds = heard.buffer[heard.bytesRead - 1];
  }
  return leds === undefined ? undefined : (leds & CAPS_LOCK_LED) !== 0;
}

async function writeReport(device: FileHandle, report: Uint8Array, deadMs: number): Promise<void> {
  const until = performance.now() + deadMs;
  for (;;) {
    try {
      const { bytesWritten } = await device.write(report);
      if (bytesWritten === REPORT_BYTES) return;
      throw new Error(`gadget: ${bytesWritten} of ${REPORT_BYTES} bytes taken`);
    } catch (error) {
      if (errorCode(error) !== "EAGAIN" || performance.now() >= until) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function isDead(error: unknown): boolean {
  const code = errorCode(error);
  return code === "EAGAIN" || code === "ESHUTDOWN" || code === "ENODEV" || code === "EIO";
}

function detailOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.message : String(error));
}
