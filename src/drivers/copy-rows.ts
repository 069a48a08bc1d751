/** First bytes of a stream, without flags or an extension (PostgreSQL manual, COPY, "Binary Format"). */
const HEADER = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const FIRST_BYTES = 65_536;
const NULL = -1;
const END = -1;

/** Rows for COPY … WITH (FORMAT binary): no digits to be read, and bytes as they are. Values are put in the order of the columns; undefined is NULL. */
export class CopyRows {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = HEADER.copy(this.#bytes);

  /** Begins a row of so many values. */
  begin(columns: number): void {
    this.#reserve(2);
    this.#length = this.#bytes.writeInt16BE(columns, this.#length);
  }

  /** PostgreSQL has no text with a zero in it: it is replaced here, and what was signed has it still. */
  text(value: string | undefined): void {
    if (value === undefined) {
      this.#field(NULL);
      return;
    }
    const storable = value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
    this.#reserve(4 + 3 * storable.length);
    const written = this.#bytes.write(storable, this.#length + 4, "utf8");
    this.#bytes.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  bytes(value: Uint8Array): void {
    this.#field(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  float(value: number | undefined): void {
    this.#field(value === undefined ? NULL : 8);
    if (value !== undefined) this.#length = this.#bytes.writeDoubleBE(value, this.#length);
  }

  integer(value: number): void {
    this.#field(4);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
  }

  /** A count, 64 bits wide. */
  count(value: number): void {
    this.#field(8);
    this.#length = this.#bytes.writeUInt32BE(Math.floor(value / 2 ** 32), this.#length);
    this.#length = this.#bytes.writeUInt32BE(value % 2 ** 32, this.#length);
  }

  flag(value: boolean): void {
    this.#field(1);
    this.#length = this.#bytes.writeUInt8(value ? 1 : 0, this.#length);
  }

  /** All of them, with the end. */
  finish(): Uint8Array {
    this.#reserve(2);
    return this.#bytes.subarray(0, this.#bytes.writeInt16BE(END, this.#length));
  }

  #field(length: number): void {
    this.#reserve(4 + Math.max(0, length));
    this.#length = this.#bytes.writeInt32BE(length, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
