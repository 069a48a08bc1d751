import { type IssuerKey, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";

/** A new key of an issuer that exists in tests only. */
export function newIssuerKey(
  algorithm: "EdDSA" | "ES256" = "EdDSA",
  options: { readonly issuer?: string; readonly kid?: string; readonly demo?: boolean } = {},
): IssuerKey {
  const read = readKeyFile(writeKeyFile(newPrivateJwk(algorithm), { issuer: "https://issuer.example", ...options }));
  if (!read.ok) throw new Error(read.problem.en);
  return read.key;
}
