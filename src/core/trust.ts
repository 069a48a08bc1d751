import * as v from "valibot";
import { typesWithin } from "./certificate-use.ts";
import { hexOf } from "./hex.ts";
import { CREDENTIAL_TYPES, type CredentialType } from "./presentation.ts";
import { type Certificate, importCertificate, importJwk, type PublicKey } from "./signature.ts";
import {
  type RidList,
  RidListSchema,
  ridListsByKid,
  type TokenStatusList,
  TokenStatusListSchema,
  tokenStatusListsByUri,
} from "./status-list.ts";
import type { EpochSeconds } from "./time.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const credentialId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a credential is named by 64 lower-case hex digits"));

/** Certificates are copied out of PEM files, where base64 has lines (RFC 7468 §2). */
const withoutLineEnds = (base64: string): string => base64.replace(/\r?\n/g, "");

/** JSON shape of one issuer key: a public JWK, or an X.509 certificate in base64 DER. */
export const KeySchema = v.pipe(
  v.strictObject({
    /** Key identifier; absent: the one that the format defines (docs/formats.md). */
    kid: v.optional(text),
    jwk: v.optional(v.looseObject({ kty: v.string(), kid: v.optional(v.string()), crlVersion: v.optional(seconds) })),
    /** Of a signer, or of an authority that signs signers' certificates (VDS-NC, COSE x5chain). */
    certificate: v.optional(v.pipe(v.string(), v.transform(withoutLineEnds), v.base64())),
    validFrom: v.optional(seconds),
    validUntil: v.optional(seconds),
  }),
  v.check((key) => (key.jwk === undefined) !== (key.certificate === undefined), "a key has either jwk or certificate"),
);

/** JSON shape of a trust list, the payload of a trust bundle (docs/protocol.md). */
export const TrustListSchema = v.strictObject({
  /** Grows with every publication; a kiosk never goes back. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  issuedAt: seconds,
  expiresAt: seconds,
  /** Demo keys: accepted by a demo, refused by everything else. */
  demo: v.optional(v.boolean()),
  issuers: v.pipe(
    v.array(
      v.strictObject({
        id: text,
        name: v.optional(v.strictObject({ vi: text, en: text })),
        types: v.array(v.picklist(CREDENTIAL_TYPES)),
        keys: v.pipe(v.array(KeySchema), v.maxLength(100)),
      }),
    ),
    v.maxLength(10_000),
  ),
  /** Credentials that an issuer has taken back, by identity (SHA-256 of the signed payload). */
  statusLists: v.optional(
    v.array(v.strictObject({ issuer: text, revoked: v.optional(v.array(credentialId)), suspended: v.optional(v.array(credentialId)) })),
  ),
  /** Revoked SMART Health Cards, by the key that signed them. */
  ridLists: v.optional(v.array(RidListSchema)),
  /** Status lists that credentials name by URI. */
  tokenStatusLists: v.optional(v.array(TokenStatusListSchema)),
});
export type TrustList = v.InferOutput<typeof TrustListSchema>;

/** One key we accept, with what it may sign. */
export interface TrustedKey {
  /** Name for journals and answers: the kid as text where it is text, else as hex. */
  readonly name: string;
  /** Undefined: this key serves any issuer (developer's tool only; a trust list always names one). */
  readonly issuer: string | undefined;
  readonly types: readonly CredentialType[];
  /** Undefined: the key matches any key identifier. */
  readonly kids: readonly Uint8Array[] | undefined;
  readonly key: PublicKey;
  /** The certificate that the key came in. */
  readonly certificate?: Certificate;
  /** Least counter of the list of revoked cards that counts for this key (SMART Health Cards, `crlVersion`). */
  readonly ridCounter?: number;
  readonly validFrom: EpochSeconds | undefined;
  readonly validUntil: EpochSeconds | undefined;
}

export interface StatusList {
  readonly revoked: ReadonlySet<string>;
  readonly suspended: ReadonlySet<string>;
}

/** Everything that decide() believes without asking anybody: keys, status, and until when they may be believed. */
export interface TrustMaterial {
  readonly version: number;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly isDemo: boolean;
  readonly keys: KeyIndex;
  /** By issuer identifier. */
  readonly statusLists: ReadonlyMap<string, StatusList>;
  /** By key identifier. */
  readonly ridLists: ReadonlyMap<string, RidList>;
  /** By URI. */
  readonly tokenStatusLists: ReadonlyMap<string, readonly TokenStatusList[]>;
}

/** Keys by what a credential names them with. */
export interface KeyIndex {
  readonly all: readonly TrustedKey[];
  /** By key identifier, lower-case hex. */
  readonly byKid: ReadonlyMap<string, readonly TrustedKey[]>;
  /** Keys that match any key identifier; a trust list has none, the developer's tool may. */
  readonly anyKid: readonly TrustedKey[];
  /** Keys that came in a certificate, by its SHA-256, lower-case hex. */
  readonly byFingerprint: ReadonlyMap<string, readonly TrustedKey[]>;
  /** Keys that may sign the certificates of others, by the name of their certificate. */
  readonly authorities: ReadonlyMap<string, readonly TrustedKey[]>;
}

/** A trust list made ready for scans, with the keys that could not be admitted named instead of used. */
export function loadTrust(list: TrustList): { readonly trust: TrustMaterial; readonly rejectedKeys: readonly string[] } {
  const keys: TrustedKey[] = [];
  const rejectedKeys: string[] = [];
  for (const issuer of list.issuers) {
    for (const entry of issuer.keys) {
      const key = loadKey(entry, issuer.id, issuer.types);
      if (key?.kids) keys.push(key);
      else rejectedKeys.push(`${issuer.id} ${entry.kid ?? "(no kid)"}`);
    }
  }
  const statusLists = new Map<string, StatusList>();
  for (const status of list.statusLists ?? []) {
    // An issuer may have several entries; none of them takes another's revocations back.
    const { revoked, suspended } = statusLists.get(status.issuer) ?? { revoked: [], suspended: [] };
    statusLists.set(status.issuer, {
      revoked: new Set([...revoked, ...(status.revoked ?? [])]),
      suspended: new Set([...suspended, ...(status.suspended ?? [])]),
    });
  }
  const { version, issuedAt, expiresAt, demo = false } = list;
  const [ridLists, tokenStatusLists] = [ridListsByKid(list.ridLists ?? []), tokenStatusListsByUri(list.tokenStatusLists ?? [])];
  const trust = { version, issuedAt, expiresAt, isDemo: demo, keys: indexKeys(keys), statusLists, ridLists, tokenStatusLists };
  return { trust, rejectedKeys };
}

/** One key made ready for use, or undefined where it is not a key of a supported algorithm. */
export function loadKey(
  entry: v.InferOutput<typeof KeySchema>,
  issuer: string | undefined,
  types: readonly CredentialType[],
): TrustedKey | undefined {
  const certificate = entry.certificate === undefined ? undefined : importCertificate(Buffer.from(entry.certificate, "base64"));
  const key = certificate?.key ?? (entry.jwk && importJwk(entry.jwk));
  if (!key || (entry.jwk && !isForVerifying(entry.jwk, key.algorithm))) return undefined;
  const kid = entry.kid ?? entry.jwk?.kid;
  const { validFrom, validUntil } = entry;
  // A certificate without kid has the one of hcert-spec §2.6.3: the first 8 bytes of its SHA-256.
  const derived = certificate?.fingerprint.subarray(0, 8);
  const kids = kid === undefined ? derived && [derived] : spellingsOf(kid);
  const name = kid ?? (derived ? hexOf(derived) : "(any)");
  const ridCounter = entry.jwk?.crlVersion;
  return {
    name,
    issuer,
    types: certificate ? typesWithin(certificate, types) : types,
    kids,
    key,
    ...(certificate && { certificate }),
    ...(ridCounter !== undefined && { ridCounter }),
    validFrom,
    validUntil,
  };
}

/** A JWK may say what it is for (RFC 7517 §4.2 to §4.4; RFC 9864 for "Ed25519"): one for something else verifies nothing here. */
function isForVerifying(jwk: Readonly<Record<string, unknown>>, algorithm: PublicKey["algorithm"]): boolean {
  const { use = "sig", key_ops: operations = ["verify"], alg = algorithm } = jwk;
  const isItsAlgorithm = alg === algorithm || (alg === "Ed25519" && algorithm === "EdDSA");
  return use === "sig" && isItsAlgorithm && Array.isArray(operations) && operations.includes("verify");
}

/** Keys arranged so that a scan finds its candidates at once, however long the list. */
export function indexKeys(keys: readonly TrustedKey[]): KeyIndex {
  const byKid = new Map<string, TrustedKey[]>();
  const byFingerprint = new Map<string, TrustedKey[]>();
  const authorities = new Map<string, TrustedKey[]>();
  for (const key of keys) {
    const { certificate, kids = [] } = key;
    if (certificate) append(byFingerprint, hexOf(certificate.fingerprint), key);
    if (certificate?.isAuthority) append(authorities, certificate.subject, key);
    for (const kid of kids) append(byKid, hexOf(kid), key);
  }
  const anyKid = keys.filter((key) => key.kids === undefined);
  return { all: keys, byKid, anyKid, byFingerprint, authorities };
}

function append(index: Map<string, TrustedKey[]>, name: string, key: TrustedKey): void {
  const same = index.get(name);
  if (same) same.push(key);
  else index.set(name, [key]);
}

/** COSE key identifiers are bytes; lists write them as text, hex or base64. A kid is only a hint, so every reading counts. */
function spellingsOf(kid: string): readonly Uint8Array[] {
  const readings: Uint8Array[] = [Buffer.from(kid, "utf8")];
  // A key of a DID document is named by its fragment in a credential (NZ COVID Pass, "kid").
  if (kid.includes("#")) readings.push(Buffer.from(kid.slice(kid.indexOf("#") + 1), "utf8"));
  if (/^([0-9a-fA-F]{2})+$/.test(kid)) readings.push(Buffer.from(kid, "hex"));
  if (/^[A-Za-z0-9+/_-]+=*$/.test(kid)) readings.push(Buffer.from(kid, "base64"));
  return readings;
}
