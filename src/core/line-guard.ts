import { MAX_REPLY_BYTES, type ReplyGrammar } from "./readers/command-set.ts";
import { GROW_COMMANDS } from "./readers/grow-commands.ts";
import { MAX_SYMBOL_BYTES } from "./scan.ts";

/** What a serial reader sends after a code. `none`: nothing, only a quiet line tells that the code is over. */
export type Terminator = "cr" | "lf" | "crlf" | "tab" | "none";

/** The characters of each terminator. */
export const TERMINATORS = { cr: "\r", lf: "\n", crlf: "\r\n", tab: "\t", none: "" } as const satisfies Record<Terminator, string>;

/** Stands in front of the line splitter, which itself has no limit: holds the unfinished line, drops what is too long. */
export interface LineGuard {
  /**
   * Takes bytes as they come. Returns the lines they end: at most MAX_SYMBOL_BYTES each, then the terminator. None ever for `none`. Of very many
   * lines in a row with nothing printable in them only the first ones are told: they are noise.
   */
  admit(bytes: Uint8Array): Uint8Array[];
  /**
   * Tells that the line is quiet: what only began like a reply was none. Hands over the lines that this ends, and what stands unfinished,
   * possibly empty. What comes next begins a new line, also where one was being dropped.
   */
  quiet(): { readonly lines: readonly Uint8Array[]; readonly unfinished: Uint8Array };
  /** Between a command and its answer replies are passed over wherever they stand, also in the middle of a code. */
  awaitAnswer(isDue: boolean): void;
  /** Whether what comes next begins a line. */
  readonly isBetweenLines: boolean;
  /** Lines dropped so far because they were too long for any QR code. */
  readonly dropped: number;
}

/** The largest binary code has 12 carriage returns if its bytes are random. */
const MAX_BLANK_LINES = 32;

/**
 * A guard for one connection. However the stream is cut into chunks, the lines are the same. What a reader answers to a command comes in
 * the same stream and without a terminator: such replies are not in the lines. While nothing was asked only one that comes late is, before the
 * first character of a line: the same bytes inside of a code are the code's. `replies` absent: those of the GM65 family, the most common one.
 */
export function lineGuard(terminator: Terminator, replies: ReplyGrammar = GROW_COMMANDS.replies): LineGuard {
  const end = Array.from(TERMINATORS[terminator], (character) => character.charCodeAt(0));
  const line = new Uint8Array(MAX_SYMBOL_BYTES + 2);
  let length = 0;
  let previous = -1;
  /** Bytes that may yet become a reply. */
  const awaited = new Uint8Array(MAX_REPLY_BYTES);
  let awaitedLength = 0;
  let dropping = false;
  let dropped = 0;
  let isAnswerDue = false;
  /** Nothing printable stands in the line yet: noise, or nothing. */
  let isBlank = true;
  /** Such lines since the last one that was none. */
  let blankLines = 0;

  function begin(): void {
    length = 0;
    previous = -1;
    dropping = false;
    isBlank = true;
  }

  function admitByte(byte: number, ended: Uint8Array[]): void {
    const isEnd = byte === end.at(-1) && (end.length === 1 || previous === end[0]);
    const mayBeginEnd = end.length === 2 && byte === end[0];
    previous = byte;
    if (byte >= 0x20 && byte < 0x7f) isBlank = false;
    if (!dropping) line[length++] = byte;
    if (isEnd) {
      blankLines = isBlank ? blankLines + 1 : 0;
      if (!dropping && blankLines <= MAX_BLANK_LINES) ended.push(line.slice(0, length));
      begin();
    } else if (length - (mayBeginEnd ? 1 : 0) > MAX_SYMBOL_BYTES) {
      length = 0;
      dropping = true;
      dropped++;
    }
  }

  /** A terminator begins replies of some families, as their length; nobody waits for one when the line has just ended. */
  function mayBeginReply(byte: number): boolean {
    return isAnswerDue || (isBlank && !dropping && byte !== 0x0d && byte !== 0x0a && byte !== 0x09);
  }

  /** Lets go of what cannot become a reply any more, and passes over what has become one. */
  function settle(ended: Uint8Array[]): void {
    let from = 0;
    while (from < awaitedLength) {
      const match = mayBeginReply(awaited[from] ?? 0) ? replies(awaited.subarray(from, awaitedLength)) : "none";
      if (match === "partial" && awaitedLength < awaited.length) break;
      if (typeof match === "number") from += match;
      else admitByte(awaited[from++] ?? 0, ended);
    }
    awaited.copyWithin(0, from, awaitedLength);
    awaitedLength -= from;
  }

  return {
    admit(bytes) {
      const ended: Uint8Array[] = [];
      for (const byte of bytes) {
        awaited[awaitedLength++] = byte;
        settle(ended);
      }
      return ended;
    },
    quiet() {
      const lines: Uint8Array[] = [];
      for (const byte of awaited.subarray(0, awaitedLength)) admitByte(byte, lines);
      [awaitedLength, blankLines] = [0, 0];
      const unfinished = line.slice(0, length);
      begin();
      return { lines, unfinished };
    },
    awaitAnswer(isDue) {
      isAnswerDue = isDue;
    },
    get isBetweenLines() {
      return length === 0 && awaitedLength === 0 && !dropping;
    },
    get dropped() {
      return dropped;
    },
  };
}
