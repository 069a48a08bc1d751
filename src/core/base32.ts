import { type Checked, fail, pass } from "./checked.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const INVALID = 0xff;
const VALUE_OF = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < ALPHABET.length; value++) VALUE_OF[ALPHABET.charCodeAt(value)] = value;

/**
 * The bytes that a Base32 text carries (RFC 4648 §6), upper case and without padding. One spelling only: a length that no encoder
 * writes, and bits left over that are not zero, mean that the text was cut.
 */
export function decodeBase32(text: string): Checked<Uint8Array> {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [length, bits, pending] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const value = VALUE_OF[text.charCodeAt(at)] ?? INVALID;
    if (value === INVALID) return fail("malformed");
    pending = (pending << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  // Five bits or more are a whole letter that nothing needed.
  return bits >= 5 || pending !== 0 ? fail("truncated") : pass(bytes);
}

/** The Base32 text of some bytes (RFC 4648 §6), upper case and without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let [bits, pending] = [0, 0];
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((pending >> (bits - 5)) & 31);
    pending &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((pending << (5 - bits)) & 31);
}
