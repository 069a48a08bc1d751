import { type DecodeOptions, decode, encode, Tag, TypeEncoderMap } from "cbor2";
import { type Checked, fail, pass } from "./checked.ts";

export { Tag };

/** Deepest nesting of arrays, maps and tags. A credential needs six. */
const MAX_DEPTH = 16;

/** Strict (RFC 8949 §4.1 preferred serialisation, no indefinite lengths, no duplicate keys), bounded, and without any tag magic. */
const STRICT: DecodeOptions = {
  ignoreGlobalTags: true,
  maxDepth: MAX_DEPTH,
  preferMap: true,
  rejectDuplicateKeys: true,
  rejectLongFloats: true,
  rejectStreaming: true,
  requirePreferred: true,
};

/** One CBOR item that fills the input, or `malformed`. Maps become `Map`, byte strings `Uint8Array`, tags `Tag`. */
export function decodeCbor(bytes: Uint8Array): Checked<unknown> {
  try {
    return pass(decode(bytes, STRICT));
  } catch {
    return fail("malformed");
  }
}

/** A Buffer is bytes, too. Left alone, the library writes what its toJSON() gives. */
const TYPES = new TypeEncoderMap();
TYPES.registerEncoder(Buffer, (bytes) => [Number.NaN, new Uint8Array(bytes)]);

/** The CBOR encoding of a value, deterministic (RFC 8949 §4.2.1), for the issuer and for Sig_structure. */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, { cde: true, types: TYPES } as object);
}
