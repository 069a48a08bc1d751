import { hexOf } from "./hex.ts";
import { type Certificate, importCertificate, isIssuedBy } from "./signature.ts";
import { type EpochSeconds, isWithin } from "./time.ts";
import { type TrustedKey, type TrustMaterial, typesWithin } from "./trust.ts";

/** Paths remembered for one trust list: a counter sees the same few signers again and again. */
const MAX_REMEMBERED = 256;

interface Path {
  /** What the authority at its end lends to the signer's key; undefined: no authority of ours stands there. */
  readonly signer: TrustedKey | undefined;
  readonly certificates: readonly Certificate[];
}

/** Pure answers, remembered because each costs several signature checks. */
const remembered = new WeakMap<TrustMaterial, Map<string, Path>>();

/**
 * The key of the first of these certificates (DER), where they lead to an authority of the trust list and all of them are in force.
 * RFC 5280 §6 in short: names and signatures, dates, authorities only above the signer. Undefined: nobody we trust vouches for it.
 */
export function signerOfPath(certificates: readonly Uint8Array[], trust: TrustMaterial, at: EpochSeconds): TrustedKey | undefined {
  const { signer, certificates: path } = pathOf(certificates, trust);
  if (!signer || !isWithin(at, signer.validFrom, signer.validUntil)) return undefined;
  return path.every(({ validFrom, validUntil }) => isWithin(at, validFrom, validUntil)) ? signer : undefined;
}

function pathOf(certificates: readonly Uint8Array[], trust: TrustMaterial): Path {
  const known = remembered.get(trust) ?? new Map<string, Path>();
  remembered.set(trust, known);
  const name = certificates.map(hexOf).join(".");
  const path = known.get(name) ?? followPath(certificates, trust);
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(name, path);
  return path;
}

function followPath(ders: readonly Uint8Array[], trust: TrustMaterial): Path {
  const certificates = ders.map(importCertificate).filter((certificate) => certificate !== undefined);
  const [first] = certificates;
  if (!first || certificates.length < ders.length) return { signer: undefined, certificates: [] };
  for (const [index, certificate] of certificates.entries()) {
    // Attack: a signer's own certificate, which signs no others, is put above one that the attacker made.
    if (index > 0 && !certificate.isAuthority) break;
    const isListed = trust.keys.byFingerprint.get(hexOf(certificate.fingerprint));
    const anchor = isListed ?? trust.keys.authorities.find((key) => key.certificate && isIssuedBy(certificate, key.certificate));
    // A certificate on the list is in force because it is there, whatever dates it bears.
    if (anchor) return { signer: lend(anchor, first), certificates: certificates.slice(0, isListed ? index : index + 1) };
    const above = certificates[index + 1];
    if (!above || !isIssuedBy(certificate, above)) break;
  }
  return { signer: undefined, certificates };
}

/** The signer may sign what both the authority and its own certificate allow. */
function lend(anchor: TrustedKey, signer: Certificate): TrustedKey {
  const { issuer, validFrom, validUntil } = anchor;
  return {
    name: hexOf(signer.fingerprint.subarray(0, 8)),
    issuer,
    types: typesWithin(signer, anchor.types),
    kids: undefined,
    key: signer.key,
    certificate: signer,
    validFrom,
    validUntil,
  };
}
