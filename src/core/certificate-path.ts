import { typesOfSigner, typesWithin } from "./certificate-use.ts";
import { hexOf } from "./hex.ts";
import { type Algorithm, MAX_CERTIFICATE_BYTES, MAX_CERTIFICATES } from "./presentation.ts";
import { type Certificate, importCertificate, isIssuedBy, namesAuthority, type PublicKey, sha256 } from "./signature.ts";
import { type EpochSeconds, isWithin } from "./time.ts";
import type { TrustedKey, TrustMaterial } from "./trust.ts";

/**
 * What a signature check costs by the key that is checked with, and what one path may cost, in tenths of a millisecond on a desk machine. An
 * attacker may name an authority of ours, and a country has several generations of keys under one name: not all are tried where that is slow.
 */
const COSTS: Readonly<Record<Algorithm, number>> = { EdDSA: 1, ES256: 1, ES384: 7, ES512: 15, PS256: 3 };
const MAX_COST = 45;

/** Paths remembered for one trust list: a counter sees the same few signers again and again. */
const MAX_REMEMBERED = 256;

/** Where some certificates lead to, at any time. */
interface Path {
  /** What the authorities at its end lend to the signer's key; none: no authority of ours stands there. */
  readonly signers: readonly TrustedKey[];
  /** When all certificates below the authority are in force. */
  readonly validFrom: EpochSeconds;
  readonly validUntil: EpochSeconds;
}

const NOWHERE: Path = { signers: [], validFrom: Number.NEGATIVE_INFINITY, validUntil: Number.POSITIVE_INFINITY };

/** Pure answers, remembered because each costs several signature checks. */
const remembered = new WeakMap<TrustMaterial, Map<string, Path>>();

/**
 * The key of the first of these certificates (DER) as the trust list lends it, once for each entry that does, where the certificate is on the
 * list itself or leads to an authority there and is in force. RFC 5280 §6 in short: names, signatures, dates, who may stand above whom, what
 * each may sign. None: nobody we trust vouches for it.
 */
export function signersOfPath(ders: readonly Uint8Array[], trust: TrustMaterial, at: EpochSeconds): readonly TrustedKey[] {
  const fingerprints = ders.slice(0, MAX_CERTIFICATES).map((der) => hexOf(sha256(der)));
  // A certificate on the list is in force because it is there, whatever dates it bears, and not in force where the list says so.
  const listed = trust.keys.byFingerprint.get(fingerprints[0] ?? "");
  const { signers, validFrom, validUntil } = listed ? { ...NOWHERE, signers: listed } : pathOf(ders, fingerprints, trust);
  return isWithin(at, validFrom, validUntil) ? signers.filter((signer) => isWithin(at, signer.validFrom, signer.validUntil)) : [];
}

function pathOf(ders: readonly Uint8Array[], fingerprints: readonly string[], trust: TrustMaterial): Path {
  const paths = remembered.get(trust) ?? new Map<string, Path>();
  remembered.set(trust, paths);
  const name = fingerprints.join(".");
  const known = paths.get(name);
  if (known) return known;
  const path = followPath(ders, fingerprints, trust);
  if (paths.size >= MAX_REMEMBERED) paths.clear();
  paths.set(name, path);
  return path;
}

/** From the signer upwards to the first authority of the list. What an attacker writes above that is not even looked at. */
function followPath(ders: readonly Uint8Array[], fingerprints: readonly string[], trust: TrustMaterial): Path {
  const path: Certificate[] = [];
  let costLeft = MAX_COST;
  const mayCheckWith = ({ algorithm }: PublicKey): boolean => {
    costLeft -= COSTS[algorithm];
    return costLeft >= 0;
  };
  for (const [index, fingerprint] of fingerprints.entries()) {
    const der = ders[index];
    const certificate = der && der.length <= MAX_CERTIFICATE_BYTES ? importCertificate(der) : undefined;
    if (!certificate || !mayStandAbove(certificate, path)) return NOWHERE;
    const below = path.at(-1);
    if (below && !(mayCheckWith(certificate.key) && isIssuedBy(below, certificate))) return NOWHERE;
    const listed = trust.keys.byFingerprint.get(fingerprint);
    if (listed) return pathTo(listed, path);
    path.push(certificate);
    const authorities = authoritiesNamed(certificate, path, trust).filter(
      (key) => key.certificate && mayCheckWith(key.key) && isIssuedBy(certificate, key.certificate),
    );
    if (authorities.length > 0) return pathTo(authorities, path);
  }
  return NOWHERE;
}

/** May it stand above these, the signer first; or be the signer, where there are none yet? */
function mayStandAbove(certificate: Certificate, below: readonly Certificate[]): boolean {
  if (certificate.demandsUnknown) return false;
  // Attack: the key of an authority's certificate, which signs certificates only, signs a credential.
  if (below.length === 0) return certificate.signsData;
  // Attack: a signer's own certificate, which signs no others, is put above one that the attacker made.
  return certificate.isAuthority && below.length - 1 <= (certificate.pathLength ?? Number.POSITIVE_INFINITY);
}

/** Authorities of the list that the last of these certificates names, and that may stand above all of them. */
function authoritiesNamed(certificate: Certificate, path: readonly Certificate[], trust: TrustMaterial): readonly TrustedKey[] {
  const named = trust.keys.authorities.get(certificate.issuer) ?? [];
  return named.filter((key) => key.certificate && namesAuthority(certificate, key.certificate) && mayStandAbove(key.certificate, path));
}

/** The signer may sign what the authority and every certificate between them allow, while all of them are in force. */
function pathTo(authorities: readonly TrustedKey[], path: readonly Certificate[]): Path {
  const [signer, ...between] = path;
  if (!signer) return NOWHERE;
  const signers = authorities.map(({ issuer, types, validFrom, validUntil }) => ({
    name: hexOf(signer.fingerprint.subarray(0, 8)),
    issuer,
    types: between.reduce((within, certificate) => typesWithin(certificate, within), typesOfSigner(signer, types)),
    kids: undefined,
    key: signer.key,
    certificate: signer,
    validFrom,
    validUntil,
  }));
  const [validFrom, validUntil] = [path.map((one) => one.validFrom), path.map((one) => one.validUntil)];
  return { signers, validFrom: Math.max(...validFrom), validUntil: Math.min(...validUntil) };
}
