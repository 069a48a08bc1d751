import { MAX_SYMBOL_BYTES } from "./scan.ts";

/** What a serial reader sends after a code. `none`: nothing, only a quiet line tells that the code is over. */
export type Terminator = "cr" | "lf" | "crlf" | "tab" | "none";

/** The characters of each terminator. */
export const TERMINATORS = { cr: "\r", lf: "\n", crlf: "\r\n", tab: "\t", none: "" } as const satisfies Record<Terminator, string>;

/**
 * What modules of the GM65 family answer to a command, in the same stream as the codes and without a terminator:
 * head 02 00, type 00, length 01, data 00, CRC-16/XMODEM 33 31. Its first byte stands nowhere else in it.
 */
const MODULE_REPLY = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31];

/** Stands in front of the line splitter, which itself has no limit: holds the unfinished line, drops what is too long. */
export interface LineGuard {
  /** Takes bytes as they come. Returns the lines they end: at most MAX_SYMBOL_BYTES each, then the terminator. None ever for `none`. */
  admit(bytes: Uint8Array): Uint8Array[];
  /** Hands over the unfinished line, possibly empty. What comes next begins a new line, also where one was being dropped. */
  takeUnfinished(): Uint8Array;
  /** Lines dropped so far because they were too long for any QR code. */
  readonly dropped: number;
}

/** A guard for one connection. However the stream is cut into chunks, the lines are the same; module replies are not in them. */
export function lineGuard(terminator: Terminator): LineGuard {
  const end = Array.from(TERMINATORS[terminator], (character) => character.charCodeAt(0));
  const line = new Uint8Array(MAX_SYMBOL_BYTES + 2);
  let length = 0;
  let previous = -1;
  let replyMatched = 0;
  let dropping = false;
  let dropped = 0;

  function begin(): void {
    length = 0;
    previous = -1;
    dropping = false;
  }

  function admitByte(byte: number, ended: Uint8Array[]): void {
    const isEnd = byte === end.at(-1) && (end.length === 1 || previous === end[0]);
    const mayBeginEnd = end.length === 2 && byte === end[0];
    previous = byte;
    if (!dropping) line[length++] = byte;
    if (isEnd) {
      if (!dropping) ended.push(line.slice(0, length));
      begin();
    } else if (length - (mayBeginEnd ? 1 : 0) > MAX_SYMBOL_BYTES) {
      length = 0;
      dropping = true;
      dropped++;
    }
  }

  /** Lets go of what only began like a reply. */
  function releaseReply(ended: Uint8Array[]): void {
    const matched = replyMatched;
    replyMatched = 0;
    for (const byte of MODULE_REPLY.slice(0, matched)) admitByte(byte, ended);
  }

  return {
    admit(bytes) {
      const ended: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte !== MODULE_REPLY[replyMatched]) releaseReply(ended);
        if (byte === MODULE_REPLY[replyMatched]) replyMatched = (replyMatched + 1) % MODULE_REPLY.length;
        else admitByte(byte, ended);
      }
      return ended;
    },
    takeUnfinished() {
      releaseReply([]);
      const unfinished = line.slice(0, length);
      begin();
      return unfinished;
    },
    get dropped() {
      return dropped;
    },
  };
}
