// Payment codes made by hand, with a checksum by table: no code of the product's.

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x1021 : value << 1;
  return value & 0xffff;
});

/** CRC-16/CCITT-FALSE as four capital hex digits. */
export function checksum(bytes: Uint8Array): string {
  let crc = 0xffff;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0);
  return crc.toString(16).toUpperCase().padStart(4, "0");
}

/** What a maker counts the length of a value in. */
export type Counting = "bytes" | "units" | "points";

/** A data object: tag, length, value. */
export function object(tag: string, value: string, counting: Counting = "bytes"): string {
  const length = { bytes: Buffer.byteLength(value), units: value.length, points: [...value].length }[counting];
  return `${tag}${String(length).padStart(2, "0")}${value}`;
}

/** The objects with their checksum behind them. */
export function sealed(...objects: readonly string[]): string {
  const covered = `${objects.join("")}6304`;
  return covered + checksum(Buffer.from(covered));
}

/** NAPAS' template: bank, account, service. */
export function napas(account = "0000000000", bin = "970400"): string {
  return object("38", object("00", "A000000727") + object("01", object("00", bin) + object("01", account)) + object("02", "QRIBFTTA"));
}

export const HEAD = object("00", "01");
export const DYNAMIC = object("01", "12");
export const TAIL = object("53", "704") + object("54", "50000") + object("58", "VN");
