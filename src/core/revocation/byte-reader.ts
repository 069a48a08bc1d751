const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Most entries in all lists of one input: places, hashes, identifiers. 64 MiB in memory. */
export const MAX_ENTRIES = 16_777_216;

/**
 * Reads shards and deltas, which anybody may have made. What cannot be read, or not in its one spelling, breaks the reader: from then on
 * everything reads as nothing, so that one look at `isBroken` at the end of a record is enough.
 */
export class ByteReader {
  readonly source: Uint8Array;
  #at = 0;
  #isBroken = false;
  #entriesLeft = MAX_ENTRIES;

  constructor(source: Uint8Array) {
    this.source = source;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** True where everything was read, and nothing is left. */
  get isDone(): boolean {
    return !this.#isBroken && this.#at === this.source.length;
  }

  /** Where the next byte stands. */
  get at(): number {
    return this.#at;
  }

  get bytesLeft(): number {
    return this.#isBroken ? 0 : this.source.length - this.#at;
  }

  break(): void {
    this.#isBroken = true;
  }

  /** A number in LEB128, as short as it can be, from 0 to `most`, which is at most 2⁵³ − 1. */
  number(most: number): number {
    let value = 0;
    for (let place = 1; place <= 2 ** 49; place *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * place;
      if (byte >= 128) continue;
      const isShortest = byte !== 0 || place === 1;
      return isShortest && value <= most && !this.#isBroken ? value : this.#nothing();
    }
    return this.#nothing();
  }

  /** A number that may be missing. */
  optional(most: number): number | undefined {
    const value = this.number(most + 1);
    return value === 0 ? undefined : value - 1;
  }

  byte(): number {
    const byte = this.#isBroken ? undefined : this.source[this.#at++];
    return byte ?? this.#nothing();
  }

  bytes(count: number): Uint8Array {
    if (count > this.bytesLeft) this.break();
    if (this.#isBroken) return new Uint8Array();
    this.#at += count;
    return this.source.subarray(this.#at - count, this.#at);
  }

  /** Text in UTF-8 of at least 1 and at most `most` UTF-16 units. */
  text(most: number): string {
    const bytes = this.bytes(this.number(most * 3));
    try {
      const text = utf8.decode(bytes);
      if (text.length >= 1 && text.length <= most) return text;
    } catch {
      // not UTF-8
    }
    this.break();
    return "";
  }

  /** A count of entries, each of at least so many bits: what promises more than there is, or than anybody needs, gets no memory. */
  count(bitsOfEach: number): number {
    const count = this.number(Math.min(this.#entriesLeft, Math.floor((this.bytesLeft * 8) / bitsOfEach)));
    this.#entriesLeft -= count;
    return count;
  }

  /** Goes on at this byte, which is not before the present one. */
  goTo(at: number): void {
    if (at > this.source.length) this.break();
    else this.#at = at;
  }

  #nothing(): number {
    this.#isBroken = true;
    return 0;
  }
}
