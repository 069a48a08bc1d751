import { generateKeyPairSync } from "node:crypto";

/** A new private JSON Web Key (RFC 7517, RFC 8037) from the system's randomness. Nothing of it is stored. */
export function newPrivateJwk(algorithm: "EdDSA" | "ES256"): object {
  const { privateKey } = algorithm === "EdDSA" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ format: "jwk" });
}
