// What a reader in HID-POS mode sends, read by its own description. Sources: USB Device Class Definition for HID 1.11, §6.2.2 (report
// descriptors); HID Point of Sale Usage Tables 1.02, page 8C (bar code scanner); Generic Desktop page, usage 3B (byte count).
import { MAX_SYMBOL_BYTES } from "../scan.ts";

/** The kernel hands out no longer one: HID_MAX_DESCRIPTOR_SIZE of linux/hid.h. In bytes. */
export const MAX_DESCRIPTOR_BYTES = 4096;
/** A USB report of 64 bytes is usual; this many are taken. */
export const MAX_REPORT_BYTES = 4096;

/** A field of an input report, in bits from its beginning, the report's id counted. */
interface Field {
  readonly offset: number;
  readonly bits: number;
}

/** Where the code stands in an input report. */
export interface ScanReport {
  /** First byte of each report; undefined: this device numbers none. */
  readonly id: number | undefined;
  readonly data: Field;
  /** How many bytes of `data` are the code's; absent: it ends before the zeros at the end. */
  readonly count?: Field;
  /** One bit: the next report goes on with the same code. Absent: a full report may go on, and only quiet tells that it does not. */
  readonly more?: Field;
}

/** Kinds of short items, without their size. */
const ITEM = {
  push: 0xa4,
  pop: 0xb4,
  page: 0x04,
  size: 0x74,
  id: 0x84,
  count: 0x94,
  usage: 0x08,
  input: 0x80,
  collection: 0xa0,
  endCollection: 0xc0,
} as const;
const BARCODE_PAGE = 0x8c;
const DESKTOP_PAGE = 0x01;
const USAGE = { decodedData: (BARCODE_PAGE << 16) | 0xfe, more: (BARCODE_PAGE << 16) | 0xff, count: (DESKTOP_PAGE << 16) | 0x3b } as const;

/** What holds until it is said anew. */
interface Globals {
  readonly page: number;
  readonly size: number;
  readonly count: number;
  readonly id: number | undefined;
}

/** What a descriptor has said so far. */
interface Description extends Globals {
  page: number;
  size: number;
  count: number;
  id: number | undefined;
  /** Put aside by Push, for Pop. */
  readonly aside: Globals[];
  usages: number[];
  depth: number;
  /** Bits of each report, by its id, and what was found in it. */
  readonly ends: Map<number | undefined, number>;
  readonly found: Map<number | undefined, Partial<Record<keyof typeof USAGE, Field>>>;
}

/** Finds the report of scanned data in a device's report descriptor; undefined: this is no such reader, or its description is broken. */
export function scanReportOf(descriptor: Uint8Array): ScanReport | undefined {
  if (descriptor.length > MAX_DESCRIPTOR_BYTES) return undefined;
  const said: Description = {
    page: 0,
    size: 0,
    count: 0,
    id: undefined,
    aside: [],
    usages: [],
    depth: 0,
    ends: new Map(),
    found: new Map(),
  };
  for (let at = 0; at < descriptor.length; ) {
    const prefix = descriptor[at] ?? 0;
    const size = [0, 1, 2, 4][prefix & 0b11] ?? 0;
    const data = descriptor.subarray(at + 1, at + 1 + size);
    // Of long items none is defined.
    if (prefix === 0xfe || data.length < size || !takeItem(said, prefix & 0xfc, data)) return undefined;
    at += 1 + size;
  }
  if (said.depth !== 0) return undefined;
  for (const [id, { decodedData, count, more }] of said.found)
    if (decodedData && decodedData.offset % 8 === 0) return { id, data: decodedData, ...(count && { count }), ...(more && { more }) };
  return undefined;
}

/** False where a report would be larger than any, or where Pop has nothing to take. Of the items that are not here none says where something is. */
function takeItem(said: Description, item: number, data: Uint8Array): boolean {
  const value = littleEndian(data);
  if (item === ITEM.page) said.page = value;
  if (item === ITEM.size) said.size = value;
  if (item === ITEM.count) said.count = value;
  if (item === ITEM.id) said.id = value;
  if (item === ITEM.push) said.aside.push({ page: said.page, size: said.size, count: said.count, id: said.id });
  if (item === ITEM.pop) {
    const globals = said.aside.pop();
    if (!globals) return false;
    Object.assign(said, globals);
  }
  if (item === ITEM.usage) said.usages.push(data.length === 4 ? value : ((said.page << 16) | value) >>> 0);
  if (item === ITEM.collection) said.depth++;
  if (item === ITEM.endCollection) said.depth--;
  if (item === ITEM.input) {
    const offset = said.ends.get(said.id) ?? (said.id === undefined ? 0 : 8);
    const bits = said.size * said.count;
    if (offset + bits > MAX_REPORT_BYTES * 8) return false;
    said.ends.set(said.id, offset + bits);
    said.found.set(said.id, { ...said.found.get(said.id), ...fieldsOf(said.usages, { offset, bits }) });
  }
  // Usages count up to the next main item.
  if ((item & 0b1100) === 0) said.usages = [];
  return true;
}

/** The fields of one main item that say something about a code: each has an item of its own. */
function fieldsOf(usages: readonly number[], field: Field): Partial<Record<keyof typeof USAGE, Field>> {
  const name = (Object.keys(USAGE) as (keyof typeof USAGE)[]).find((each) => usages.length === 1 && usages[0] === USAGE[each]);
  return name ? { [name]: field } : {};
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

/** Puts the reports of one connection together. It holds at most MAX_SYMBOL_BYTES. */
export interface ReportAssembler {
  /** Takes one report. Returns the code that is now whole. */
  report(bytes: Uint8Array): Uint8Array | undefined;
  /** Nothing came for a gap. Returns the code that was whole if nothing more belongs to it. */
  quiet(): Uint8Array | undefined;
  /** Forgets the beginning of a code whose rest never came. */
  forget(): void;
  readonly isHolding: boolean;
  /** Codes dropped so far because they were longer than any. */
  readonly dropped: number;
}

/** An assembler for reports of this shape; others pass by. */
export function reportAssembler({ id, data, count, more }: ScanReport): ReportAssembler {
  let held: number[] = [];
  let isTooLong = false;
  let dropped = 0;

  function forget(): void {
    held = [];
    isTooLong = false;
  }

  function take(): Uint8Array | undefined {
    const symbol = Uint8Array.from(held);
    if (isTooLong) dropped++;
    const isCode = symbol.length > 0 && !isTooLong;
    forget();
    return isCode ? symbol : undefined;
  }

  return {
    report(bytes) {
      if (id !== undefined && bytes[0] !== id) return undefined;
      const whole = bytes.subarray(data.offset / 8, (data.offset + data.bits) / 8);
      const length = count === undefined ? lengthWithoutZeros(whole) : Math.min(numberAt(bytes, count), whole.length);
      if (held.length + length > MAX_SYMBOL_BYTES) isTooLong = true;
      else held.push(...whole.subarray(0, length));
      const mayGoOn = more ? numberAt(bytes, more) !== 0 : length === whole.length;
      return mayGoOn ? undefined : take();
    },
    quiet: () => (more ? undefined : take()),
    forget,
    get isHolding() {
      return held.length > 0 || isTooLong;
    },
    get dropped() {
      return dropped;
    },
  };
}

/** A field of at most 16 bits. */
function numberAt(bytes: Uint8Array, { offset, bits }: Field): number {
  let value = 0;
  for (let bit = Math.min(bits, 16) - 1; bit >= 0; bit--)
    value = value * 2 + (((bytes[(offset + bit) >> 3] ?? 0) >> ((offset + bit) & 7)) & 1);
  return value;
}

function lengthWithoutZeros(bytes: Uint8Array): number {
  return bytes.findLastIndex((byte) => byte !== 0) + 1;
}
