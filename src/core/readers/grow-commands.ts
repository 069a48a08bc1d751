// GM65, GM805, GM861 and Waveshare's module (a GM65-S on a board of its own): registers of one byte, read and written over the line.
// Sources: Waveshare, Barcode Scanner Module User Manual, appendix B (frames, speeds, CRC) and its sample code (registers 0000, 0002, 0003);
// the modes as cryptoadvance/specter-diy and foo-git/gm60_micropython use them on real modules. The end of a code (register 0060) is in no document that
// we have read: programs for GM65 write its kind into bits 6 and 5 (CR, CRLF, TAB, none) and 01 for "CR"; DFRobot_GM60 has a frame's head in bit 7.
import { crc16 } from "../crc16.ts";
import type { CommandSet, ReaderSetting, ReplyMatch, SettingName } from "./command-set.ts";

const READ = 0x07;
const WRITE = 0x08;
const SAVE = 0x09;

const MODE = 0x0000;
const TRIGGER = 0x0002;
const SETTING_CODES = 0x0003;
const SPEED = 0x002a;
const OUTPUT = 0x0060;

/** Registers that one reply tells are few; a longer one would be a code. */
const MAX_VALUES = 32;
const HEAD_BYTES = 4;
const CRC_BYTES = 2;

/** `7E 00`, type, number of values, register, values or their number, CRC-16/XMODEM over all but the first two. */
function frame(type: number, register: number, values: readonly number[], count = values.length): Uint8Array {
  const body = [type, count, register >> 8, register & 0xff, ...values];
  const crc = crc16(Uint8Array.from(body), 0);
  return Uint8Array.of(0x7e, 0x00, ...body, crc >> 8, crc & 0xff);
}

const read = (register: number, count: number): Uint8Array => frame(READ, register, [count], 1);
const write = (register: number, ...values: readonly number[]): Uint8Array => frame(WRITE, register, values);

/** `02 00`, 00 for success, number of values, values, CRC over all but the first two. */
function replies(bytes: Uint8Array): ReplyMatch {
  const [first, second, status, count = 1] = bytes;
  if (first !== 0x02 || (bytes.length > 1 && second !== 0x00) || (bytes.length > 2 && status !== 0x00)) return "none";
  if (count === 0 || count > MAX_VALUES) return "none";
  const length = HEAD_BYTES + count + CRC_BYTES;
  if (bytes.length < HEAD_BYTES || bytes.length < length) return "partial";
  // Over the body and its CRC the CRC is 0.
  return crc16(bytes.subarray(2, length), 0) === 0 ? length : "none";
}

function valuesOf(reply: Uint8Array): Uint8Array {
  return reply.subarray(HEAD_BYTES, reply.length - CRC_BYTES);
}

/** Some bits of one register. */
function bits(name: SettingName, register: number, mask: number, wanted: number): ReaderSetting {
  const onlyValue = (reply: Uint8Array): number | undefined => (valuesOf(reply).length === 1 ? valuesOf(reply)[0] : undefined);
  return {
    name,
    read: read(register, 1),
    isAsWanted(reply) {
      const value = onlyValue(reply);
      return value === undefined ? undefined : (value & mask) === wanted;
    },
    write: (reply) => write(register, ((onlyValue(reply) ?? 0) & ~mask) | wanted),
  };
}

/** Divisors of 3 MHz, the low byte first. */
const DIVISORS = { 9600: [0x39, 0x01], 115200: [0x1a, 0x00] } as const;

/** Commands of the GM65 family. */
export const GROW_COMMANDS: CommandSet = {
  replies,
  // Its speed, which every module of the family tells; newer ones tell their version no more (specter-diy, VERSION_ADDR).
  query: read(SPEED, 2),
  understand: (reply) => (valuesOf(reply).length === 2 ? "GM65 family" : undefined),
  isDone: (reply) => reply.length === HEAD_BYTES + 1 + CRC_BYTES && reply[HEAD_BYTES] === 0,
  trigger: write(TRIGGER, 1),
  settings: [
    // Bits 1 and 0: by hand, by command, always, when something moves. Always (2) makes the module hot (specter-diy issue 286).
    bits("reads-by-itself", MODE, 0b11, 0b11),
    // Bits 3 and 2: off, while it reads, always.
    bits("illumination", MODE, 0b1100, 0b0100),
    // Bits 6 and 5: CR, CRLF, TAB, none. Bit 0: it is sent.
    bits("terminator", OUTPUT, 0b0110_0001, 0b0000_0001),
    // Bit 1: setting codes are closed. Bit 0: their content is put out, which would be a scan of nobody's.
    bits("setting-codes-locked", SETTING_CODES, 0b11, 0b10),
  ],
  speed: (baudRate) => write(SPEED, ...DIVISORS[baudRate]),
  save: frame(SAVE, 0x0000, [0], 1),
};
