import * as v from "valibot";
import { hexOf } from "../hex.ts";
import { isSecret } from "../openssl-encoding.ts";
import { CREDENTIAL_TYPES, MAX_CERTIFICATE_BYTES } from "../presentation.ts";
import { importCertificate, jwkInCertificate } from "../signature.ts";
import type { EpochSeconds } from "../time.ts";
import { KeySchema, loadKey } from "../trust.ts";
import { admitKey } from "./admit-key.ts";
import type { Candidate } from "./candidate.ts";
import type { ImportedKey } from "./imported-key.ts";
import { thumbprintOf } from "./key-material.ts";
import type { KeyRefusal } from "./key-refusal.ts";

/** A kid is as long as KeySchema lets it be, in characters. */
const MAX_KID = 200;
/** Bytes of a digest that name a key which has no name: RFC 7638 thumbprint as in `tram keys`, hcert-spec §2.6.3 for certificates. */
const DERIVED_KID_BYTES = 8;

/** The key made ready for a trust list, or why it does not enter one. */
export function admitCandidate(candidate: Candidate): ImportedKey | KeyRefusal {
  const { kid, found } = candidate;
  if ("refusal" in found) return found.refusal;
  if ("jwk" in found && isSecret(found.jwk)) return "private-key";
  if (kid !== undefined && kid.length > MAX_KID) return "name-too-long";
  return "jwk" in found ? admitJwk(candidate, found.jwk) : admitCertificate(candidate, found.certificate);
}

function admitJwk(candidate: Candidate, jwk: object): ImportedKey | KeyRefusal {
  const admission = admitKey(jwk);
  if (!admission.ok) return admission.refusal;
  const { material, key } = admission;
  const thumbprint = thumbprintOf(material);
  const kid = candidate.kid ?? Buffer.from(thumbprint.subarray(0, DERIVED_KID_BYTES)).toString("base64url");
  const given = v.safeParse(KeySchema, { kid, jwk });
  if (!given.success) return "malformed";
  // The kiosk's own rule for `use`, `key_ops` and `alg`, asked of the JWK as it was before all of that is taken off.
  if (!loadKey(given.output, undefined, CREDENTIAL_TYPES)?.kids) return "not-for-signing";
  const crlVersion = given.output.jwk?.crlVersion;
  const entry = { kid, jwk: { ...material, ...(crlVersion !== undefined && { crlVersion }) }, ...datesOf(candidate) };
  return { entry, algorithm: key.algorithm, fingerprint: hexOf(thumbprint), isAuthority: false, ...aboutOf(candidate) };
}

/** What a path of certificates demands of its members (certificate-path.ts), here of one that goes onto the list itself. */
function admitCertificate(candidate: Candidate, der: Uint8Array): ImportedKey | KeyRefusal {
  if (der.length > MAX_CERTIFICATE_BYTES) return "too-large";
  const jwk = jwkInCertificate(der);
  if (!jwk) return "malformed";
  const admission = admitKey(jwk);
  if (!admission.ok) return admission.refusal;
  const certificate = importCertificate(der);
  if (!certificate) return "malformed";
  const { isAuthority, fingerprint, validFrom, validUntil } = certificate;
  if (!certificate.isSoundlySigned) return "weak-certificate";
  if (certificate.demandsUnknown) return "critical-extension";
  if (!isAuthority && !certificate.signsData) return "not-for-signing";
  const kid = candidate.kid ?? Buffer.from(fingerprint.subarray(0, DERIVED_KID_BYTES)).toString("base64");
  const entry = { kid, certificate: Buffer.from(der).toString("base64"), ...datesOf({ validFrom, validUntil }) };
  if (!v.is(KeySchema, entry) || !loadKey(entry, undefined, CREDENTIAL_TYPES)?.kids) return "malformed";
  return { entry, algorithm: admission.key.algorithm, fingerprint: hexOf(fingerprint), isAuthority, ...aboutOf(candidate) };
}

interface Dates {
  readonly validFrom?: EpochSeconds;
  readonly validUntil?: EpochSeconds;
}

/** A list counts from 1970; what began before has simply begun. */
function datesOf({ validFrom, validUntil }: Dates): Dates {
  return { ...(validFrom !== undefined && validFrom > 0 && { validFrom }), ...(validUntil !== undefined && { validUntil }) };
}

function aboutOf({ source, kid, issuer, isDemo = false }: Candidate) {
  return { source, hasOwnKid: kid !== undefined, isDemo, ...(issuer !== undefined && { issuer }) };
}
