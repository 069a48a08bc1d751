// Keys as issuers hand them over, in whatever form, made into entries of a trust list. Used where a list is made; a kiosk reads none of it.
import { admitCandidate } from "./admit-candidate.ts";
import type { Candidate } from "./candidate.ts";
import type { ImportedKey, ImportedKeys, KeyProblem } from "./imported-key.ts";
import { candidatesIn } from "./key-forms.ts";
import { KEY_REFUSALS, type KeyRefusal } from "./key-refusal.ts";

/** Largest file that is looked at, in bytes, and most keys in one. */
const MAX_BYTES = 1024 * 1024;
const MAX_KEYS = 1000;

/**
 * The keys in a file of any of these forms: JWK, JWK set (RFC 7517), the public form of `tram keys`, X.509 and SubjectPublicKeyInfo (PEM,
 * DER), COSE_Key and COSE_KeySet (RFC 9052 §7), DID documents, did:key, did:jwk; binary forms also as hex or base64. Each key that comes
 * out loads into trust. A private key anywhere spoils the whole file.
 */
export function importIssuerKeys(bytes: Uint8Array): ImportedKeys {
  if (bytes.length > MAX_BYTES) return nothing("too-large");
  const candidates = candidatesIn(bytes);
  if (candidates.length === 0) return nothing("no-key");
  if (candidates.length > MAX_KEYS) return nothing("too-many-keys");
  const keys = new Map<string, ImportedKey>();
  const problems: KeyProblem[] = [];
  for (const candidate of candidates) {
    const admitted = admitCandidate(candidate);
    // The same key twice is one key.
    if (typeof admitted !== "string") keys.set(JSON.stringify(admitted.entry), admitted);
    else problems.push(problemOf(admitted, candidate));
  }
  const secret = problems.filter(({ refusal }) => refusal === "private-key");
  return secret.length > 0 ? { keys: [], problems: secret } : { keys: [...keys.values()], problems };
}

function nothing(refusal: KeyRefusal): ImportedKeys {
  return { keys: [], problems: [problemOf(refusal)] };
}

function problemOf(refusal: KeyRefusal, { where }: Pick<Candidate, "where"> = { where: "" }): KeyProblem {
  return { where, refusal, text: KEY_REFUSALS[refusal] };
}
