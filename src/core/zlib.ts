// The only file of core/ that names node:zlib. Inflating is a pure function of its input; why the library of Node and not
// one in JavaScript is in docs/decisions/0003-zlib-in-core.md.
import {
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  crc32 as nodeCrc32,
} from "node:zlib";
import { type Checked, fail, pass } from "./checked.ts";

/** Largest inflated credential, in bytes. The densest QR code can unfold to 2.4 MiB of zeros; real credentials stay under 4 KiB. */
export const MAX_INFLATED_BYTES = 65_536;

/**
 * The contents of one zlib stream (RFC 1950) that ends exactly where the input ends. Never allocates past MAX_INFLATED_BYTES. Bits
 * that the stream skips must be zero, as every encoder writes them: a flipped bit never goes unseen.
 */
export function inflate(compressed: Uint8Array): Checked<Uint8Array> {
  const unpacked = unpack(inflateSync, compressed, MAX_INFLATED_BYTES);
  return unpacked.ok && hasStrayBits(compressed, unpacked.value) ? fail("compression-invalid") : unpacked;
}

/** The contents of one zlib stream that ends where the input ends, or undefined where it is none or unpacks to more than `maxBytes`. */
export function inflateUpTo(compressed: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const unpacked = unpack(inflateSync, compressed, maxBytes, compressed.length, LARGE_CHUNK_BYTES);
  return unpacked.ok ? unpacked.value : undefined;
}

/**
 * The contents of one raw deflate stream (RFC 1951) that ends in the input's last byte. Never allocates past MAX_INFLATED_BYTES. Bits that
 * the stream skips are not looked at: in a SMART Health Card the compressed bytes are the signed ones, and no bit of them can be flipped.
 */
export function inflateRaw(compressed: Uint8Array): Checked<Uint8Array> {
  return unpack(inflateRawSync, compressed, MAX_INFLATED_BYTES);
}

/** Bytes of the zlib header, and of the Adler-32 sum at the end. */
const HEADER_BYTES = 2;
const ADLER_BYTES = 4;

/** Looks for set bits that inflating skips: after the head of a stored first block, and after the end of the last block (RFC 1951 §3.2). */
function hasStrayBits(compressed: Uint8Array, contents: Uint8Array): boolean {
  const first = compressed[HEADER_BYTES] ?? 0;
  const isStored = (first & 0b110) === 0;
  if (isStored && first >> 3 !== 0) return true;
  const lastAt = compressed.length - ADLER_BYTES - 1;
  const last = compressed[lastAt] ?? 0;
  if (last === 0) return false;
  // Without its highest bit the stream says something else, or nothing at all; where it still says the same, nobody read that bit.
  const without = new Uint8Array(compressed.subarray(HEADER_BYTES));
  without[lastAt - HEADER_BYTES] = last & ~(1 << (31 - Math.clz32(last)));
  const again = unpack(inflateBlocks, without, MAX_INFLATED_BYTES, compressed.length - HEADER_BYTES - ADLER_BYTES);
  return again.ok && Buffer.compare(again.value, contents) === 0;
}

/**
 * Blocks without head and sum, perhaps cut. A stream that says something else runs on into the sum and past its end, and is no error
 * here: making one costs ten times the inflating.
 */
const inflateBlocks: typeof inflateSync = (blocks, options) => inflateRawSync(blocks, { ...options, finishFlush: constants.Z_SYNC_FLUSH });

/** The same of a stream as deflateRaw() makes it, up to `maxBytes`; undefined where it is none, is longer, or does not end with the input. */
export function inflateRawUpTo(compressed: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const unpacked = unpack(inflateRawSync, compressed, maxBytes, compressed.length, LARGE_CHUNK_BYTES);
  return unpacked.ok ? unpacked.value : undefined;
}

/** The contents of one gzip stream (RFC 1952) that ends exactly where the input ends. Never allocates past `maxBytes`. */
export function gunzip(compressed: Uint8Array, maxBytes: number): Checked<Uint8Array> {
  return unpack(gunzipSync, compressed, maxBytes, compressed.length, maxBytes > MAX_INFLATED_BYTES ? LARGE_CHUNK_BYTES : CHUNK_BYTES);
}

/** The contents of one Brotli stream (RFC 7932) that ends exactly where the input ends. Never allocates past `maxBytes`. */
export function unbrotli(compressed: Uint8Array, maxBytes: number): Checked<Uint8Array> {
  try {
    const { buffer, engine } = brotliDecompressSync(compressed, {
      maxOutputLength: maxBytes,
      chunkSize: LARGE_CHUNK_BYTES,
      info: true,
    }) as unknown as Inflated;
    return engine.bytesWritten === compressed.length ? pass(buffer) : fail("compression-invalid");
  } catch (error) {
    return fail(error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "compression-invalid");
  }
}

/** Bytes that are unpacked at a time: most credentials at once. Node would reserve eight times as much. */
const CHUNK_BYTES = 2048;

/** The same for status lists, which are megabytes. */
const LARGE_CHUNK_BYTES = 65_536;

function unpack(
  unpackSync: typeof inflateSync,
  compressed: Uint8Array,
  maxBytes: number,
  usedBytes = compressed.length,
  chunkSize = CHUNK_BYTES,
): Checked<Uint8Array> {
  try {
    // With `info` the engine comes back too, and says how much of the input the stream really used.
    const options = { maxOutputLength: maxBytes, chunkSize, info: true };
    const { buffer, engine } = unpackSync(compressed, options) as unknown as Inflated;
    if (engine.bytesWritten !== usedBytes) return fail("compression-invalid");
    return pass(buffer);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") return fail("too-large");
    if (code === "Z_BUF_ERROR") return fail("truncated");
    return fail("compression-invalid");
  }
}

/** What Node returns with `info: true`; its type definitions do not say so. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** A zlib stream of some bytes at the highest level, for the issuer: QR codes are small things. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 9 });
}

/** A raw deflate stream (RFC 1951) of some bytes, at the level at which most tools pack: exports are large, and are waited for. */
export function deflateRaw(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 6 });
}

/** CRC-32 (ISO 3309, as in RFC 1952 §8) of some bytes, or of `before` and these bytes after it. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return nodeCrc32(bytes, before);
}
