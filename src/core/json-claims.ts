import { isList } from "./list.ts";
import type { Claims, ClaimValue } from "./presentation.ts";

/** A claim as JSON has it. */
export type JsonClaim = string | number | boolean | null | readonly JsonClaim[] | { readonly [name: string]: JsonClaim };

/** Claims for JSON: bytes (photos, biometrics) become base64, everything else stays as the issuer wrote it. */
export function claimsToJson(claims: Claims): { readonly [name: string]: JsonClaim } {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: ClaimValue): JsonClaim {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return isList(value) ? value.map(toJson) : claimsToJson(value);
}
