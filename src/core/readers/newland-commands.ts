// Newland's unified commands: `~<SOH>0000`, `@` (kept) or `#` (until the next start), tag and value, `;<ETX>`. Sources: Newland NLS-HR52 and
// NLS-FM430 user manuals, "Use of Programming Command" (frames, queries by `*`, replies), values as bitcoinvietnam/lamassu-machine uses them; the end of
// a code (TSUSET, TSUENA) as programs for payment terminals with such an engine set it.
import { type CommandSet, MAX_REPLY_BYTES, type ReaderSetting, type ReplyMatch, replyText, type SettingName } from "./command-set.ts";

const HEAD = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30]; // <STX><SOH>0000
const ACK = 0x06;
const [SEMICOLON, ETX] = [0x3b, 0x03];
/** `<ACK>;<ETX>` */
const TAIL_BYTES = 3;

function command(text: string): Uint8Array {
  return Buffer.from(`~\x010000@${text};\x03`, "latin1");
}

function replies(bytes: Uint8Array): ReplyMatch {
  if (HEAD.some((byte, at) => at < bytes.length && bytes[at] !== byte)) return "none";
  for (let at = HEAD.length; at < bytes.length; at++) if (bytes[at] === ETX) return bytes[at - 1] === SEMICOLON ? at + 1 : "none";
  return bytes.length < MAX_REPLY_BYTES ? "partial" : "none";
}

const isDone = (reply: Uint8Array): boolean => reply.at(-TAIL_BYTES) === ACK;

/** What was asked for, echoed with its value: `ILLSCN1`. */
function echoOf(reply: Uint8Array): string {
  return isDone(reply) ? Buffer.from(reply.subarray(HEAD.length + 1, reply.length - TAIL_BYTES)).toString("latin1") : "";
}

function value(name: SettingName, tag: string, wanted: number): ReaderSetting {
  return {
    name,
    read: command(`${tag}*`),
    isAsWanted(reply) {
      const echo = echoOf(reply);
      return echo.startsWith(tag) && /^\d{1,3}$/.test(echo.slice(tag.length)) ? Number(echo.slice(tag.length)) === wanted : undefined;
    },
    write: () => command(`${tag}${wanted}`),
  };
}

/** A setting whose value is bytes, as hex digits. */
function bytesValue(name: SettingName, tag: string, wanted: string): ReaderSetting {
  return {
    name,
    read: command(`${tag}*`),
    isAsWanted(reply) {
      const echo = echoOf(reply);
      const said = echo.slice(tag.length).toUpperCase();
      return echo.startsWith(tag) && /^(?:[0-9A-F]{2}){0,8}$/.test(said) ? said === wanted : undefined;
    },
    write: () => command(`${tag}${wanted}`),
  };
}

/** Commands of Newland's readers and of those that speak as they do. There is none known that closes setting codes. */
export const NEWLAND_COMMANDS: CommandSet = {
  replies,
  query: command("QRYPDN"),
  // Also one that does not know this question answers: it is there.
  understand: (reply) => replyText(Buffer.from(echoOf(reply).replace(/^QRYPDN/, ""), "latin1")) ?? "Newland",
  isDone,
  trigger: command("SCNTRG1"),
  settings: [
    // 0 level, 1 sense, 2 continuous, 3 pulse.
    value("reads-by-itself", "SCNMOD", 1),
    // 0 off, 1 while it reads, 2 always.
    value("illumination", "ILLSCN", 1),
    bytesValue("terminator", "TSUSET", "0D"),
    value("terminator-sent", "TSUENA", 1),
  ],
  // 3 is 9600, 8 is 115200; a reader on USB has no speed and says so.
  speed: (baudRate) => command(`232BAD${baudRate === 9600 ? 3 : 8}`),
};
