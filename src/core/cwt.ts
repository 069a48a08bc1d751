import { decodeCbor } from "./cbor.ts";
import { type Checked, fail, pass } from "./checked.ts";
import type { EpochSeconds } from "./time.ts";

/** The registered claims of a CBOR Web Token (RFC 8392 §3.1) and, by number, all others. Not believed yet. */
export interface CwtClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly expires: EpochSeconds | undefined;
  readonly notBefore: EpochSeconds | undefined;
  readonly issuedAt: EpochSeconds | undefined;
  readonly all: ReadonlyMap<unknown, unknown>;
}

const ISS = 1;
const SUB = 2;
const EXP = 4;
const NBF = 5;
const IAT = 6;

/** The claims set of a CWT, or `malformed` where a registered claim has the wrong type. */
export function parseCwtClaims(payload: Uint8Array): Checked<CwtClaims> {
  const item = decodeCbor(payload);
  if (!item.ok) return item;
  if (!(item.value instanceof Map)) return fail("malformed");
  const all: ReadonlyMap<unknown, unknown> = item.value;
  const [issuer, subject] = [all.get(ISS), all.get(SUB)];
  const [expires, notBefore, issuedAt] = [all.get(EXP), all.get(NBF), all.get(IAT)];
  // CBOR's own `undefined` as an expiry is not the same as no expiry.
  if ([ISS, SUB, EXP, NBF, IAT].some((claim) => all.has(claim) && all.get(claim) === undefined)) return fail("malformed");
  if (!isOptionalText(issuer) || !isOptionalText(subject)) return fail("malformed");
  if (!isOptionalDate(expires) || !isOptionalDate(notBefore) || !isOptionalDate(issuedAt)) return fail("malformed");
  return pass({ issuer, subject, expires, notBefore, issuedAt, all });
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** NumericDate (RFC 8392 §2): an integer or a float; NaN and infinity are no dates. */
function isOptionalDate(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === "number" && Number.isFinite(value));
}
