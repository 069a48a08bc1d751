// Sorted numbers as Rice-coded gaps (R. F. Rice, "Some Practical Universal Noiseless Coding Techniques", JPL 79-22, 1979). Where credentials
// are revoked at random the gaps are geometric, and for these the code is within about 3 % of the entropy.
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Largest parameter: bits of a gap that are written as they are. */
const MAX_PARAMETER = 31;

/** Most numbers that are handled between two pauses: a millisecond of work, ten on a Raspberry Pi 3. */
const STEP = 16_384;

/** How two neighbours may differ: places of a list never repeat, the first bits of hashes may. */
export type LeastGap = 0 | 1;

/**
 * Writes ascending numbers below 2³²: how many there are, the parameter, and for each the gap to the one before, less the least there
 * can be: its quotient by 2ᵏ as that many zeros and a one, then k bits of rest; the last byte is filled up with zeros.
 */
export function writeSorted(writer: ByteWriter, numbers: Uint32Array, least: LeastGap): void {
  writer.number(numbers.length);
  if (numbers.length === 0) return;
  const k = bestParameter(numbers, least);
  writer.number(k);
  const bits = new BitWriter(writer);
  let next = 0;
  for (const number of numbers) {
    const gap = number - next;
    if (gap < 0) throw new Error("rice: the numbers do not ascend, nothing was encoded");
    const quotient = Math.floor(gap / 2 ** k);
    bits.zeros(quotient);
    bits.write(1, 1);
    bits.write(gap - quotient * 2 ** k, k);
    next = number + least;
  }
  bits.end();
}

/**
 * Reads what writeSorted() writes, with the numbers below `size`; undefined where it is not that, or not its one spelling. Pauses after
 * every few thousand numbers.
 */
export function* readSorted(reader: ByteReader, size: number, least: LeastGap): Generator<void, Uint32Array | undefined> {
  const count = reader.count(1);
  if (count === 0) return reader.isBroken ? undefined : new Uint32Array();
  const k = reader.number(MAX_PARAMETER);
  if (reader.isBroken) return undefined;
  const numbers = new Uint32Array(count);
  const bits = new BitReader(reader.source, reader.at);
  const spelling = new SpellingCheck(k);
  let next = 0;
  for (let index = 0; index < count; index++) {
    if (index % STEP === STEP - 1) yield;
    const quotient = bits.zeros();
    const gap = quotient * 2 ** k + bits.read(k);
    const number = next + gap;
    if (quotient < 0 || !(number < size)) return undefined;
    numbers[index] = number;
    spelling.see(gap);
    next = number + least;
  }
  const end = bits.end();
  if (end === undefined || !spelling.isBest(count)) return undefined;
  reader.goTo(end);
  return reader.isBroken ? undefined : numbers;
}

/** The smallest parameter with the shortest code. Length is convex in it: each step more saves less than the one before. */
function bestParameter(numbers: Uint32Array, least: LeastGap): number {
  const lengthWith = (k: number): number => {
    let [bits, next] = [numbers.length * (k + 1), 0];
    for (const number of numbers) {
      bits += (number - next) >>> k;
      next = number + least;
    }
    return bits;
  };
  // The mean gap is a good first guess, whatever the gaps are.
  const mean = (numbers.at(-1) ?? 0) / numbers.length;
  let k = Math.min(MAX_PARAMETER, Math.floor(Math.log2(Math.max(1, mean))));
  while (k < MAX_PARAMETER && lengthWith(k + 1) < lengthWith(k)) k++;
  while (k > 0 && lengthWith(k - 1) <= lengthWith(k)) k--;
  return k;
}

/** Sees to it that no other parameter would have been as good: else there were several spellings of one list. */
class SpellingCheck {
  readonly #k: number;
  #quotients = 0;
  #quotientsBelow = 0;
  #quotientsAbove = 0;

  constructor(k: number) {
    this.#k = k;
  }

  see(gap: number): void {
    const k = this.#k;
    this.#quotients += gap >>> k;
    if (k > 0) this.#quotientsBelow += gap >>> (k - 1);
    if (k < MAX_PARAMETER) this.#quotientsAbove += gap >>> (k + 1);
  }

  isBest(count: number): boolean {
    const isBetterThanBelow = this.#k === 0 || this.#quotients + count < this.#quotientsBelow;
    return isBetterThanBelow && (this.#k === MAX_PARAMETER || this.#quotients <= this.#quotientsAbove + count);
  }
}

/** Bits from the highest of a byte to the lowest. */
class BitWriter {
  readonly #writer: ByteWriter;
  #byte = 0;
  #free = 8;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  zeros(count: number): void {
    for (let left = count; left > 0; left -= 31) this.write(0, Math.min(left, 31));
  }

  /** The lowest bits of a number, at most 31 of them. */
  write(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      const taken = Math.min(left, this.#free);
      left -= taken;
      this.#free -= taken;
      this.#byte |= ((value >>> left) & ((1 << taken) - 1)) << this.#free;
      if (this.#free === 0) this.#flush();
    }
  }

  end(): void {
    if (this.#free < 8) this.#flush();
  }

  #flush(): void {
    this.#writer.byte(this.#byte);
    this.#byte = 0;
    this.#free = 8;
  }
}

class BitReader {
  readonly #source: Uint8Array;
  #at: number;

  constructor(source: Uint8Array, fromByte: number) {
    this.#source = source;
    this.#at = fromByte * 8;
  }

  /** Number of zeros before the next one, which is read, too; −1 where there is none. */
  zeros(): number {
    let place = this.#at >>> 3;
    let byte = (this.#source[place] ?? 0) & (0xff >> (this.#at & 7));
    while (byte === 0) {
      place++;
      if (place >= this.#source.length) return -1;
      byte = this.#source[place] ?? 0;
    }
    const one = place * 8 + Math.clz32(byte) - 24;
    const zeros = one - this.#at;
    this.#at = one + 1;
    return zeros;
  }

  /** So many bits as a number, at most 31 of them; past the end there are zeros, and end() tells. */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; ) {
      const free = 8 - (this.#at & 7);
      const taken = Math.min(left, free);
      const byte = this.#source[this.#at >>> 3] ?? 0;
      value = (value << taken) | ((byte >>> (free - taken)) & ((1 << taken) - 1));
      this.#at += taken;
      left -= taken;
    }
    return value;
  }

  /** The byte after the last one begun; undefined where that would be past the end, or where bits that say nothing are set. */
  end(): number | undefined {
    const end = Math.ceil(this.#at / 8);
    const stray = this.#at % 8 === 0 ? 0 : (this.#source[end - 1] ?? 0) & (0xff >> (this.#at & 7));
    return end > this.#source.length || stray !== 0 ? undefined : end;
  }
}
