import { hmacSha256 } from "../core/signature.ts";
import type { KeptFile } from "../ports.ts";

/** What a journal calls a credential: the same each time on this kiosk, and nothing anybody else could compute. */
export type Pseudonym = (credential: string) => string;

/** Pseudonyms under the kiosk's own key (32 bytes): 16 bytes of HMAC-SHA-256 in base64url. */
export function pseudonymsUnder(key: Uint8Array): Pseudonym {
  return (credential) => Buffer.from(hmacSha256(key, Buffer.from(credential, "hex")).subarray(0, 16)).toString("base64url");
}

const KEY_BYTES = 32;

/**
 * The kiosk's key for pseudonyms, made on its first day, before the journal has any entry. Later there must be one: under another key
 * everything in the journal has a strange name, and a prescription that was used up would be as good as new.
 */
export async function readPseudonymKey(file: KeptFile, journalSize: number, make: (bytes: number) => Uint8Array): Promise<Uint8Array> {
  const kept = await file.read();
  if (kept?.length === KEY_BYTES) return kept;
  if (journalSize > 0) {
    const what = kept ? "damaged" : "missing";
    throw new Error(
      `pseudonym.key is ${what}, and without it this kiosk cannot tell what was used before: docs/operating.md, pseudonym.key`,
    );
  }
  const made = make(KEY_BYTES);
  await file.replace(made);
  return made;
}
