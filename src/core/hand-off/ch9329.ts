// The line to a CH9329, a chip that is a serial device on one side and a USB keyboard on the other (WCH, "CH9329 serial communication protocol"
// V1.0): 57 AB, address, command, length, data, sum of all bytes before. An answer has the command with bit 7, a complaint with bits 7 and 6.
import { REPORT_BYTES } from "./keystrokes.ts";

const HEAD = [0x57, 0xab] as const;
/** The address of a chip as it comes; it answers to this one whatever its own is. */
const ADDRESS = 0x00;
const MAX_DATA_BYTES = 64;
const OVERHEAD_BYTES = 6;

/** Commands that we use. */
const GET_INFO = 0x01;
const SEND_KEYS = 0x02;
const ANSWER = 0x80;
const COMPLAINT = 0xc0;

const COMPLAINTS: Readonly<Record<number, string>> = {
  225: "a byte came too late",
  226: "head bytes wrong",
  227: "command unknown",
  228: "sum wrong",
  229: "parameter wrong",
  230: "not carried out: no computer takes it",
};

/** What the chip says. */
export type BridgeReply =
  | { readonly kind: "info"; readonly hasComputer: boolean; readonly capsLock: boolean; readonly numLock: boolean }
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly detail: string };

/** Asks whether a computer is there and which of its locks are on. */
export function askInfo(): Uint8Array {
  return frame(GET_INFO, []);
}

/** Passes on a boot keyboard's report of 8 bytes. */
export function sendReport(report: Uint8Array): Uint8Array {
  if (report.length !== REPORT_BYTES) throw new Error(`ch9329: a report has ${REPORT_BYTES} bytes, not ${report.length}`);
  return frame(SEND_KEYS, report);
}

function frame(command: number, data: Iterable<number>): Uint8Array {
  const bytes = [...data];
  return withSum([...HEAD, ADDRESS, command, bytes.length, ...bytes]);
}

function withSum(bytes: readonly number[]): Uint8Array {
  return Uint8Array.of(
    ...bytes,
    bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0),
  );
}

/**
 * The first whole answer in what came over the line, and what is left behind it; undefined where there is none yet. Noise before it is skipped, and
 * so is what has a wrong sum.
 */
export function findBridgeReply(heard: Uint8Array): { readonly reply: BridgeReply; readonly rest: Uint8Array } | undefined {
  for (let at = 0; at + OVERHEAD_BYTES <= heard.length; at += 1) {
    const length = heard[at + 4] ?? 0;
    const end = at + OVERHEAD_BYTES + length;
    if (heard[at] !== HEAD[0] || heard[at + 1] !== HEAD[1] || length > MAX_DATA_BYTES || end > heard.length) continue;
    const whole = heard.subarray(at, end);
    if (!Buffer.from(withSum([...whole.subarray(0, -1)])).equals(whole)) continue;
    const reply = replyOf(whole[3] ?? 0, whole.subarray(5, -1));
    if (reply) return { reply, rest: heard.subarray(end) };
  }
  return undefined;
}

function replyOf(command: number, data: Uint8Array): BridgeReply | undefined {
  const [status = 0xff, connection, leds = 0] = data;
  // Version, 00 or 01 for the computer, LEDs (bit 0 Num Lock, bit 1 Caps Lock, bit 2 Scroll Lock), five bytes without a meaning.
  if (command === (GET_INFO | ANSWER)) {
    return { kind: "info", hasComputer: connection === 0x01, numLock: (leds & 0x01) !== 0, capsLock: (leds & 0x02) !== 0 };
  }
  if (command === (SEND_KEYS | ANSWER) && status === 0x00) return { kind: "taken" };
  const isComplaint = (command & COMPLAINT) === COMPLAINT || command === (SEND_KEYS | ANSWER);
  return isComplaint ? { kind: "refused", detail: COMPLAINTS[status] ?? `status ${status}` } : undefined;
}
