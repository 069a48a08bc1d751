// COSE_Key and COSE_KeySet (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4): taken out as JWK, so that what follows is one way for all forms.
import { decodeCbor } from "../cbor.ts";
import { COSE_ALGORITHMS } from "../cose.ts";
import { hexOf } from "../hex.ts";
import type { Candidate, Found } from "./candidate.ts";
import { pointFrom } from "./multikey.ts";
import { type CurveName, coordinateBytes } from "./nist-curve.ts";

type Labels = ReadonlyMap<unknown, unknown>;

/** Labels of every key, and of the kinds of keys (RFC 9052 table 4; RFC 9053 tables 19 to 21; RFC 8230 table 4). */
const [KTY, KID, ALG, KEY_OPS, CRV, X, Y] = [1, 2, 3, 4, -1, -2, -3];
const [N, E] = [-1, -2];
const [OKP, EC2, RSA, SYMMETRIC] = [1, 2, 3, 4];
const D = -4;
/** d, p, q, dP, dQ, qInv, other, r_i, d_i, t_i. */
const RSA_SECRETS = [-3, -4, -5, -6, -7, -8, -9, -10, -11, -12];

const CURVES = new Map<unknown, CurveName>([
  [1, "P-256"],
  [2, "P-384"],
  [3, "P-521"],
]);
const ED25519 = 6;

/** The operation "verify" (RFC 9052 table 5), as number or as text. */
const VERIFY: readonly unknown[] = [2, "verify"];

/** The keys in a COSE_Key or a COSE_KeySet (CBOR, in the strict form that credentials have as well); none where it is neither. */
export function coseKeys(bytes: Uint8Array): readonly Candidate[] {
  const item = decodeCbor(bytes);
  if (!item.ok) return item.reason === "too-large" ? [{ source: "cose-key", where: "", found: { refusal: "too-large" } }] : [];
  if (item.value instanceof Map) return item.value.has(KTY) ? [keyIn(item.value, "")] : [];
  return Array.isArray(item.value) ? item.value.map((key, index) => keyIn(key, `${index}`)) : [];
}

function keyIn(item: unknown, where: string): Candidate {
  if (!(item instanceof Map)) return { source: "cose-key", where, found: { refusal: "malformed" } };
  const kid: unknown = item.get(KID);
  const isNamed = kid instanceof Uint8Array && kid.length > 0;
  if (item.has(KID) && !isNamed) return { source: "cose-key", where, found: { refusal: "malformed" } };
  return { source: "cose-key", where, found: withUse(item, foundIn(item)), ...(isNamed && { kid: spelled(kid) }) };
}

/** A list of keys has names as text, and reads them as text, hex and base64: printable ASCII stays, anything else is written as hex. */
function spelled(kid: Uint8Array): string {
  const text = Buffer.from(kid).toString("latin1");
  return /^[!-~]+$/.test(text) ? text : hexOf(kid);
}

function foundIn(key: Labels): Found {
  const kty = key.get(KTY);
  if (kty === SYMMETRIC || (kty === RSA ? RSA_SECRETS.some((label) => key.has(label)) : key.has(D))) return { refusal: "private-key" };
  if (kty === RSA) return { jwk: { kty: "RSA", n: base64Of(key.get(N)), e: base64Of(key.get(E)) } };
  if (kty === OKP) {
    return key.get(CRV) === ED25519 ? { jwk: { kty: "OKP", crv: "Ed25519", x: base64Of(key.get(X)) } } : { refusal: "unsupported-kind" };
  }
  const crv = kty === EC2 ? CURVES.get(key.get(CRV)) : undefined;
  if (!crv) return { refusal: "unsupported-kind" };
  const [x, y] = [key.get(X), key.get(Y)];
  if (!(x instanceof Uint8Array)) return { refusal: "malformed" };
  // A compressed point has its sign bit in the place of y (RFC 9053 §7.1.1).
  if (typeof y === "boolean") return x.length === coordinateBytes(crv) ? pointFrom(crv, x, y) : { refusal: "not-canonical" };
  return { jwk: { kty: "EC", crv, x: base64Of(x), y: base64Of(y) } };
}

/** What the key is for, in JOSE's words. An algorithm without one of ours stays a number, which is none either. */
function withUse(key: Labels, found: Found): Found {
  if (!("jwk" in found)) return found;
  const operations = key.get(KEY_OPS);
  const isToVerify = operations === undefined || (Array.isArray(operations) && operations.some((operation) => VERIFY.includes(operation)));
  const alg = key.has(ALG) ? (COSE_ALGORITHMS.get(key.get(ALG)) ?? `COSE ${String(key.get(ALG))}`) : undefined;
  return { jwk: { ...found.jwk, key_ops: isToVerify ? ["verify"] : [], ...(alg !== undefined && { alg }) } };
}

/** Undefined, as of a JWK that lacks the number, where it is no byte string. */
function base64Of(value: unknown): string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : undefined;
}
