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
  setValues: ioctlNumber(READ_WRITE, 0x0f, LINE_VALUES_BYTES),
} as const;

const FLAG_USED = 1n << 0n;
const FLAG_ACTIVE_LOW = 1n << 1n;
const FLAG_OUTPUT = 1n << 3n;

const ATTRIBUTE_FLAGS = 1;
const ATTRIBUTE_OUTPUT_VALUES = 2;

const NAME_BYTES = 32; // GPIO_MAX_NAME_SIZE, with the closing NUL
const MAX_LINES = 64; // GPIO_V2_LINES_MAX

/** One line of an output request. */
export interface OutputLine {
  /** The line's number on its chip; on a Raspberry Pi the BCM number. */
  readonly offset: number;
  /** True: the kernel drives the pin low for an active line. */
  readonly isActiveLow: boolean;
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

/** Reads a filled struct gpio_v2_line_info: who holds the line, if anyone does. */
export function parseLineInfo(info: Buffer): { readonly isUsed: boolean; readonly consumer: string } {
  return { isUsed: (info.readBigUInt64LE(72) & FLAG_USED) !== 0n, consumer: text(info, NAME_BYTES) };
}

/** A struct gpio_v2_line_request for outputs that start inactive, in the order given. Throws a RangeError beyond 64 lines. */
export function encodeOutputRequest(lines: readonly OutputLine[], consumer: string): Buffer {
  if (lines.length < 1 || lines.length > MAX_LINES)
    throw new RangeError(`gpio: ${lines.length} lines in one request, 1 to ${MAX_LINES} fit`);
  const request = Buffer.alloc(LINE_REQUEST_BYTES);
  lines.forEach(({ offset }, index) => {
    request.writeUInt32LE(offset, 4 * index);
  });
  request.write(consumer.slice(0, NAME_BYTES - 1), 256, "latin1");
  // config.flags is every line's default; one attribute overrides it for the active-low ones.
  request.writeBigUInt64LE(FLAG_OUTPUT, 288);
  const activeLow = bitmap(lines.map((line) => line.isActiveLow));
  // Without the values attribute the kernel would start the lines inactive, too; we do not rely on a default for a relay.
  const attributes = [
    { id: ATTRIBUTE_OUTPUT_VALUES, value: 0n, mask: bitmap(lines.map(() => true)) },
    ...(activeLow === 0n ? [] : [{ id: ATTRIBUTE_FLAGS, value: FLAG_OUTPUT | FLAG_ACTIVE_LOW, mask: activeLow }]),
  ];
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
