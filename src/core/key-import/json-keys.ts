import { readJson } from "../strict-json.ts";
import type { Candidate, KeySource } from "./candidate.ts";
import { didDocumentKeys } from "./did-document.ts";
import { isObject, membersOf, plainJson, textIn } from "./plain-json.ts";

/** Most values in one file: a thousand keys of up to 40 each. */
const MAX_ITEMS = 40_000;

/** The keys in a JSON file: a JWK or a JWK set (RFC 7517), the public form of `tram keys`, a list of these, or a DID document. */
export function jsonKeys(text: string): readonly Candidate[] {
  const value = plainJson(readJson(text, MAX_ITEMS));
  if (value === undefined) return [{ source: "jwk", where: "", found: { refusal: "malformed" } }];
  if (Array.isArray(value)) return value.map((item, index) => keyIn(item, `${index}`, "jwk"));
  const { keys, didDocument, verificationMethod, id } = membersOf(value);
  if (Array.isArray(keys)) return keys.map((item, index) => keyIn(item, `keys.${index}`, "jwk-set"));
  // A resolver puts its answer around the document (DID Resolution §4).
  if (isObject(didDocument)) return didDocumentKeys(didDocument);
  if (verificationMethod !== undefined || textIn(id)?.startsWith("did:")) return didDocumentKeys(membersOf(value));
  const { kty, jwk } = membersOf(value);
  return kty === undefined && jwk === undefined ? [] : [keyIn(value, "", "jwk")];
}

/** A JWK, or our own form around one. */
function keyIn(value: unknown, where: string, source: KeySource): Candidate {
  const { jwk, issuer, kid, alg, demo, ...rest } = membersOf(value);
  if (!isObject(jwk)) return isObject(value) ? { source, where, found: { jwk: value }, ...kidOf(value["kid"]) } : broken(source, where);
  // Members that we never wrote would be dropped without a word.
  if (Object.keys(rest).length > 0 || (demo !== undefined && typeof demo !== "boolean")) return broken("tram-key", where);
  const owner = textIn(issuer);
  const found = { jwk: alg === undefined ? jwk : { alg, ...jwk } };
  return { source: "tram-key", where, found, ...kidOf(kid ?? jwk["kid"]), ...(owner && { issuer: owner }), isDemo: demo === true };
}

function broken(source: KeySource, where: string): Candidate {
  return { source, where, found: { refusal: "malformed" } };
}

function kidOf(kid: unknown): { readonly kid?: string } {
  const text = textIn(kid);
  return text === undefined ? {} : { kid: text };
}
