import { decodeBase58 } from "./base58.ts";
import type { Found } from "./candidate.ts";
import { type CurveName, coordinateBytes, yOf } from "./nist-curve.ts";

/** Multicodec names of public keys, as the two bytes of their varint in hex. */
const CODES: Readonly<Record<string, CurveName | "Ed25519">> = { ed01: "Ed25519", "8024": "P-256", "8124": "P-384", "8224": "P-521" };
/** Second byte of the names of secret keys, 0x1300 and up. */
const SECRET = 0x26;

/** A key as Multikey (W3C Controlled Identifiers 1.0 §2.2.2): `z`, base58, a code for its kind, Ed25519 or a compressed point. */
export function multikey(text: string): Found {
  const bytes = text.startsWith("z") ? decodeBase58(text.slice(1)) : undefined;
  if (!bytes) return { refusal: "malformed" };
  if (bytes[1] === SECRET) return { refusal: "private-key" };
  const kind = CODES[Buffer.from(bytes.subarray(0, 2)).toString("hex")];
  if (!kind) return { refusal: "unsupported-kind" };
  return kind === "Ed25519" ? edwardsKey(bytes.subarray(2)) : compressedPoint(kind, bytes.subarray(2));
}

/** A key in base58 without any code before it, as verification methods of 2018 and 2019 have it; its kind is that of the method. */
export function bareKey(text: string, kind: "Ed25519" | "P-256"): Found {
  const bytes = decodeBase58(text);
  if (!bytes) return { refusal: "malformed" };
  return kind === "Ed25519" ? edwardsKey(bytes) : compressedPoint(kind, bytes);
}

function edwardsKey(key: Uint8Array): Found {
  return { jwk: { kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") } };
}

/** SEC 1 §2.3.3: 02 or 03 for the parity of y, then x. */
function compressedPoint(crv: CurveName, point: Uint8Array): Found {
  const [parity, x] = [point[0], point.subarray(1)];
  if ((parity !== 2 && parity !== 3) || x.length !== coordinateBytes(crv)) return { refusal: "not-canonical" };
  return pointFrom(crv, x, parity === 3);
}

/** A point of which only the parity of y is known, as JWK. */
export function pointFrom(crv: CurveName, x: Uint8Array, isOdd: boolean): Found {
  const y = yOf(crv, x, isOdd);
  if (!y) return { refusal: "not-on-curve" };
  return { jwk: { kty: "EC", crv, x: Buffer.from(x).toString("base64url"), y: Buffer.from(y).toString("base64url") } };
}
