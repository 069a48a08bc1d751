// Reader modules on a pseudo-terminal, that behave as their manuals say: they answer in the stream of their codes, at their own speed only,
// keep what they are set to, and can be re-programmed by whoever holds up a setting code unless that is locked.
import { closeSync, constants, openSync } from "node:fs";
import { ReadStream } from "node:tty";
import koffi from "koffi";
import { crc16 } from "../../src/core/crc16.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";

/** A module's own state and wits, without its line. */
interface Module {
  speed: number;
  /** Takes what the host sends. Returns what the module says, each reply at the speed it has then. */
  hear(bytes: Uint8Array): readonly Uint8Array[];
}

export interface Faults {
  /** Hears nothing: its RX is not wired. */
  readonly isDeaf?: boolean;
  /** Acknowledges what it does not do. */
  readonly ignoresWrites?: boolean;
  /** Never acknowledges, as a reply that is lost. */
  readonly losesAcknowledgements?: boolean;
}

export interface ScriptedReader {
  readonly path: string;
  readonly module: Module & { readonly settings: Map<string, number> };
  /** Sends bytes at the module's speed: noise to a host that listens at another. False: not taken, too much waits for the host. */
  send(bytes: Uint8Array | string): boolean;
  close(): Promise<void>;
}

// <asm-generic/termbits.h>
const SPEEDS: Readonly<Record<number, number>> = { 13: 9600, 14: 19_200, 15: 38_400, 4097: 57_600, 4098: 115_200 };
const libc = koffi.load(null);
const tcgetattr = libc.func("int tcgetattr(int fd, _Out_ uint8_t *termios)");
const cfgetospeed = libc.func("unsigned int cfgetospeed(_In_ uint8_t *termios)");

/** Bits a second that whoever has the other end open listens at. */
function hostSpeed(path: string): number | undefined {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const termios = Buffer.alloc(256);
  tcgetattr(fd, termios);
  closeSync(fd);
  return SPEEDS[cfgetospeed(termios)];
}

/** Plugs a module in at `readerLink`. */
export async function plugInModule(readerLink: string, module: ScriptedReader["module"]): Promise<ScriptedReader> {
  const opened = await openPseudoTerminal({ readerLink });
  if (!opened.ok) throw new Error(opened.message);
  const { terminal } = opened;
  const ears = new ReadStream(openSync(terminal.userPath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  const garbled = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte * 5) | 0x80);
  const send = (bytes: Uint8Array | string): boolean => {
    const sent = Buffer.from(bytes);
    return terminal.write(hostSpeed(terminal.readerPath) === module.speed ? sent : garbled(sent));
  };
  ears.on("error", () => undefined);
  ears.on("data", (bytes: Buffer) => {
    if (hostSpeed(terminal.readerPath) !== module.speed) return;
    for (const reply of module.hear(bytes)) send(reply);
  });
  return {
    path: terminal.readerPath,
    module,
    send,
    async close() {
      ears.destroy();
      await terminal.close();
    },
  };
}

/** GM65 and Waveshare: registers. Frames with a wrong CRC are not answered. */
export function growModule({ isDeaf, ignoresWrites, losesAcknowledgements }: Faults = {}, speed = 9600) {
  const settings = new Map([
    ["0", 0xd1],
    ["3", 0x01],
    ["96", 0x01],
  ]);
  const reply = (...values: readonly number[]): Uint8Array => {
    const body = [0x00, values.length, ...values];
    const crc = crc16(Uint8Array.from(body), 0);
    return Uint8Array.of(0x02, 0x00, ...body, crc >> 8, crc & 0xff);
  };
  const module = {
    speed,
    settings,
    hear(bytes: Uint8Array): readonly Uint8Array[] {
      const [head, zero, type, count = 0, high = 0, low = 0, ...rest] = bytes;
      const crc = (rest.at(-2) ?? 0) * 256 + (rest.at(-1) ?? 0);
      if (isDeaf || head !== 0x7e || zero !== 0x00 || (crc !== 0xabcd && crc !== crc16(bytes.subarray(2, -2), 0))) return [];
      const register = high * 256 + low;
      if (type === 0x07 && register === 0x2a) return [reply(module.speed === 9600 ? 0x39 : 0x1a, module.speed === 9600 ? 0x01 : 0x00)];
      if (type === 0x07) return [reply(...Array.from({ length: rest[0] ?? 0 }, (_, at) => settings.get(String(register + at)) ?? 0))];
      if (type === 0x08 && !ignoresWrites) {
        if (register === 0x2a) module.speed = Math.round(3_000_000 / ((rest[0] ?? 0) + (rest[1] ?? 0) * 256) / 9600) * 9600;
        else for (let at = 0; at < count; at++) settings.set(String(register + at), rest[at] ?? 0);
      }
      return losesAcknowledgements ? [] : [reply(0)];
    },
  };
  return module;
}

/** What a citizen does who holds up a setting code of a GM65: a register gets a value, unless bit 1 of register 3 forbids it. */
export function showSettingCode({ settings }: ScriptedReader["module"], register: number, value: number): void {
  if (((settings.get("3") ?? 0) & 0b10) === 0) settings.set(String(register), value);
}

/** Text with its control characters as `<16>`. */
function spelt(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte < 0x20 ? `<${byte.toString(16).padStart(2, "0")}>` : String.fromCharCode(byte))).join("");
}

/** Newland: `~<SOH>0000@…;<ETX>`. A tag it does not have is answered by ENQ, a value out of range by NAK. */
export function newlandModule(
  settings = new Map([
    ["SCNMOD", 0],
    ["ILLSCN", 1],
    ["TSUSET", 0x0d],
    ["TSUENA", 0],
    ["232BAD", 3],
  ]),
) {
  const module = {
    speed: 9600,
    settings,
    hear(bytes: Uint8Array): readonly Uint8Array[] {
      const [, text = ""] = /^~<01>0000[@#](.*);<03>$/s.exec(spelt(bytes)) ?? [];
      if (text === "") return [];
      const answer = (echo: string, status: string) => [Buffer.from(`\x02\x010000@${echo}${status};\x03`, "latin1")];
      if (text === "QRYPDN") return answer("QRYPDNNLS-FM430", "\x06");
      const [, tag = "", value = ""] = /^([A-Z0-9]{6})(.*)$/.exec(text) ?? [];
      if (tag === "SCNTRG") return answer(text, "\x06");
      if (!settings.has(tag)) return answer(text, "\x05");
      const isHex = tag === "TSUSET";
      const said = isHex ? (settings.get(tag) ?? 0).toString(16).toUpperCase().padStart(2, "0") : settings.get(tag);
      if (value === "*") return answer(`${tag}${said}`, "\x06");
      if (!(isHex ? /^(?:[0-9A-F]{2})+$/ : /^[0-8]$/).test(value)) return answer(text, "\x15");
      settings.set(tag, Number.parseInt(value, isHex ? 16 : 10));
      if (tag === "232BAD") module.speed = value === "8" ? 115_200 : 9600;
      return answer(text, "\x06");
    },
  };
  return module;
}

/** Honeywell: SYN M CR, tag and value, full stop. */
export function honeywellModule(
  settings = new Map([
    ["SCNLED", 0],
    ["232BAD", 9],
  ]),
) {
  const module = {
    speed: 115_200,
    settings,
    hear(bytes: Uint8Array): readonly Uint8Array[] {
      const [, tag = "", value = ""] = /^<16>M<0d>([A-Z0-9]{6})(.*)\.$/s.exec(spelt(bytes)) ?? [];
      if (tag === "") return [];
      const answer = (echo: string, status: string) => [Buffer.from(`${echo}${status}.`, "latin1")];
      if (!settings.has(tag)) return answer(`${tag}${value}`, "\x05");
      if (value === "?") return answer(`${tag}${settings.get(tag)}`, "\x06");
      if (!/^\d$/.test(value)) return answer(`${tag}${value}`, "\x15");
      settings.set(tag, Number(value));
      if (tag === "232BAD") module.speed = value === "9" ? 115_200 : 9600;
      return answer(`${tag}${value}`, "\x06");
    },
  };
  return module;
}

/** GM67 and its kin: asleep until the first byte, then SSI-like frames. */
export function ssiModule(
  settings = new Map([
    ["138", 0x00],
    ["156", 0x06],
    ["242 5", 0x01],
  ]),
) {
  let isAwake = false;
  const frame = (opcode: number, ...data: readonly number[]): Uint8Array => {
    const body = [4 + data.length, opcode, 0x00, 0x00, ...data];
    const sum = -body.reduce((total, byte) => total + byte, 0) & 0xffff;
    return Uint8Array.of(...body, sum >> 8, sum & 0xff);
  };
  const module = {
    speed: 9600,
    settings,
    hear(bytes: Uint8Array): readonly Uint8Array[] {
      const wasAwake = isAwake;
      isAwake = true;
      if (!wasAwake || bytes.length < 6) return [];
      const [, opcode, , , ...data] = bytes.subarray(0, -2);
      if (opcode === 0xa3) return [frame(0xa4, ...Buffer.from("GM72 V1.3"))];
      // F2 begins a number of two bytes.
      const numberIn = ([first = 0, second = 0]: readonly number[]) => (first === 0xf2 ? [first, second] : [first]);
      if (opcode === 0xc7) return [frame(0xc6, 0xff, ...numberIn(data), settings.get(numberIn(data).join(" ")) ?? 0)];
      if (opcode === 0xc6) {
        settings.set(numberIn(data.slice(1)).join(" "), data.at(-1) ?? 0);
        if (data[1] === 0x9c) module.speed = data[2] === 0x0a ? 115_200 : 9600;
      }
      return [frame(0xd0)];
    },
  };
  return module;
}
