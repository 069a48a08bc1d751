// What one can say to a reader, and how it answers in the same stream as its codes.

/** How many of the first bytes are one whole reply; `none`: these begin no reply; `partial`: they may become one. */
export type ReplyMatch = number | "none" | "partial";

/** Tells replies from codes. Pure, and quick for bytes that begin no reply: it stands in front of every byte that a reader sends. */
export type ReplyGrammar = (bytes: Uint8Array) => ReplyMatch;

/** No reply is longer; what might become a longer one is a code. In bytes. */
export const MAX_REPLY_BYTES = 256;

/** What a kiosk wants of its reader. Never renamed: programs read them. */
export type SettingName = "reads-by-itself" | "illumination" | "terminator" | "terminator-sent" | "setting-codes-locked";

/** One thing that a reader is set to. It is read, written where it is otherwise, and read again: an acknowledgement alone proves nothing. */
export interface ReaderSetting {
  readonly name: SettingName;
  readonly read: Uint8Array;
  /** From the reply to `read`: whether it is as a kiosk wants it; undefined: not understood. */
  readonly isAsWanted: (reply: Uint8Array) => boolean | undefined;
  /** The command that makes it so. `reply`: to `read`, so that what stands beside it in the same byte stays. */
  readonly write: (reply: Uint8Array) => Uint8Array;
}

/** The commands of one family of readers. */
export interface CommandSet {
  readonly replies: ReplyGrammar;
  /** Sent WAKE_MS before the first command, to a reader that may sleep. */
  readonly wake?: Uint8Array;
  /** Changes nothing and is answered in every mode: who answers is there, at this speed. */
  readonly query: Uint8Array;
  /** What the reply to `query` says, in printable ASCII; undefined: this is no reply to it. */
  readonly understand: (reply: Uint8Array) => string | undefined;
  /** Whether this reply says that a command was obeyed. */
  readonly isDone: (reply: Uint8Array) => boolean;
  /** Starts one reading, where the reader waits for the host. */
  readonly trigger: Uint8Array;
  /** It reads, and says nothing of the command itself. */
  readonly isTriggerUnanswered?: true;
  readonly settings: readonly ReaderSetting[];
  /** Sets the speed of the line, in bits a second; the reader may answer at the old one, the new one or not at all. */
  readonly speed: (baudRate: FastBaudRate) => Uint8Array;
  /** Keeps the settings over a power cut; absent: each command does so itself. */
  readonly save?: Uint8Array;
}

/** The settings of a reader's end of code: which one, and where that is another setting, whether it is sent at all. */
const TERMINATOR_SETTINGS: readonly SettingName[] = ["terminator", "terminator-sent"];

/** Whether one of them is about the end of a code. */
export function isAboutTerminator(name: string): boolean {
  return TERMINATOR_SETTINGS.some((each) => each === name);
}

/** Commands that leave the end of a code as it is: the configuration wants another than the one that they set. */
export function withoutTerminator(commands: CommandSet): CommandSet {
  return { ...commands, settings: commands.settings.filter(({ name }) => !isAboutTerminator(name)) };
}

/** At 9600 a code of 300 bytes takes 0.31 s on the wire. */
export const FAST_BAUD_RATE = 115_200;
export type FastBaudRate = 9600 | typeof FAST_BAUD_RATE;

/** What a sleeping reader takes to wake up, in milliseconds. */
export const WAKE_MS = 50;

/** Speeds at which a silent reader is looked for, likely ones first. */
export const LIKELY_BAUD_RATES: readonly number[] = [9600, FAST_BAUD_RATE, 57_600, 38_400, 19_200];

/** The first reply in what has come so far, with what stood before it passed over; undefined: none yet. */
export function findReply(bytes: Uint8Array, replies: ReplyGrammar): Uint8Array | undefined {
  for (let at = 0; at < bytes.length; at++) {
    const match = replies(bytes.subarray(at, at + MAX_REPLY_BYTES));
    if (typeof match === "number") return Uint8Array.from(bytes.subarray(at, at + match));
  }
  return undefined;
}

/** Text of a reply as people may see it: printable ASCII, at most 64 characters; undefined where it is something else. */
export function replyText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString("latin1");
  return /^[ -~]{1,64}$/.test(text) ? text : undefined;
}
