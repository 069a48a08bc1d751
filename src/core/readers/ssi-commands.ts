// GM67, GM72 and GM73 speak frames like Zebra's Simple Serial Interface: length, opcode, source, status, data, and two bytes that make the sum
// of all zero. Source: GROW GM72 user manual, chapter 9 "Serial Port Instruction" (wake-up, revision, decoding, trigger mode, speed, terminator, ACK);
// values of the terminator as programs for M5Stack's ATOM QR-CODE send them, a module that speaks alike (its ATOM_QRCODE_CMD_EN.pdf).
import type { CommandSet, ReaderSetting, ReplyMatch, SettingName } from "./command-set.ts";

const HOST = 0x04;
/** Kept over a power cut. */
const KEPT = 0x08;
const OPCODE = { revision: 0xa3, revisionReply: 0xa4, parameter: 0xc6, ask: 0xc7, ack: 0xd0, nak: 0xd1, start: 0xe4 } as const;
const REPLIES: readonly number[] = [OPCODE.ack, OPCODE.nak, OPCODE.revisionReply, OPCODE.parameter];
/** F2 begins numbers of two bytes. */
const PARAMETER = { trigger: [0x8a], speed: [0x9c], terminator: [0xf2, 0x05] } as const;
/** Length, opcode, source, status; the length counts itself. */
const HEAD_BYTES = 4;
const SUM_BYTES = 2;

function frame(opcode: number, status: number, data: readonly number[]): Uint8Array {
  const body = [HEAD_BYTES + data.length, opcode, HOST, status, ...data];
  const sum = -body.reduce((total, byte) => total + byte, 0) & 0xffff;
  return Uint8Array.of(...body, sum >> 8, sum & 0xff);
}

/** Replies come from source 00. */
function replies(bytes: Uint8Array): ReplyMatch {
  const [length = 0, opcode = 0, source] = bytes;
  if (length < HEAD_BYTES || length > 64 || (bytes.length > 1 && !REPLIES.includes(opcode))) return "none";
  if (bytes.length > 2 && source !== 0x00) return "none";
  if (bytes.length < length + SUM_BYTES) return "partial";
  const sum = bytes.subarray(0, length).reduce((total, byte) => total + byte, 0) + ((bytes[length] ?? 0) << 8) + (bytes[length + 1] ?? 0);
  return (sum & 0xffff) === 0 ? length + SUM_BYTES : "none";
}

/** `00`: no beep with it. */
function parameter(name: SettingName, number: readonly number[], wanted: number): ReaderSetting {
  return {
    name,
    read: frame(OPCODE.ask, 0x00, number),
    isAsWanted(reply) {
      const [, ...said] = reply.subarray(HEAD_BYTES, -SUM_BYTES);
      const isIt = said.length === number.length + 1 && number.every((byte, at) => said[at] === byte);
      return reply[1] === OPCODE.parameter && isIt ? said.at(-1) === wanted : undefined;
    },
    write: () => frame(OPCODE.parameter, KEPT, [0x00, ...number, wanted]),
  };
}

/** Commands of the GM67 family. Of setting codes its manual says no command. */
export const SSI_COMMANDS: CommandSet = {
  replies,
  wake: Uint8Array.of(0x00),
  query: frame(OPCODE.revision, 0x00, []),
  understand(reply) {
    if (reply[1] !== OPCODE.revisionReply) return undefined;
    const text = Buffer.from(reply.subarray(HEAD_BYTES, -SUM_BYTES))
      .toString("latin1")
      .replace(/[^ -~]+/g, " ")
      .trim();
    return text.slice(0, 64) || "SSI";
  },
  isDone: (reply) => reply[1] === OPCODE.ack,
  trigger: frame(OPCODE.start, 0x00, []),
  // The trigger, 9: when something moves before it. The end of a code, 0: none, 1: CRLF, 2: CR, 3: TAB.
  settings: [parameter("reads-by-itself", PARAMETER.trigger, 0x09), parameter("terminator", PARAMETER.terminator, 0x02)],
  speed: (baudRate) => frame(OPCODE.parameter, KEPT, [0x00, ...PARAMETER.speed, baudRate === 9600 ? 0x06 : 0x0a]),
};
