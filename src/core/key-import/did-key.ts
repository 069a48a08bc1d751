import { decodeBareBase64Url } from "../base64.ts";
import { readJson } from "../strict-json.ts";
import type { Candidate, Found } from "./candidate.ts";
import { multikey } from "./multikey.ts";
import { plainJson } from "./plain-json.ts";

/** Bytes of the JWK in a did:jwk that are looked at. */
const MAX_JWK_CHARACTERS = 2000;

/**
 * The key in an identifier that is one (did:key, did:jwk), with or without the fragment that a credential puts behind it. Any other method needs
 * its document.
 */
export function didKey(text: string): Candidate {
  const [did = "", fragment, ...more] = text.split("#");
  const [, method = "", id = ""] = /^did:([a-z0-9]+):(.+)$/s.exec(did) ?? [];
  const name = method === "key" ? id : "0";
  const isItsOwn = more.length === 0 && (fragment === undefined || fragment === name);
  const found = isItsOwn && method !== "" ? foundIn(method, id) : { refusal: "malformed" as const };
  return { source: "did", where: "", found, kid: `${did}#${name}`, issuer: did };
}

function foundIn(method: string, id: string): Found {
  if (method === "key") return multikey(id);
  if (method !== "jwk") return { refusal: "document-needed" };
  const bytes = id.length > MAX_JWK_CHARACTERS ? undefined : decodeBareBase64Url(id);
  const jwk = bytes && plainJson(readJson(Buffer.from(bytes).toString("utf8")));
  return typeof jwk === "object" && jwk !== null ? { jwk } : { refusal: "malformed" };
}
