import { importJwk, type PublicKey } from "../core/signature.ts";
import { parseJson } from "./json-bytes.ts";

/** The keys of whoever publishes trust lists for this kiosk. */
export interface TrustRoot {
  readonly keys: readonly PublicKey[];
  /** True where the file has a private key in it, which must never be on a kiosk. */
  readonly holdsPrivateKey: boolean;
}

/** The root keys in a JWKS (RFC 7517 §5), or undefined unless it has at least one and all are Ed25519 or P-256 keys. */
export function readTrustRoot(bytes: Uint8Array): TrustRoot | undefined {
  const value = parseJson(bytes);
  const list = typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys) ? value.keys : [];
  // What is no object at all is kept as an empty one: no key, and counted.
  const jwks = list.map((jwk: unknown): object => (typeof jwk === "object" && jwk !== null ? jwk : {}));
  const keys = jwks.flatMap((jwk) => importJwk(jwk) ?? []);
  if (keys.length === 0 || keys.length < jwks.length) return undefined;
  return { keys, holdsPrivateKey: jwks.some((jwk) => "d" in jwk) };
}
