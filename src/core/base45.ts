import { type Checked, fail, pass } from "./checked.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const INVALID = 0xff;
const VALUE_OF = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < ALPHABET.length; value++) VALUE_OF[ALPHABET.charCodeAt(value)] = value;

/** The bytes that a Base45 text carries (RFC 9285). One spelling only: values past 16 or 8 bits and a single last character are refused. */
export function decodeBase45(text: string): Checked<Uint8Array> {
  const tail = text.length % 3;
  const whole = text.length - tail;
  const bytes = new Uint8Array((whole / 3) * 2 + (tail === 2 ? 1 : 0));
  let length = 0;
  for (let at = 0; at < whole; at += 3) {
    const low = valueAt(text, at);
    const middle = valueAt(text, at + 1);
    const high = valueAt(text, at + 2);
    const value = low + middle * 45 + high * 2025;
    if (low === INVALID || middle === INVALID || high === INVALID || value > 0xffff) return fail("base45-invalid");
    bytes[length++] = value >> 8;
    bytes[length++] = value & 0xff;
  }
  if (tail === 0) return pass(bytes);
  const low = valueAt(text, whole);
  const middle = tail === 2 ? valueAt(text, whole + 1) : 0;
  if (low === INVALID || middle === INVALID) return fail("base45-invalid");
  // No encoder ends in one character, or in two that stand for more than a byte: this text was cut in the middle of a group.
  if (tail === 1 || low + middle * 45 > 0xff) return fail("truncated");
  bytes[length] = low + middle * 45;
  return pass(bytes);
}

/** The Base45 text of some bytes (RFC 9285), for the issuer. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const first = bytes[at] ?? 0;
    const second = bytes[at + 1];
    const value = second === undefined ? first : first * 256 + second;
    text += digit(value % 45) + digit(Math.floor(value / 45) % 45);
    if (second !== undefined) text += digit(Math.floor(value / 2025));
  }
  return text;
}

function valueAt(text: string, at: number): number {
  return VALUE_OF[text.charCodeAt(at)] ?? INVALID;
}

function digit(value: number): string {
  return ALPHABET.charAt(value);
}
