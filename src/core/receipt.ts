// A receipt (docs/protocol.md): a kiosk's word to a holder that an entry stands in its journal. Written and read here, for kiosk, command line
// and browser alike; signed and checked in receipt-signature.ts and web/receipt-check.ts.
import { fromBareBase64Url, fromBase64, toBareBase64Url, toBase64 } from "./bare-base64.ts";

/** Which entry a receipt speaks of. */
export interface ReceiptClaim {
  readonly kiosk: string;
  /** The entry's position in the kiosk's journal. */
  readonly seq: number;
  /** The entry's hash as a leaf of the journal's tree: 32 bytes. */
  readonly leaf: Uint8Array;
}

/** A receipt as it was read: not yet believed. */
export interface Receipt extends ReceiptClaim {
  /** The device's over receiptText(): Ed25519, or ECDSA of P-256 as r‖s; 64 bytes. */
  readonly signature: Uint8Array;
}

const VERSION = 1;
const LEAF_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Largest position: that of the last leaf of the largest tree (merkle-tree.ts). */
const MAX_SEQ = 2 ** 48 - 1;
/** Most letters of a receipt's code that are looked at: an address of 2,000 and 175 bytes of receipt. */
const MAX_CODE_LETTERS = 2300;
/** A kiosk's name (docs/protocol.md). */
const KIOSK = /^[a-z0-9-]{1,64}$/;
/** What stands in place of an address where there is no page that checks receipts. */
const BARE_PREFIX = "TRAM-RECEIPT:";

/** What the device signs: like a checkpoint's text, under a name of its own, so that neither can pass for the other. */
export function receiptText({ kiosk, seq, leaf }: ReceiptClaim): string {
  return `tram/kiosk/${kiosk}/receipt\n${seq}\n${toBase64(leaf)}\n`;
}

/** A receipt in its one spelling, near 110 bytes. */
export function encodeReceipt({ kiosk, seq, leaf, signature }: Receipt): Uint8Array {
  const name = new TextEncoder().encode(kiosk);
  return Uint8Array.of(VERSION, name.length, ...name, ...varint(seq), ...leaf, ...signature);
}

/** The receipt in these bytes; undefined where they are not exactly what encodeReceipt() writes. */
export function decodeReceipt(bytes: Uint8Array): Receipt | undefined {
  const [version, nameBytes = 0] = bytes;
  const nameEnd = 2 + nameBytes;
  const kiosk = String.fromCharCode(...bytes.subarray(2, nameEnd));
  const number = version === VERSION && KIOSK.test(kiosk) ? varintAt(bytes, nameEnd) : undefined;
  if (!number || bytes.length !== number.end + LEAF_BYTES + SIGNATURE_BYTES) return undefined;
  const leafEnd = number.end + LEAF_BYTES;
  return { kiosk, seq: number.value, leaf: bytes.slice(number.end, leafEnd), signature: bytes.slice(leafEnd) };
}

/** What the code on the screen carries. Behind `#`, so that a browser shows it to the page and to no server's log. */
export function receiptCode(receipt: Receipt, url: string | undefined): string {
  const letters = toBareBase64Url(encodeReceipt(receipt));
  return url === undefined ? `${BARE_PREFIX}${letters}` : `${url}#${letters}`;
}

/** The receipt that a code carries, by any address or none; undefined where it carries none. */
export function readReceiptCode(code: string): Receipt | undefined {
  if (code.length > MAX_CODE_LETTERS) return undefined;
  const letters = code.startsWith(BARE_PREFIX) ? code.slice(BARE_PREFIX.length) : /^https?:\/\/[^\s#]+#(.+)$/.exec(code)?.[1];
  const bytes = letters === undefined ? undefined : fromBareBase64Url(letters);
  return bytes && decodeReceipt(bytes);
}

/** A number in groups of seven bits, lowest first, all but the last with the high bit (unsigned LEB128). */
function varint(number: number): readonly number[] {
  const rest = Math.floor(number / 128);
  return rest === 0 ? [number] : [(number % 128) + 128, ...varint(rest)];
}

/** The number there and where it ends; undefined where it is too large or has another spelling than varint()'s. */
function varintAt(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  let [value, end, scale] = [0, at, 1];
  for (let byte = 128; byte >= 128; end++, scale *= 128) {
    byte = bytes[end] ?? 0;
    value += (byte % 128) * scale;
    if (scale > MAX_SEQ || end >= bytes.length) return undefined;
    if (byte === 0 && end > at) return undefined; // a group of nothing at the end
  }
  return value <= MAX_SEQ ? { value, end } : undefined;
}

/** Where central proves a receipt's entry, under its URL. The address has nothing of the signature: servers write addresses down. */
export function receiptPath({ kiosk, seq, leaf }: ReceiptClaim): string {
  const hex = Array.from(leaf, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `/v1/receipts/${kiosk}/${seq}?leaf=${hex}`;
}

/** The field of a request that carries the receipt's signature: who has it has the receipt, and is told. As a byte sequence (RFC 9651 §3.3.5). */
export const RECEIPT_SIGNATURE_FIELD = "receipt-signature";

/** What central is asked with: the signature that shows the receipt. */
export function receiptFields({ signature }: Receipt): Readonly<Record<typeof RECEIPT_SIGNATURE_FIELD, string>> {
  return { [RECEIPT_SIGNATURE_FIELD]: `:${toBase64(signature)}:` };
}

/** The signature in such a field; undefined where it is not exactly what receiptFields() writes. */
export function receiptSignatureIn(field: string): Uint8Array | undefined {
  const [, base64] = /^:([A-Za-z0-9+/]{86}==):$/.exec(field) ?? [];
  const bytes = base64 === undefined ? undefined : fromBase64(base64);
  return bytes?.length === SIGNATURE_BYTES ? bytes : undefined;
}
