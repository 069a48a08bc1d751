import { encode, Tag, TypeEncoderMap } from "cbor2";
import { CborReader } from "./cbor-reader.ts";
import type { Checked } from "./checked.ts";

export { Tag };

/**
 * One CBOR item that fills the input, or `malformed`, or `too-large` where it has too many parts. Strict (RFC 8949 §4.1 preferred
 * serialisation, whole numbers never as floats, no indefinite lengths, no duplicate keys), bounded, and without any tag magic: maps
 * become `Map`, byte strings `Uint8Array`, tags `Tag`.
 */
export function decodeCbor(bytes: Uint8Array): Checked<unknown> {
  return new CborReader(bytes).read();
}

/** A Buffer is bytes, too. Left alone, the library writes what its toJSON() gives. */
const TYPES = new TypeEncoderMap();
TYPES.registerEncoder(Buffer, (bytes) => [Number.NaN, new Uint8Array(bytes)]);

/** The CBOR encoding of a value, deterministic (RFC 8949 §4.2.1), for the issuer and for Sig_structure. */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, { cde: true, types: TYPES } as object);
}
