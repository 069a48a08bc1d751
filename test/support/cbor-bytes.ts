// CBOR (RFC 8949) put together by hand, so that tests can also write what no encoder would.

/** The head of an item: major type and argument, in the shortest form. */
export function head(major: number, argument: number | bigint): Uint8Array {
  const value = BigInt(argument);
  if (value < 24n) return Uint8Array.of((major << 5) | Number(value));
  if (value < 0x100n) return Uint8Array.of((major << 5) | 24, Number(value));
  const size = value < 0x1_0000n ? 2 : value < 0x1_0000_0000n ? 4 : 8;
  return Buffer.concat([Uint8Array.of((major << 5) | (size === 2 ? 25 : size === 4 ? 26 : 27)), bigEndian(value, size)]);
}

/** The head of an item with its argument in 1, 2, 4 or 8 bytes, however small it is. */
export function longHead(major: number, argument: number, size: 1 | 2 | 4 | 8): Uint8Array {
  return Buffer.concat([Uint8Array.of((major << 5) | (24 + Math.log2(size))), bigEndian(BigInt(argument), size)]);
}

/** An integer. */
export function int(value: number | bigint): Uint8Array {
  return value < 0 ? head(1, -1n - BigInt(value)) : head(0, value);
}

/** A byte string. */
export function bytes(value: Uint8Array | string): Uint8Array {
  const content = Buffer.from(value);
  return Buffer.concat([head(2, content.length), content]);
}

/** A text string, from text or from bytes that need not be UTF-8. */
export function text(value: string | Uint8Array): Uint8Array {
  const content = Buffer.from(value);
  return Buffer.concat([head(3, content.length), content]);
}

/** An array of encoded items. */
export function array(...items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([head(4, items.length), ...items]);
}

/** A map of encoded keys and values, in the given order, duplicates and all. */
export function map(...pairs: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
}

/** A tagged item. */
export function tag(number: number | bigint, item: Uint8Array): Uint8Array {
  return Buffer.concat([head(6, number), item]);
}

/** A double-precision float, whether a shorter one would do or not. */
export function float64(value: number): Uint8Array {
  const item = Buffer.alloc(9, 0xfb);
  item.writeDoubleBE(value, 1);
  return item;
}

/** Bytes from hex digits; spaces may stand between them. */
export function hex(digits: string): Uint8Array {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

function bigEndian(value: bigint, size: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(size * 2, "0"), "hex");
}
