import type { Claims, ClaimValue, CredentialType } from "../presentation.ts";
import type { Text } from "../text.ts";
import { claimValue } from "./claim-value.ts";
import type { ValueKind } from "./typed-value.ts";

/** One claim of a typed credential. */
export interface TypedClaim {
  /** Its key in the map of typed claims, 1 to 23: one byte, and a number that Claim 169 has a name for, so that unknown ones never meet. */
  readonly key: number;
  /** Its name in claims, policies and on the command line; none is an attribute of Claim 169. */
  readonly name: string;
  readonly kind: ValueKind;
  readonly isOptional?: true;
}

/** What credentials of one type state. To add a type: a file with one of these, and a line in typed-credential.ts. */
export interface TypedClaims {
  readonly type: CredentialType;
  /** Text of the CWT claim `vct`. What breaks old readers gets a new one; further optional claims do not. */
  readonly vct: string;
  readonly claims: readonly TypedClaim[];
  /** Names of the claims with the first and the last day of validity, where the type has them: they count beside `nbf` and `exp`. */
  readonly validOn?: { readonly from: string; readonly to: string };
}

/** Largest key in a map of typed claims. */
const MAX_KEY = 23;

/**
 * A decoded map of typed claims by name, or undefined where one is missing or of another kind. Keys that this version does not know are
 * kept under `unknown`.
 */
export function readTypedClaims({ claims }: TypedClaims, map: unknown): Claims | undefined {
  if (!(map instanceof Map)) return undefined;
  const read: Record<string, ClaimValue> = {};
  let known = 0;
  for (const { key, name, kind, isOptional } of claims) {
    if (!map.has(key)) {
      if (isOptional) continue;
      return undefined;
    }
    const value = kind.read(map.get(key));
    if (value === undefined) return undefined;
    read[name] = value;
    known++;
  }
  return known === map.size ? read : withUnknown(read, claims, map);
}

function withUnknown(read: Claims, claims: readonly TypedClaim[], map: ReadonlyMap<unknown, unknown>): Claims | undefined {
  const others = [...map].filter(([key]) => !claims.some((claim) => claim.key === key));
  const areKeys = others.every(([key]) => typeof key === "number" && Number.isInteger(key) && key >= 1 && key <= MAX_KEY);
  return areKeys ? { ...read, unknown: Object.fromEntries(others.map(([key, value]) => [String(key), claimValue(value)])) } : undefined;
}

/** The map of typed claims for CBOR, or everything that is wrong with them, each in a sentence. Null is "does not say". */
export function writeTypedClaims(
  { claims, validOn }: TypedClaims,
  given: ReadonlyMap<string, unknown>,
): { readonly map: ReadonlyMap<number, unknown>; readonly problems: readonly Text[] } {
  const map = new Map<number, unknown>();
  const problems: Text[] = [];
  for (const { key, name, kind, isOptional } of claims) {
    const claim = given.get(name) ?? null;
    const value = kind.write(claim);
    if (claim !== null && kind.read(value) !== undefined) map.set(key, value);
    else if (claim !== null) problems.push(notRight(name, kind, value));
    else if (!isOptional) problems.push({ vi: `thiếu ${name}: ${kind.is.vi}`, en: `${name} is missing: it ${kind.is.en}` });
  }
  if (problems.length === 0 && validOn && isBackwards(given.get(validOn.from), given.get(validOn.to))) {
    const { from, to } = validOn;
    problems.push({ vi: `${to}: không được trước ${from}`, en: `${to}: must not be before ${from}` });
  }
  return { map, problems };
}

function notRight(name: string, { is, wrongEntry }: ValueKind, value: unknown): Text {
  const entry = wrongEntry?.(value);
  if (entry === undefined) return { vi: `${name}: ${is.vi}`, en: `${name}: ${is.en}` };
  return { vi: `${name}, mục thứ ${entry}: ${is.vi}`, en: `${name}, entry ${entry}: ${is.en}` };
}

/** ISO 8601 days compare as text does. Readers need no such check: what ends before it begins is never in force. */
function isBackwards(from: unknown, to: unknown): boolean {
  return typeof from === "string" && typeof to === "string" && to < from;
}
