/** Puts the bytes of shards and deltas together; numbers in LEB128, 7 bits a byte, the lowest first. */
export class ByteWriter {
  #bytes = Buffer.alloc(1024);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** A whole number from 0 to 2⁵³ − 1. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`byte writer: ${value} is no number of a shard, nothing was encoded`);
    let rest = value;
    // No shifts: they would cut a number to 32 bits.
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte(128 + (rest % 128));
    this.byte(rest);
  }

  /** A number that may be missing. */
  optional(value: number | undefined): void {
    this.number(value === undefined ? 0 : value + 1);
  }

  byte(value: number): void {
    this.#makeRoomFor(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(bytes: Uint8Array): void {
    this.#makeRoomFor(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Text in UTF-8 with its length in bytes before it. */
  text(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    this.number(bytes.length);
    this.bytes(bytes);
  }

  /** All that was written. */
  written(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  #makeRoomFor(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const roomier = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + count));
    roomier.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = roomier;
  }
}
