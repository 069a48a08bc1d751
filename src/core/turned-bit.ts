// Which bit of some bytes has turned over, when one alone has: their CRC says it. To try all of them would take a thousand times as long.

/** The polynomial of CRC-32 (ISO 3309), its bits in the order in which bytes are sent: the lowest first. */
const POLYNOMIAL = 0xedb88320;

/** What a look at the bytes finds when the bit that this CRC accuses is turned over; the bytes stay so then. */
export interface Accused<T> {
  readonly bytes: Uint8Array;
  /** Place of the CRC, four bytes, little-endian. */
  readonly crcAt: number;
  /** The bytes that it is about: `from <= index < until`. */
  readonly from: number;
  readonly until: number;
  /** The CRC that these have now. */
  readonly crc: number;
  readonly look: () => T | undefined;
}

/** Turns the bit over that alone explains why a CRC and its bytes do not agree; undefined where none does, or what is found then is nothing. */
export function withAccusedBitTurned<T>({ bytes, crcAt, from, until, crc, look }: Accused<T>): T | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const difference = (view.getUint32(crcAt, true) ^ crc) >>> 0;
  if (difference === 0) return undefined;
  // One bit of the CRC itself; its bytes are whole then.
  if ((difference & (difference - 1)) === 0) return withBitTurned(bytes, 8 * crcAt + (31 - Math.clz32(difference)), look);
  const bit = turnedBit(difference, 8 * (until - from));
  return bit === undefined ? undefined : withBitTurned(bytes, 8 * from + bit, look);
}

/** What a look finds when one of these bits is turned over; the bytes stay so then. For the few that no CRC is about. */
export function withOneBitTurned<T>(bytes: Uint8Array, from: number, until: number, look: () => T | undefined): T | undefined {
  for (let bit = from; bit < until && bit < 8 * bytes.length; bit++) {
    const found = withBitTurned(bytes, bit, look);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withBitTurned<T>(bytes: Uint8Array, bit: number, look: () => T | undefined): T | undefined {
  const [at, mask] = [bit >> 3, 1 << (bit & 7)];
  bytes[at] = (bytes[at] ?? 0) ^ mask;
  const found = look();
  if (found === undefined) bytes[at] = (bytes[at] ?? 0) ^ mask;
  return found;
}

/** The bit, counted from the first, that changes the CRC of so many bits in this way: from the last one back, each as the one behind it, a step later. */
function turnedBit(difference: number, bits: number): number | undefined {
  let changes = POLYNOMIAL;
  for (let bit = bits - 1; bit >= 0; bit--) {
    if (changes === difference) return bit;
    changes = (changes & 1) === 0 ? changes >>> 1 : ((changes >>> 1) ^ POLYNOMIAL) >>> 0;
  }
  return undefined;
}
