import { WITNESS_NAME } from "../core/acknowledgement.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { importJwk, type PublicKey } from "../core/signature.ts";
import { cosignerKey, type NoteKey, parseVerifierKey } from "../core/signed-note.ts";

/** True for the line NAME+ID+KEY itself, as `tram central enrol` prints it. */
export function isVerifierKey(text: string): boolean {
  return parseVerifierKey(text) !== undefined;
}

/** A kiosk's public key out of a file's text: a JWK, the public form around one, or NAME+ID+KEY (c2sp.org/signed-note) in this kiosk's name. */
export function deviceKeyIn(text: string, kiosk: string): PublicKey | undefined {
  const named = parseVerifierKey(text.trimEnd());
  if (!named) return jwkKeyIn(text);
  return named.name === journalOrigin(kiosk) && named.type !== 0x04 ? named.publicKey : undefined;
}

/** A witness's public key: NAME+ID+KEY, or a JWK, which is central's. */
export function cosignerKeyIn(text: string): NoteKey | undefined {
  const named = parseVerifierKey(text.trimEnd());
  if (named) return named.type === 0x04 ? named : undefined;
  const key = jwkKeyIn(text);
  return key && cosignerKey(WITNESS_NAME, key);
}

function jwkKeyIn(text: string): PublicKey | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const jwk = typeof value === "object" && value !== null && "jwk" in value ? value.jwk : value;
  return typeof jwk === "object" && jwk !== null ? importJwk(jwk) : undefined;
}
