import { decodeCbor } from "./cbor.ts";
import { type Checked, fail, pass } from "./checked.ts";
import { readStatusClaim } from "./credential-status.ts";
import type { Status } from "./presentation.ts";
import type { EpochSeconds } from "./time.ts";

/** The registered claims of a CBOR Web Token (RFC 8392 §3.1) and, by number, all others. Not believed yet. */
export interface CwtClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly expires: EpochSeconds | undefined;
  readonly notBefore: EpochSeconds | undefined;
  readonly issuedAt: EpochSeconds | undefined;
  /** The holder's public key out of `cnf` (RFC 8747 §3.2), a JWK. */
  readonly holderKey: object | undefined;
  readonly status: Status | undefined;
  readonly all: ReadonlyMap<unknown, unknown>;
}

/** Claim keys: RFC 8392 §4, RFC 8747 §3.1, draft-ietf-oauth-status-list §6.3. */
export const CWT = { iss: 1, sub: 2, aud: 3, exp: 4, nbf: 5, iat: 6, cti: 7, cnf: 8, status: 65_535 } as const;

/** The claims set of a CWT, or `malformed` where a registered claim has the wrong type. */
export function parseCwtClaims(payload: Uint8Array): Checked<CwtClaims> {
  const item = decodeCbor(payload);
  if (!item.ok) return item;
  if (!(item.value instanceof Map)) return fail("malformed");
  const all: ReadonlyMap<unknown, unknown> = item.value;
  // CBOR's own `undefined` as an expiry is not the same as no expiry.
  if (Object.values(CWT).some((claim) => all.has(claim) && all.get(claim) === undefined)) return fail("malformed");
  const [issuer, subject, audience] = [all.get(CWT.iss), all.get(CWT.sub), all.get(CWT.aud)];
  const [expires, notBefore, issuedAt] = [all.get(CWT.exp), all.get(CWT.nbf), all.get(CWT.iat)];
  if (!isOptionalText(issuer) || !isOptionalText(subject) || !isOptionalText(audience)) return fail("malformed");
  if (!isOptionalDate(expires) || !isOptionalDate(notBefore) || !isOptionalDate(issuedAt)) return fail("malformed");
  const holderKey = readConfirmation(all.get(CWT.cnf));
  const status = readStatusClaim(all.get(CWT.status));
  // A status or a holder that cannot be read must not pass for none.
  if ((all.has(CWT.cnf) && !holderKey) || (all.has(CWT.status) && !status)) return fail("malformed");
  return pass({ issuer, subject, audience, expires, notBefore, issuedAt, holderKey, status, all });
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** NumericDate (RFC 8392 §2): an integer or a float; NaN and infinity are no dates. */
function isOptionalDate(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === "number" && Number.isFinite(value));
}

/** COSE_Key labels and values (RFC 9052 §7.1, RFC 9053 §7.1, §7.2). */
const KEY = { kty: 1, crv: -1, x: -2, y: -3 } as const;
const OKP = 1;
const EC2 = 2;
const CURVES: ReadonlyMap<unknown, string> = new Map([
  [1, "P-256"],
  [2, "P-384"],
  [3, "P-521"],
  [6, "Ed25519"],
]);

/** A holder's public key as JSON has it (RFC 7517, RFC 8037): Ed25519, or P-256 with `y`. */
export interface HolderJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
}

/** The same as a COSE_Key, for the issuer. */
export function coseKeyOf({ kty, crv, x, y }: HolderJwk): ReadonlyMap<number, unknown> {
  const curve = [...CURVES].find(([, name]) => name === crv)?.[0];
  const key: [number, unknown][] = [
    [KEY.kty, kty === "OKP" ? OKP : EC2],
    [KEY.crv, curve],
    [KEY.x, Buffer.from(x, "base64url")],
  ];
  if (y !== undefined) key.push([KEY.y, Buffer.from(y, "base64url")]);
  return new Map(key);
}

/** `{1: COSE_Key}` as a JWK; any other way to name a key (RFC 8747 §3.3, §3.4) needs somebody to ask. */
function readConfirmation(value: unknown): object | undefined {
  return value instanceof Map ? jwkOfCoseKey(value.get(1)) : undefined;
}

/** The public key in a COSE_Key (RFC 9052 §7) of a curve that JWK names, too, as a JWK; whether its numbers are a key is not looked at. */
export function jwkOfCoseKey(key: unknown): object | undefined {
  if (!(key instanceof Map)) return undefined;
  const crv = CURVES.get(key.get(KEY.crv));
  const [x, y] = [key.get(KEY.x), key.get(KEY.y)];
  if (crv === undefined || !(x instanceof Uint8Array)) return undefined;
  if (key.get(KEY.kty) === OKP) return { kty: "OKP", crv, x: base64url(x) };
  return key.get(KEY.kty) === EC2 && y instanceof Uint8Array ? { kty: "EC", crv, x: base64url(x), y: base64url(y) } : undefined;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
