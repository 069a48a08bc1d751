import { setTimeout as sleep } from "node:timers/promises";
import type { SerialPort } from "serialport";
import { askInfo, type BridgeReply, findBridgeReply, sendReport } from "../core/hand-off/ch9329.ts";
import { type Keystroke, pressReport, RELEASE_REPORT } from "../core/hand-off/keystrokes.ts";
import type { Typed, Typist } from "../hand-off-ports.ts";
import { messageOf } from "./awaited-reader.ts";
import { openPort } from "./reader-line.ts";

export interface BridgeOptions {
  /** Its serial line, best by a name that is its own: `/dev/serial/by-id/…`. */
  readonly path: string;
  /** Bits a second; 9600 as the chip comes. */
  readonly baudRate?: number;
  readonly pauseMs?: number;
  /** How long an answer is awaited: the protocol allows the chip 500 ms. */
  readonly answerMs?: number;
}

const BAUD_RATE = 9600;
const PAUSE_MS = 4;
const ANSWER_MS = 600;
/** A report says which keys are down, so that the same one again is no second key: it is sent once more where no answer came. */
const ATTEMPTS = 2;
/** Of what came and was no answer; an answer has at most 70. */
const MAX_HEARD_BYTES = 256;

/** A USB keyboard at the end of a serial line: a CH9329 (core/hand-off/ch9329.ts), for boards that cannot be a USB device themselves. */
export function bridgeTypist({ path, baudRate = BAUD_RATE, pauseMs = PAUSE_MS, answerMs = ANSWER_MS }: BridgeOptions): Typist {
  async function typeOn(line: Line, strokes: readonly Keystroke[]): Promise<Typed> {
    const info = await line.ask(askInfo());
    if (info?.kind !== "info") return { ok: false, problem: "missing", detail: `${path}: no bridge answers`, typed: 0 };
    if (!info.hasComputer) return { ok: false, problem: "no-computer", detail: `${path}: no computer at the bridge`, typed: 0 };
    for (const [typed, stroke] of strokes.entries()) {
      const refused = (await line.report(pressReport(stroke, info.capsLock))) ?? (await line.report(RELEASE_REPORT));
      if (refused !== undefined) {
        await line.report(RELEASE_REPORT);
        return { ok: false, problem: "interrupted", detail: `${path}: ${refused}`, typed };
      }
      await sleep(pauseMs);
    }
    return { ok: true, capsLock: info.capsLock };
  }

  async function withLine<T>(use: (line: Line) => Promise<T>, missing: (detail: string) => T): Promise<T> {
    let port: SerialPort;
    try {
      port = await openPort(path, baudRate);
    } catch (error) {
      return missing(messageOf(error));
    }
    // Whoever waits for an answer hears that the line is gone; between two answers nobody need.
    port.on("error", () => undefined);
    try {
      return await use(lineOn(port, answerMs));
    } finally {
      await new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
    }
  }

  return {
    type: (strokes) =>
      withLine<Typed>(
        (line) => typeOn(line, strokes),
        (detail) => ({ ok: false, problem: "missing", detail, typed: 0 }),
      ),
    look: () =>
      withLine(
        async (line) => {
          const info = await line.ask(askInfo());
          if (info?.kind !== "info") return { ok: false, detail: `${path}: no bridge answers` };
          return { ok: info.hasComputer, detail: info.hasComputer ? path : `${path}: no computer at the bridge` };
        },
        (detail) => ({ ok: false, detail }),
      ),
    close: async () => undefined,
  };
}

interface Line {
  /** The first answer, or undefined where none comes in time. */
  ask(command: Uint8Array): Promise<BridgeReply | undefined>;
  /** Passes a report on; undefined where it was taken, else what was wrong. */
  report(report: Uint8Array): Promise<string | undefined>;
}

function lineOn(port: SerialPort, answerMs: number): Line {
  async function once(command: Uint8Array): Promise<BridgeReply | undefined> {
    const { promise, resolve } = Promise.withResolvers<BridgeReply | undefined>();
    let heard = Buffer.alloc(0);
    const hear = (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]).subarray(-MAX_HEARD_BYTES);
      const found = findBridgeReply(heard);
      if (found) resolve(found.reply);
    };
    const gone = () => resolve(undefined);
    const timer = setTimeout(gone, answerMs);
    port.on("data", hear);
    port.once("close", gone);
    port.once("error", gone);
    if (port.isOpen) port.write(command);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      port.off("data", hear);
      port.off("close", gone);
      port.off("error", gone);
    }
  }

  async function ask(command: Uint8Array): Promise<BridgeReply | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const reply = await once(command);
      if (reply && reply.kind !== "refused") return reply;
      if (reply && attempt + 1 === ATTEMPTS) return reply;
    }
    return undefined;
  }

  return {
    ask,
    async report(report) {
      const reply = await ask(sendReport(report));
      if (reply?.kind === "taken") return undefined;
      return reply?.kind === "refused" ? reply.detail : "no answer";
    },
  };
}
