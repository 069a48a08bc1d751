// A CH9329 on a pseudo-terminal, with the computer behind it: it answers as its protocol says and keeps what the computer would see.
import { closeSync, constants, openSync } from "node:fs";
import { ReadStream } from "node:tty";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";

export interface BridgeFaults {
  readonly capsLock?: boolean;
  readonly hasComputer?: boolean;
  /** Answers none of the first so many commands. */
  readonly deafTo?: number;
  /** Refuses from the report of this number on, counted from 0. */
  readonly refusesFrom?: number;
}

/** Plugs one in. `reports`: what the computer got, in order. */
export async function plugInBridge({ capsLock = false, hasComputer = true, deafTo = 0, refusesFrom }: BridgeFaults = {}) {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.message);
  const { terminal } = opened;
  const fd = openSync(terminal.userPath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const ears = new ReadStream(fd);
  const reports: Uint8Array[] = [];
  let heard = Buffer.alloc(0);
  let deaf = deafTo;
  const say = (command: number, ...data: readonly number[]) => {
    const bytes = [0x57, 0xab, 0x00, command, data.length, ...data];
    terminal.write(Uint8Array.of(...bytes, bytes.reduce((sum, byte) => sum + byte, 0) & 0xff));
  };
  ears.on("error", () => undefined);
  ears.on("data", (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    for (let length = 6 + (heard[4] ?? 0); heard.length >= 6 && heard.length >= length; length = 6 + (heard[4] ?? 0)) {
      const frame = heard.subarray(0, length);
      heard = heard.subarray(length);
      if (deaf-- > 0) continue;
      if (frame[3] === 0x01) say(0x81, 0x30, hasComputer ? 1 : 0, capsLock ? 2 : 0, 0, 0, 0, 0, 0);
      else if (refusesFrom !== undefined && reports.length >= refusesFrom) say(0xc2, 0xe6);
      else {
        reports.push(Uint8Array.from(frame.subarray(5, 13)));
        say(0x82, 0x00);
      }
    }
  });
  return {
    path: terminal.readerPath,
    reports,
    async close() {
      ears.destroy();
      try {
        closeSync(fd);
      } catch {} // the stream has closed it
      await terminal.close();
    },
  };
}
