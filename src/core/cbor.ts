import { type DecodeOptions, decode, encode, Tag, TypeEncoderMap } from "cbor2";
import { type Checked, fail, pass } from "./checked.ts";

export { Tag };

/** Deepest nesting of maps and tags; an array counts as two. A credential needs six. */
const MAX_DEPTH = 16;

/**
 * Strict (RFC 8949 §4.1 preferred serialisation, whole numbers never as floats, no indefinite lengths, no duplicate keys), bounded,
 * and without any tag magic.
 */
const STRICT: DecodeOptions = {
  createObject: mapOf,
  ignoreGlobalTags: true,
  maxDepth: MAX_DEPTH,
  preferMap: true,
  rejectLongFloats: true,
  rejectStreaming: true,
  requirePreferred: true,
};

/**
 * Duplicate keys are refused here and not by cbor2, which takes a third of its time for it. Keys that differ in their bytes and not
 * in JavaScript (0 and -0.0, two NaN) are duplicates, too: the one would hide the other. Byte strings, lists and maps are no keys:
 * COSE and CWT have integers and texts only (RFC 9052 §1.5, RFC 8392 §1.1), and JavaScript would not see that two are equal.
 */
function mapOf(entries: readonly (readonly [key: unknown, value: unknown, ...rest: unknown[]])[]): ReadonlyMap<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (const [key, value] of entries) {
    if (typeof key === "object" && key !== null) throw new Error("cbor: a key that is no integer or text");
    map.set(key, value);
  }
  if (map.size !== entries.length) throw new Error("cbor: duplicate key");
  return map;
}

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
