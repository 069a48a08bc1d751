// The strict decoder behind cbor.ts. Why not the one of the library that writes our CBOR: docs/decisions/0009-own-cbor-decoder.md.
import { Simple, Tag } from "cbor2";
import { type Checked, fail, pass } from "./checked.ts";

/** Deepest nesting of maps and tags; an array counts as two. A credential needs six. */
const MAX_DEPTH = 16;

/**
 * Most items in one encoding, keys and lists and maps themselves among them. The fullest real credentials have some 200; 64 KiB can
 * hold 65,536, each of them an object in memory.
 */
export const MAX_ITEMS = 2000;

/** Major types (RFC 8949 §3.1). */
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const TAG = 6;
const SIMPLE_OR_FLOAT = 7; // 5 is a map

/** In place of an item: there is none, or none that we take. CBOR's own `undefined` is an item. */
const REFUSED = Symbol("refused");

/** Reads one encoding from its first byte to its last; a reader that has refused anything is used no more. */
export class CborReader {
  readonly #source: Uint8Array;
  readonly #bytes: Buffer;
  #at = 0;
  #itemsLeft = MAX_ITEMS;

  constructor(bytes: Uint8Array) {
    this.#source = bytes;
    this.#bytes = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The one item that fills the input, or why there is none: `malformed`, or `too-large` where it has more than MAX_ITEMS. */
  read(): Checked<unknown> {
    const item = this.#item(0);
    if (this.#itemsLeft < 0) return fail("too-large");
    return item === REFUSED || this.#at !== this.#bytes.length ? fail("malformed") : pass(item);
  }

  #item(depth: number): unknown {
    const head = this.#bytes[this.#at++];
    if (head === undefined || depth > MAX_DEPTH || --this.#itemsLeft < 0) return REFUSED;
    const major = head >> 5;
    const info = head & 0x1f;
    if (major === SIMPLE_OR_FLOAT) return this.#simpleOrFloat(info);
    const argument = info < 24 ? info : this.#argument(info);
    if (argument === undefined) return REFUSED;
    if (major === TAG) return this.#tag(argument, depth);
    if (major <= NEGATIVE) return major === NEGATIVE ? negative(argument) : argument;
    // Each item takes at least a byte: what promises more of them than bytes are left is refused before anything is made for it.
    if (argument > this.#bytes.length - this.#at) return REFUSED;
    const count = Number(argument);
    if (major === BYTES) return this.#take(count);
    if (major === TEXT) return this.#text(count);
    return major === ARRAY ? this.#array(count, depth) : this.#map(count, depth);
  }

  /** The number in 1, 2, 4 or 8 bytes after the head, where it would not have fitted into fewer; undefined for all other heads. */
  #argument(info: number): number | bigint | undefined {
    const from = this.#at;
    const size = 2 ** (info - 24);
    this.#at += size;
    if (size > 8 || this.#at > this.#bytes.length) return undefined;
    if (size < 8) {
      const value = this.#bytes.readUIntBE(from, size);
      return value >= (size === 1 ? 24 : 2 ** (size * 4)) ? value : undefined;
    }
    const value = this.#bytes.readBigUInt64BE(from);
    if (value < 2n ** 32n) return undefined;
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  #take(length: number): Uint8Array {
    const from = this.#at;
    this.#at += length;
    return this.#source.subarray(from, this.#at);
  }

  /** Text of this many bytes of UTF-8, as it stands: no byte-order mark is dropped. */
  #text(length: number): unknown {
    const from = this.#at;
    this.#at += length;
    const text = this.#bytes.toString("utf8", from, this.#at);
    // Bytes that are no UTF-8 become replacement characters. One that was there from the beginning gives the same bytes again.
    const isExact = !text.includes("\ufffd") || Buffer.from(text, "utf8").equals(this.#bytes.subarray(from, this.#at));
    return isExact ? text : REFUSED;
  }

  #array(count: number, depth: number): unknown {
    const items: unknown[] = [];
    for (let index = 0; index < count; index++) {
      const item = this.#item(depth + 2);
      if (item === REFUSED) return REFUSED;
      items.push(item);
    }
    return items;
  }

  /**
   * Keys that differ in their bytes and not in JavaScript (0 and -0.0, two NaN) are duplicates, too: the one would hide the other.
   * Byte strings, lists and maps are no keys: COSE and CWT have integers and texts only (RFC 9052 §1.5, RFC 8392 §1.1), and
   * JavaScript would not see that two are equal.
   */
  #map(count: number, depth: number): unknown {
    const map = new Map<unknown, unknown>();
    for (let index = 0; index < count; index++) {
      const key = this.#item(depth + 1);
      if (key === REFUSED || (typeof key === "object" && key !== null)) return REFUSED;
      const value = this.#item(depth + 1);
      if (value === REFUSED) return REFUSED;
      map.set(key, value);
    }
    return map.size === count ? map : REFUSED;
  }

  #tag(number: number | bigint, depth: number): unknown {
    const contents = this.#item(depth + 1);
    return contents === REFUSED ? REFUSED : new Tag(number, contents);
  }

  #simpleOrFloat(info: number): unknown {
    const from = this.#at;
    if (info < 24) return Simple.create(info);
    const size = 2 ** (info - 24);
    this.#at += size;
    if (size > 8 || this.#at > this.#bytes.length) return REFUSED;
    if (size === 1) {
      const value = this.#bytes.readUInt8(from);
      return value < 32 ? REFUSED : Simple.create(value);
    }
    if (size === 2) return float(halfOf(this.#bytes.readUInt16BE(from)), () => false);
    return size === 4 ? float(this.#bytes.readFloatBE(from), isHalf) : float(this.#bytes.readDoubleBE(from), isSingle);
  }
}

/** RFC 8949 §3.1: −1 − argument. */
function negative(argument: number | bigint): number | bigint {
  return typeof argument === "bigint" ? -1n - argument : -1 - argument;
}

/** A float that no shorter float and no integer holds. Minus zero is no integer. */
function float(value: number, fitsShorter: (value: number) => boolean): unknown {
  return fitsShorter(value) || (Number.isSafeInteger(value) && !Object.is(value, -0)) ? REFUSED : value;
}

/** IEEE 754 binary16, RFC 8949 appendix D. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** A half has 11 significant bits, 65,504 is its largest number and 2⁻²⁴ its smallest step. */
function isHalf(value: number): boolean {
  if (!Number.isFinite(value)) return true;
  const size = Math.abs(value);
  const step = 2 ** Math.max(-24, Math.floor(Math.log2(size)) - 10);
  return size <= 65_504 && size % step === 0;
}

function isSingle(value: number): boolean {
  return Number.isNaN(value) || Math.fround(value) === value;
}
