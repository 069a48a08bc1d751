import type { ClaimValue } from "../presentation.ts";

/** Any decoded CBOR as a claim value; what has no counterpart (undefined, simple values) becomes null. */
export function claimValue(value: unknown): ClaimValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(claimValue);
  if (value instanceof Map) return namedFields(value, new Map());
  return null;
}

/** A map by the names of its keys; a key without a name keeps its number. fromEntries() makes a member even of `__proto__`. */
export function namedFields(map: ReadonlyMap<unknown, unknown>, names: ReadonlyMap<unknown, string>): ClaimValue {
  return Object.fromEntries([...map].map(([key, value]) => [names.get(key) ?? String(key), claimValue(value)]));
}
