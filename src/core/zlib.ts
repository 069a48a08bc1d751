// The only file of core/ that names node:zlib. Inflating is a pure function of its input; why the library of Node and not
// one in JavaScript is in docs/decisions/0003-zlib-in-core.md.
import { deflateSync, gunzipSync, inflateSync, crc32 as nodeCrc32 } from "node:zlib";
import { type Checked, fail, pass } from "./checked.ts";

/** Largest inflated credential, in bytes. The densest QR code can unfold to 2.4 MiB of zeros; real credentials stay under 4 KiB. */
export const MAX_INFLATED_BYTES = 65_536;

/** The contents of one zlib stream (RFC 1950) that ends exactly where the input ends. Never allocates past MAX_INFLATED_BYTES. */
export function inflate(compressed: Uint8Array): Checked<Uint8Array> {
  return unpack(inflateSync, compressed, MAX_INFLATED_BYTES);
}

/** The contents of one gzip stream (RFC 1952) that ends exactly where the input ends. Never allocates past `maxBytes`. */
export function gunzip(compressed: Uint8Array, maxBytes: number): Checked<Uint8Array> {
  return unpack(gunzipSync, compressed, maxBytes);
}

function unpack(unpackSync: typeof inflateSync, compressed: Uint8Array, maxBytes: number): Checked<Uint8Array> {
  try {
    // With `info` the engine comes back too, and says how much of the input the stream really used.
    const { buffer, engine } = unpackSync(compressed, { maxOutputLength: maxBytes, info: true }) as unknown as Inflated;
    if (engine.bytesWritten !== compressed.length) return fail("compression-invalid");
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

/** CRC-32 (ISO 3309, as in RFC 1952 §8) of some bytes, or of `before` and these bytes after it. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return nodeCrc32(bytes, before);
}
