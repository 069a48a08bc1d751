import { sha256 } from "./signature.ts";

/** Bytes of a chain hash and of a leaf hash: SHA-256. */
export const CHAIN_BYTES = 32;

/** The chain of an empty journal. */
export const EMPTY_CHAIN: Uint8Array = new Uint8Array(CHAIN_BYTES);

/** Hash of one entry's bytes as a leaf of the journal's tree: SHA-256(0x00 ‖ body), RFC 6962 §2.1. */
export function leafHash(body: Uint8Array): Uint8Array {
  // Every byte is written. From Buffer's pool: half the time of a hash is that of a new array.
  const leaf = Buffer.allocUnsafe(1 + body.length);
  leaf[0] = 0;
  leaf.set(body, 1);
  return sha256(leaf);
}

/** Chain hash after one more entry: SHA-256(chain before ‖ leaf hash). */
export function linkOf(before: Uint8Array, leaf: Uint8Array): Uint8Array {
  const link = Buffer.allocUnsafe(2 * CHAIN_BYTES);
  link.set(before);
  link.set(leaf, CHAIN_BYTES);
  return sha256(link);
}

/** True when both hold the same bytes. Nothing secret is compared here, so it may stop early. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
