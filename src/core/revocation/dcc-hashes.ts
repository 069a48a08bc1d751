import type { Presentation } from "../presentation.ts";
import { sha256 } from "../signature.ts";
import { HASH_BYTES, type HashList } from "./list.ts";

/**
 * What an EU certificate may be revoked by: the first 128 bits of SHA-256 values (EU DCC gateway, "Revocation"). One without a certificate
 * identifier, or without an issuer, has no hash of these. Of an ES256 signature only `r` counts, because anybody can make another `s` of it.
 */
export function hashesOf({
  algorithm,
  signature,
  issuer,
  certificateId,
}: Presentation): Readonly<Record<HashList["hashed"], Uint8Array | undefined>> {
  const signed = algorithm === "PS256" ? signature : signature.subarray(0, signature.length / 2);
  return {
    signature: hashOf(signed),
    uci: certificateId === undefined ? undefined : hashOf(Buffer.from(certificateId, "utf8")),
    countrycodeuci:
      certificateId === undefined || issuer === undefined ? undefined : hashOf(Buffer.from(`${issuer}${certificateId}`, "utf8")),
  };
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes).subarray(0, HASH_BYTES);
}
