// A file of an audit is a row of blocks, each a gzip member (RFC 1952), so that `zcat` shows all of it. Every block says how long it is and what
// stands before it: a reader needs one block at a time, and a changed byte is found in its block.
import { sameBytes } from "../journal-chain.ts";
import { HASH_BYTES } from "../merkle-tree.ts";
import { sha256 } from "../signature.ts";
import { crc32, deflateRaw, inflateRawUpTo } from "../zlib.ts";

/** Largest block, bytes, packed and unpacked. That of 256 entries of the largest size, each with a sealed part, has 1.8 MB. */
export const MAX_BLOCK_BYTES = 4_194_304;
/** Bytes from which on it is known how long a block is. */
export const BLOCK_HEAD_BYTES = 20;
/** What stands in the place of the block before the first. */
export const NO_BLOCK: Uint8Array = new Uint8Array(HASH_BYTES);

/** gzip, deflate, with an extra field; no time and no system, so that the same contents are the same bytes. Then the field: subfields TA and TH. */
const MAGIC = Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 44, 0, 0x54, 0x41, 4, 0);
const LINK_ID = Uint8Array.of(0x54, 0x48, HASH_BYTES, 0);
const LINK_AT = BLOCK_HEAD_BYTES + LINK_ID.length;
const DATA_AT = LINK_AT + HASH_BYTES;
const TRAILER_BYTES = 8;
/** Most bytes that one stored block of deflate takes. */
const MAX_STORED_BYTES = 65_535;

/** A block around a text. */
export function encodeBlock(text: Uint8Array, before: Uint8Array): Uint8Array {
  return framed(deflateRaw(text), text, before);
}

/** The last block of a file: not packed, so that it has one spelling. No block stands behind it that would tell of a changed bit. Throws above 65,535 bytes. */
export function encodeLastBlock(text: Uint8Array, before: Uint8Array): Uint8Array {
  if (text.length > MAX_STORED_BYTES) throw new Error(`audit: a last block of ${text.length} bytes`);
  const stored = Buffer.alloc(5 + text.length);
  stored[0] = 1;
  stored.writeUInt16LE(text.length, 1);
  stored.writeUInt16LE(text.length ^ 0xffff, 3);
  stored.set(text, 5);
  return framed(stored, text, before);
}

function framed(packed: Uint8Array, text: Uint8Array, before: Uint8Array): Uint8Array {
  const block = Buffer.alloc(DATA_AT + packed.length + TRAILER_BYTES);
  block.set(MAGIC);
  block.writeUInt32LE(block.length, MAGIC.length);
  block.set(LINK_ID, BLOCK_HEAD_BYTES);
  block.set(before, LINK_AT);
  block.set(packed, DATA_AT);
  block.writeUInt32LE(crc32(text), block.length - 8);
  block.writeUInt32LE(text.length, block.length - 4);
  return block;
}

/** How long the block is that begins with these bytes; undefined: no block does. */
export function blockBytes(head: Uint8Array): number | undefined {
  if (head.length < BLOCK_HEAD_BYTES || !sameBytes(head.subarray(0, MAGIC.length), MAGIC)) return undefined;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length).readUInt32LE(MAGIC.length);
  return bytes > DATA_AT + TRAILER_BYTES && bytes <= MAX_BLOCK_BYTES ? bytes : undefined;
}

/** A block, unpacked. */
export interface Block {
  /** Lines, each with its end. */
  readonly text: Uint8Array;
  /** What the block says of the one before it: linkAfter() of that, or NO_BLOCK. */
  readonly before: Uint8Array;
}

/** The block in these bytes; undefined where they have changed so that they are none any more. Bits that unpacking skips, the next one's `before` tells of. */
export function decodeBlock(bytes: Uint8Array): Block | undefined {
  if (blockBytes(bytes) !== bytes.length || !sameBytes(bytes.subarray(BLOCK_HEAD_BYTES, LINK_AT), LINK_ID)) return undefined;
  const trailer = Buffer.from(bytes.buffer, bytes.byteOffset + bytes.length - TRAILER_BYTES, TRAILER_BYTES);
  const text = inflateRawUpTo(bytes.subarray(DATA_AT, bytes.length - TRAILER_BYTES), MAX_BLOCK_BYTES);
  if (text?.length !== trailer.readUInt32LE(4) || crc32(text) !== trailer.readUInt32LE(0)) return undefined;
  return { text, before: bytes.subarray(LINK_AT, DATA_AT) };
}

/** What the block behind this one says of it. */
export function linkAfter(block: Uint8Array): Uint8Array {
  return sha256(block);
}
