// Honeywell's menu commands: SYN M CR, tag and value, `.` (kept) or `!` (until the next start). Sources: Honeywell Xenon 1900, N3680 and CS19A
// user guides, "Serial Programming Commands" (frames, queries by `?`, replies, SYN T CR, 232BAD9); SCNLED as enioka/enioka_scan uses it.
import type { CommandSet, ReaderSetting, ReplyMatch, SettingName } from "./command-set.ts";

const [ACK, NAK, ENQ] = [0x06, 0x15, 0x05];
/** Tag and value of one setting; what is longer before its status is a code. */
const MAX_ECHO_BYTES = 32;

function command(text: string): Uint8Array {
  return Buffer.from(`\x16M\r${text}.`, "latin1");
}

/** The settings that are ever asked for or set: what else is in capitals is a code. */
const TAGS: readonly string[] = ["232BAD", "SCNLED"];

/** One of our tags with its value in capitals, a status, and the command's own last character. */
function replies(bytes: Uint8Array): ReplyMatch {
  const beginning = String.fromCharCode(...bytes.subarray(0, 6));
  if (!TAGS.some((tag) => tag.startsWith(beginning))) return "none";
  const length = bytes.findIndex((byte) => !isEcho(byte));
  if (length === -1) return bytes.length <= MAX_ECHO_BYTES ? "partial" : "none";
  const status = bytes[length];
  if (length < 6 || length > MAX_ECHO_BYTES || (status !== ACK && status !== NAK && status !== ENQ)) return "none";
  if (bytes.length === length + 1) return "partial";
  return bytes[length + 1] === 0x2e || bytes[length + 1] === 0x21 ? length + 2 : "none";
}

/** Capitals, digits and the query's own sign. */
function isEcho(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x3f;
}

const isDone = (reply: Uint8Array): boolean => reply.at(-2) === ACK;
const echoOf = (reply: Uint8Array): string => (isDone(reply) ? Buffer.from(reply.subarray(0, -2)).toString("latin1") : "");

function value(name: SettingName, tag: string, wanted: number): ReaderSetting {
  return {
    name,
    read: command(`${tag}?`),
    isAsWanted(reply) {
      const echo = echoOf(reply);
      return echo.startsWith(tag) && /^\d{1,3}$/.test(echo.slice(tag.length)) ? Number(echo.slice(tag.length)) === wanted : undefined;
    },
    write: () => command(`${tag}${wanted}`),
  };
}

/** Commands of Honeywell's readers. There is none known that closes setting codes; the one that adds CR (VSUFCR) has nothing that could be read back; and how it reads by itself differs from model to model. */
export const HONEYWELL_COMMANDS: CommandSet = {
  replies,
  query: command("232BAD?"),
  // Also one on USB that has no such setting answers: it is there.
  understand: () => "Honeywell",
  isDone,
  trigger: Buffer.from("\x16T\r", "latin1"),
  isTriggerUnanswered: true,
  settings: [value("illumination", "SCNLED", 1)],
  // 5 is 9600, 9 is 115200.
  speed: (baudRate) => command(`232BAD${baudRate === 9600 ? 5 : 9}`),
};
