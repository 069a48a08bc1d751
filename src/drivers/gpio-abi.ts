// The kernel's GPIO character device, ABI v2 (Linux 5.10 and later), as bytes. Source: include/uapi/linux/gpio.h.
// Every board this runs on is little-endian, and so is this file.

const READ = 2;
const READ_WRITE = 3;

const CHIP_INFO_BYTES = 68;
const LINE_INFO_BYTES = 256;
const LINE_REQUEST_BYTES = 592;
const LINE_VALUES_BYTES = 16;

/** Request numbers for ioctl(2), built as asm-generic/ioctl.h does. */
export const GPIO_IOCTL = {
  chipInfo: ioctlNumber(READ, 0x01, CHIP_INFO_BYTES),
  lineInfo: ioctlNumber(READ_WRITE, 0x05, LINE_INFO_BYTES),
  requestLines: ioctlNumber(READ_WRITE, 0x07, LINE_REQUEST_BYTES),
  getValues: ioctlNumber(READ_WRITE, 0x0e, LINE_VALUES_BYTES),
  setValues: ioctlNumber(READ_WRITE, 0x0f, LINE_VALUES_BYTES),
} as const;

const FLAG_USED = 1n << 0n;
const FLAG_ACTIVE_LOW = 1n << 1n;
const FLAG_INPUT = 1n << 2n;
const FLAG_OUTPUT = 1n << 3n;
const FLAGS_BOTH_EDGES = (1n << 4n) | (1n << 5n);
const FLAG_PULL_UP = 1n << 8n;
const FLAG_PULL_DOWN = 1n << 9n;

const ATTRIBUTE_FLAGS = 1;
const ATTRIBUTE_OUTPUT_VALUES = 2;
const ATTRIBUTE_DEBOUNCE = 3;
const MAX_ATTRIBUTES = 10; // GPIO_V2_LINE_NUM_ATTRS_MAX

const NAME_BYTES = 32; // GPIO_MAX_NAME_SIZE, with the closing NUL
const MAX_LINES = 64; // GPIO_V2_LINES_MAX

/** Bytes of one struct gpio_v2_line_event. */
export const LINE_EVENT_BYTES = 48;
const RISING_EDGE = 1;

/** One line of an output request. */
export interface OutputLine {
  /** The line's number on its chip; on a Raspberry Pi the BCM number. */
  readonly offset: number;
  /** True: the kernel drives the pin low for an active line. */
  readonly isActiveLow: boolean;
}

/** One line of a request for inputs. */
export interface InputLine {
  readonly offset: number;
  readonly isActiveLow: boolean;
  readonly pull: "up" | "down";
  readonly debounceMs: number;
}

/** An edge as the kernel saw it. */
export interface LineEvent {
  readonly offset: number;
  /** The edge to the active level, whatever the wiring's polarity. */
  readonly isActive: boolean;
  /** On CLOCK_MONOTONIC, taken in the interrupt; after its debouncing where it debounces. */
  readonly atMs: number;
}

/** An empty struct gpiochip_info for the kernel to fill. */
export function emptyChipInfo(): Buffer {
  return Buffer.alloc(CHIP_INFO_BYTES);
}

/** Reads a filled struct gpiochip_info. */
export function parseChipInfo(info: Buffer): { readonly label: string; readonly lines: number } {
  return { label: text(info, NAME_BYTES), lines: info.readUInt32LE(2 * NAME_BYTES) };
}

/** A struct gpio_v2_line_info that asks about one line. */
export function encodeLineInfo(offset: number): Buffer {
  const info = Buffer.alloc(LINE_INFO_BYTES);
  info.writeUInt32LE(offset, 2 * NAME_BYTES);
  return info;
}

/** Reads a filled struct gpio_v2_line_info: who holds the line, if anyone does, and whether it is an output now. */
export function parseLineInfo(info: Buffer): { readonly isUsed: boolean; readonly isOutput: boolean; readonly consumer: string } {
  const flags = info.readBigUInt64LE(72);
  return { isUsed: (flags & FLAG_USED) !== 0n, isOutput: (flags & FLAG_OUTPUT) !== 0n, consumer: text(info, NAME_BYTES) };
}

/** A struct gpio_v2_line_request for outputs that start inactive, in the order given. Throws a RangeError beyond 64 lines. */
export function encodeOutputRequest(lines: readonly OutputLine[], consumer: string): Buffer {
  const activeLow = bitmap(lines.map((line) => line.isActiveLow));
  // Without the values attribute the kernel would start the lines inactive, too; we do not rely on a default for a relay.
  return encodeRequest(lines, consumer, FLAG_OUTPUT, [
    { id: ATTRIBUTE_OUTPUT_VALUES, value: 0n, mask: bitmap(lines.map(() => true)) },
    ...(activeLow === 0n ? [] : [{ id: ATTRIBUTE_FLAGS, value: FLAG_OUTPUT | FLAG_ACTIVE_LOW, mask: activeLow }]),
  ]);
}

/** The same for inputs that are pulled, debounced and report both edges. Throws a RangeError for more ways of wiring than one request holds. */
export function encodeInputRequest(lines: readonly InputLine[], consumer: string): Buffer {
  const base = FLAG_INPUT | FLAGS_BOTH_EDGES;
  const flagsOf = ({ pull, isActiveLow }: InputLine) =>
    base | (pull === "up" ? FLAG_PULL_UP : FLAG_PULL_DOWN) | (isActiveLow ? FLAG_ACTIVE_LOW : 0n);
  return encodeRequest(lines, consumer, base, [
    ...attributesBy(ATTRIBUTE_FLAGS, lines.map(flagsOf)),
    ...attributesBy(
      ATTRIBUTE_DEBOUNCE,
      lines.map(({ debounceMs }) => BigInt(debounceMs) * 1000n), // microseconds
    ),
  ]);
}

/** For lines that are read once as they are: inputs, of which neither pull nor polarity is changed. */
export function encodeReadRequest(lines: readonly { readonly offset: number }[], consumer: string): Buffer {
  return encodeRequest(lines, consumer, FLAG_INPUT, []);
}

interface Attribute {
  readonly id: number;
  readonly value: bigint;
  readonly mask: bigint;
}

/** One attribute for each value that occurs. */
function attributesBy(id: number, values: readonly bigint[]): readonly Attribute[] {
  return [...new Set(values)].map((value) => ({ id, value, mask: bitmap(values.map((each) => each === value)) }));
}

/** `flags` are every line's default; attributes override them line by line. */
function encodeRequest(
  lines: readonly { readonly offset: number }[],
  consumer: string,
  flags: bigint,
  attributes: readonly Attribute[],
): Buffer {
  if (lines.length < 1 || lines.length > MAX_LINES)
    throw new RangeError(`gpio: ${lines.length} lines in one request, 1 to ${MAX_LINES} fit`);
  if (attributes.length > MAX_ATTRIBUTES) throw new RangeError(`gpio: ${attributes.length} attributes in one request`);
  const request = Buffer.alloc(LINE_REQUEST_BYTES);
  lines.forEach(({ offset }, index) => {
    request.writeUInt32LE(offset, 4 * index);
  });
  request.write(consumer.slice(0, NAME_BYTES - 1), 256, "latin1");
  request.writeBigUInt64LE(flags, 288);
  attributes.forEach(({ id, value, mask }, index) => {
    const at = 320 + 24 * index;
    request.writeUInt32LE(id, at);
    request.writeBigUInt64LE(value, at + 8);
    request.writeBigUInt64LE(mask, at + 16);
  });
  request.writeUInt32LE(attributes.length, 296);
  request.writeUInt32LE(lines.length, 560);
  return request;
}

/** The descriptor that holds the lines, from a struct gpio_v2_line_request the kernel has granted. */
export function parseRequestFd(request: Buffer): number {
  return request.readInt32LE(588);
}

/** A struct gpio_v2_line_values: bit n is the n-th line of the request; lines outside `mask` keep their level. */
export function encodeValues(bits: bigint, mask: bigint): Buffer {
  const values = Buffer.alloc(LINE_VALUES_BYTES);
  values.writeBigUInt64LE(bits, 0);
  values.writeBigUInt64LE(mask, 8);
  return values;
}

/** The values in a filled struct gpio_v2_line_values, for the first so many lines of the request. */
export function parseValues(values: Buffer, lines: number): readonly boolean[] {
  const bits = values.readBigUInt64LE(0);
  return Array.from({ length: lines }, (_, index) => ((bits >> BigInt(index)) & 1n) === 1n);
}

/** The struct gpio_v2_line_event at the start of each 48 bytes. */
export function parseEvents(bytes: Buffer): readonly LineEvent[] {
  return Array.from({ length: Math.floor(bytes.length / LINE_EVENT_BYTES) }, (_, index) => {
    const at = index * LINE_EVENT_BYTES;
    return {
      atMs: Number(bytes.readBigUInt64LE(at) / 1000n) / 1000,
      isActive: bytes.readUInt32LE(at + 8) === RISING_EDGE,
      offset: bytes.readUInt32LE(at + 12),
    };
  });
}

/** The bits of a list of booleans, the first one lowest. */
export function bitmap(bits: readonly boolean[]): bigint {
  return bits.reduce((sum, bit, index) => (bit ? sum | (1n << BigInt(index)) : sum), 0n);
}

function ioctlNumber(direction: number, number: number, bytes: number): number {
  return direction * 2 ** 30 + bytes * 2 ** 16 + 0xb4 * 2 ** 8 + number;
}

function text(buffer: Buffer, start: number): string {
  const bytes = buffer.subarray(start, start + NAME_BYTES);
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? NAME_BYTES : end);
}
