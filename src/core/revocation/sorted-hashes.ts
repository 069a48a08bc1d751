// Hashes of one width in one piece of memory, ascending. Random as they are, only their order can be saved: the first 32 bits are coded
// as gaps, the rest stands as it is.
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { MAX_SIZE } from "./list.ts";
import { readSorted, writeSorted } from "./rice.ts";

/** Bytes of a hash whose order is coded. */
const TOP_BYTES = 4;

/** Hashes given in lower-case hex, ascending, each once. */
export function sortedHashes(hex: Iterable<string>): Uint8Array {
  return new Uint8Array(Buffer.from([...new Set(hex)].toSorted().join(""), "hex"));
}

/** The same, taken apart again. */
export function hexHashes(hashes: Uint8Array, width: number): readonly string[] {
  const hex = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length).toString("hex");
  return Array.from({ length: hashes.length / width }, (_, index) => hex.slice(index * width * 2, (index + 1) * width * 2));
}

/** True where this hash, of the list's width, is among them. */
export function hasHash(hashes: Uint8Array, hash: Uint8Array): boolean {
  let [from, until] = [0, hashes.length / hash.length];
  while (from < until) {
    const middle = (from + until) >>> 1;
    const order = compareAt(hashes, middle * hash.length, hash, 0, hash.length);
    if (order === 0) return true;
    if (order < 0) from = middle + 1;
    else until = middle;
  }
  return false;
}

/** Writes hashes of this width. */
export function writeHashes(writer: ByteWriter, hashes: Uint8Array, width: number): void {
  const [view, count] = [new DataView(hashes.buffer, hashes.byteOffset, hashes.length), hashes.length / width];
  writeSorted(
    writer,
    Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * width)),
    0,
  );
  for (let at = 0; at < hashes.length; at += width) writer.bytes(hashes.subarray(at + TOP_BYTES, at + width));
}

/** Reads what writeHashes() writes, or undefined. */
export function* readHashes(reader: ByteReader, width: number): Generator<void, Uint8Array | undefined> {
  const tops = yield* readSorted(reader, MAX_SIZE, 0);
  if (!tops) return undefined;
  const rests = reader.bytes(tops.length * (width - TOP_BYTES));
  if (reader.isBroken) return undefined;
  const hashes = new Uint8Array(tops.length * width);
  const view = new DataView(hashes.buffer);
  for (let index = 0, at = 0, restAt = 0; index < tops.length; index++, at += width, restAt += width - TOP_BYTES) {
    view.setUint32(at, tops[index] ?? 0);
    hashes.set(rests.subarray(restAt, restAt + width - TOP_BYTES), at + TOP_BYTES);
    if (index > 0 && compareAt(hashes, at - width, hashes, at, width) >= 0) return undefined;
    if (index % 4096 === 4095) yield;
  }
  return hashes;
}

/** Negative where the first hash goes before the second, 0 where they are the same. */
function compareAt(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, width: number): number {
  for (let offset = 0; offset < width; offset++) {
    const difference = (a[aAt + offset] ?? 0) - (b[bAt + offset] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
