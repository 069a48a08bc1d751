/** Text of ASCII letters as bytes. */
export function ascii(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** A packed stream with what stands in its dictionary beside its length (ISO 32000-1 §7.3.8). */
export function stream(bytes: Uint8Array, deflate: (bytes: Uint8Array) => Uint8Array, dictionary = ""): Uint8Array {
  const packed = deflate(bytes);
  const head = `<< /Length ${packed.length} /Filter /FlateDecode ${dictionary}>>\nstream\n`;
  return Buffer.concat([ascii(head), packed, ascii("\nendstream")]);
}

/** The numbered objects of a file, and its table of where each begins. */
export class PdfObjects {
  readonly #objects: (Uint8Array | undefined)[] = [];

  /** A number for an object that follows later. */
  reserve(): number {
    return this.#objects.push(undefined);
  }

  set(number: number, object: Uint8Array): void {
    this.#objects[number - 1] = object;
  }

  /** The number of a new object. */
  add(object: Uint8Array): number {
    return this.#objects.push(object);
  }

  /** The whole file (ISO 32000-1 §7.5). `comment`: a line that begins with `%`, which stands before the table. */
  file(catalog: number, info: number, comment?: string): Uint8Array {
    // Four bytes beyond ASCII tell programs that carry files that this one is no text.
    const parts: Uint8Array[] = [Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1")];
    const places: number[] = [];
    let at = parts[0]?.length ?? 0;
    for (const [index, object] of this.#objects.entries()) {
      const part = Buffer.concat([ascii(`${index + 1} 0 obj\n`), object ?? ascii("null"), ascii("\nendobj\n")]);
      places.push(at);
      parts.push(part);
      at += part.length;
    }
    const remark = ascii(comment === undefined ? "" : `${comment}\n`);
    parts.push(remark);
    at += remark.length;
    const count = places.length + 1;
    const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
    const table = `xref\n0 ${count}\n0000000000 65535 f \n${rows}`;
    const trailer = `trailer\n<< /Size ${count} /Root ${catalog} 0 R /Info ${info} 0 R >>\nstartxref\n${at}\n%%EOF\n`;
    return Buffer.concat([...parts, ascii(table + trailer)]);
  }
}
