// What a certificate may sign, by its extensions.
import type { CredentialType } from "./presentation.ts";
import type { Certificate } from "./signature.ts";

const VDS_NC: readonly CredentialType[] = ["vaccination", "test-result"];

/** EU health certificates (hcert-spec, "Extended Key Usage Identifiers"); some write a 0 before 1847. ICAO's VDS-NC (Doc 9303-13). */
const LIMITED_USES: ReadonlyMap<string, readonly CredentialType[]> = new Map([
  ...["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"].flatMap((arc): [string, readonly CredentialType[]][] => [
    [`${arc}.1`, ["test-result"]],
    [`${arc}.2`, ["vaccination"]],
    [`${arc}.3`, ["recovery"]],
  ]),
  ["2.23.136.1.1.14.2", VDS_NC],
]);

/** Uses that are no limit to us: any at all (RFC 5280 §4.2.1.12), and the signing of documents (RFC 9336). */
const UNLIMITED_USES: readonly string[] = ["2.5.29.37.0", "1.3.6.1.5.5.7.3.36"];

/** Document types of a VDS-NC signer (ICAO Doc 9303-13): proof of testing, proof of vaccination. */
const DOCUMENT_TYPES: ReadonlyMap<string, CredentialType> = new Map([
  ["NT", "test-result"],
  ["NV", "vaccination"],
]);

/** Of these types, those that a certificate of the trust list may sign; all, where it says nothing that we know of. */
export function typesWithin({ extendedKeyUsage, documentTypes }: Certificate, types: readonly CredentialType[]): readonly CredentialType[] {
  const uses = extendedKeyUsage.flatMap((oid) => LIMITED_USES.get(oid) ?? []);
  const documents = documentTypes.map((code) => DOCUMENT_TYPES.get(code)).filter((type) => type !== undefined);
  return types
    .filter((type) => uses.length === 0 || uses.includes(type))
    .filter((type) => documents.length === 0 || documents.includes(type));
}

/**
 * The same for a certificate that nobody has listed, and that stands below an authority. Attack: the authority has also issued one for
 * a web server. A certificate that names its uses is for no others (RFC 5280 §4.2.1.12).
 */
export function typesOfSigner(certificate: Certificate, types: readonly CredentialType[]): readonly CredentialType[] {
  const uses = certificate.extendedKeyUsage;
  const isForUs = uses.length === 0 || uses.some((oid) => LIMITED_USES.has(oid) || UNLIMITED_USES.includes(oid));
  return isForUs ? typesWithin(certificate, types) : [];
}
