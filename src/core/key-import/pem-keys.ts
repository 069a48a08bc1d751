import { decodeBase64 } from "../base64.ts";
import { jwkInCertificate, jwkInSpki } from "../signature.ts";
import type { Candidate } from "./candidate.ts";

const BEGIN = "-----BEGIN ";
const DASHES = "-----";

/** The keys in a PEM file (RFC 7468): what stands between the blocks is for people. One block or many, certificates and public keys mixed. */
export function pemKeys(text: string): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
    const where = `pem.${found.length}`;
    const labelEnd = text.indexOf(DASHES, at + BEGIN.length);
    const label = text.slice(at + BEGIN.length, labelEnd);
    const footer = `-----END ${label}-----`;
    // A label is short: what is none would be searched for from each beginning to the end of the file.
    const end = labelEnd < 0 || label.length > 64 ? -1 : text.indexOf(footer, labelEnd);
    if (end < 0) return [...found, { source: "spki", where, found: { refusal: "malformed" } }];
    found.push(keyInBlock(label, text.slice(labelEnd + DASHES.length, end), where));
    at = end + footer.length;
  }
  return found;
}

function keyInBlock(label: string, body: string, where: string): Candidate {
  // PKCS #8, PKCS #1, SEC 1, OpenSSH, encrypted or not: no need to look inside.
  if (label.endsWith("PRIVATE KEY")) return { source: "spki", where, found: { refusal: "private-key" } };
  const der = decodeBase64(body.replace(/\s+/g, ""));
  if (!der) return { source: "spki", where, found: { refusal: "malformed" } };
  if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") return { source: "certificate", where, found: { certificate: der } };
  return label === "PUBLIC KEY" ? spkiKey(der, where) : { source: "spki", where, found: { refusal: "unsupported-kind" } };
}

/** A certificate, or else a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), in DER. */
export function derKey(der: Uint8Array, where: string): Candidate {
  return jwkInCertificate(der) ? { source: "certificate", where, found: { certificate: der } } : spkiKey(der, where);
}

function spkiKey(der: Uint8Array, where: string): Candidate {
  const jwk = jwkInSpki(der);
  return { source: "spki", where, found: jwk ? { jwk } : { refusal: isPrivate(der) ? "private-key" : "malformed" } };
}

/** PKCS #8, SEC 1 and PKCS #1 begin with a version, an INTEGER of one byte (X.690 §8.3), where the public forms have a SEQUENCE or a long number. */
function isPrivate(der: Uint8Array): boolean {
  const length = der[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return der[at] === 0x02 && der[at + 1] === 1;
}
