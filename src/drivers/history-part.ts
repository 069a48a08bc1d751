// Parts of an index of accepted names: few enough names that a look-up can check all of them, and so what it does not find as well.
import { crc32 } from "node:zlib";
import type { EpochSeconds } from "../core/time.ts";
import type { AcceptedName } from "../history-ports.ts";

/** By the first 14 bits of a name: 61 names in each where there are a million. */
export const PARTS = 16_384;
const PART_SHIFT = 2;
const NAME_BYTES = 16;
/** The name, the time as a double (little-endian), and 1 where it is kept for ever. */
const RECORD_BYTES = NAME_BYTES + 8 + 1;
const CRC_BYTES = 4;

/** A name to be put into its part. */
export interface PartRecord {
  readonly key: Buffer;
  readonly at: EpochSeconds;
  readonly isForEver: boolean;
}

/** These names as records. */
export function recordsOf(names: readonly AcceptedName[], isForEver: boolean): readonly PartRecord[] {
  return names.map(({ name, at }) => ({ key: Buffer.from(name, "base64url"), at, isForEver }));
}

/** The part that a name belongs to. */
export function partOf(key: Buffer): number {
  return key.length < 2 ? 0 : key.readUInt16BE() >> PART_SHIFT;
}

/** Records of a part as they are kept: with the CRC-32 of the part's number and them, before them. */
export function packPart(id: number, records: Uint8Array): Buffer {
  const packed = Buffer.alloc(CRC_BYTES + records.length);
  packed.set(records, CRC_BYTES);
  packed.writeUInt32LE(checkOf(id, records));
  return packed;
}

/** The records in a kept part, or undefined where they are not as they were written, or those of another part. */
export function unpackPart(id: number, packed: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const records = bytes.subarray(CRC_BYTES);
  const isWhole = bytes.length >= CRC_BYTES && records.length % RECORD_BYTES === 0 && bytes.readUInt32LE() === checkOf(id, records);
  return isWhole ? records : undefined;
}

function checkOf(id: number, records: Uint8Array): number {
  // The length as well: zeros alone must not be a whole part.
  return crc32(records, crc32(`${id} ${records.length}`));
}

/** When the name was last accepted, as far as these records say. */
export function timeIn(records: Buffer, key: Buffer): EpochSeconds | undefined {
  const offset = offsetOf(records, key);
  return offset === undefined ? undefined : records.readDoubleLE(offset + NAME_BYTES);
}

function offsetOf(records: Buffer, key: Buffer): number | undefined {
  for (let offset = 0; offset < records.length; offset += RECORD_BYTES) {
    if (records.compare(key, 0, key.length, offset, offset + NAME_BYTES) === 0) return offset;
  }
  return undefined;
}

/** The records with more of them, of one name the later time, and without those that are kept for a while only and were accepted before. */
export function withRecords(records: Buffer, added: readonly PartRecord[], forgetBefore: EpochSeconds): Buffer {
  const kept: PartRecord[] = [];
  for (let offset = 0; offset < records.length; offset += RECORD_BYTES) {
    const at = records.readDoubleLE(offset + NAME_BYTES);
    const isForEver = records[offset + RECORD_BYTES - 1] === 1;
    if (isForEver || at >= forgetBefore) kept.push({ key: records.subarray(offset, offset + NAME_BYTES), at, isForEver });
  }
  const together = new Map<string, PartRecord>();
  for (const record of [...kept, ...added]) {
    const name = record.key.toString("latin1");
    const before = together.get(name) ?? record;
    together.set(name, { ...record, at: Math.max(record.at, before.at), isForEver: record.isForEver || before.isForEver });
  }
  return Buffer.concat([...together.values()].map(bytesOf));
}

function bytesOf({ key, at, isForEver }: PartRecord): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.set(key.subarray(0, NAME_BYTES));
  record.writeDoubleLE(at, NAME_BYTES);
  record.writeUInt8(isForEver ? 1 : 0, RECORD_BYTES - 1);
  return record;
}
