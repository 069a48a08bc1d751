import { hmacSha256 } from "../core/signature.ts";

/** What a journal calls a credential: the same each time on this kiosk, and nothing anybody else could compute. */
export type Pseudonym = (credential: string) => string;

/** Pseudonyms under the kiosk's own key (32 bytes): 16 bytes of HMAC-SHA-256 in base64url. */
export function pseudonymsUnder(key: Uint8Array): Pseudonym {
  return (credential) => Buffer.from(hmacSha256(key, Buffer.from(credential, "hex")).subarray(0, 16)).toString("base64url");
}
