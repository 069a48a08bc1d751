// COSE bytes put together by hand: no library and no Buffer, because they are made in pages, too, and their heads never change.

/** Major types of CBOR items (RFC 8949 §3.1). */
export const MAJOR = { unsigned: 0, bytes: 2, text: 3 } as const;

/** The head of an item in its shortest form (RFC 8949 §4.2.1): its major type, and its length or its value, a whole number from 0 to 2^53. */
export function cborHead(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 0x100) return Uint8Array.of(first | 24, argument);
  const size = argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8;
  const head = new Uint8Array(1 + size);
  head[0] = first | (24 + Math.log2(size));
  // No shifts: they would cut a number to 32 bits.
  for (let at = size, rest = argument; at > 0; at--, rest = Math.floor(rest / 256)) head[at] = rest % 256;
  return head;
}

/** A CBOR byte string. */
export function byteString(bytes: Uint8Array): Uint8Array {
  return joined([cborHead(MAJOR.bytes, bytes.length), bytes]);
}

/** Some bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The array of four, and "Signature1" with its head. */
const SIG_STRUCTURE_HEAD = joined([Uint8Array.of(0x84, 0x6a), new TextEncoder().encode("Signature1")]);
const EMPTY_BYTE_STRING = Uint8Array.of(0x40);

/** Sig_structure of a COSE_Sign1 (RFC 9052 §4.4): `["Signature1", protected, h'', payload]`, the exact bytes under the signature. */
export function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return joined([
    SIG_STRUCTURE_HEAD,
    cborHead(MAJOR.bytes, protectedBytes.length),
    protectedBytes,
    EMPTY_BYTE_STRING,
    cborHead(MAJOR.bytes, payload.length),
    payload,
  ]);
}
