import * as v from "valibot";
import { typesWithin } from "./certificate-use.ts";
import { hexOf } from "./hex.ts";
import { IMPORT_ANEW, type ImportedKeys, type KeyImport } from "./imported-keys.ts";
import { CREDENTIAL_TYPES, type CredentialType } from "./presentation.ts";
import type { Revocations } from "./revocation/revocations.ts";
import { importSealKey, type SealKey } from "./seal-key.ts";
import { type Certificate, importJwk, type PublicKey } from "./signature.ts";
import { IdentityListSchema, RidListSchema, TokenStatusListSchema } from "./status-list.ts";
import type { EpochSeconds } from "./time.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

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

/** JSON shape of one issuer and its keys. */
export const IssuerSchema = v.strictObject({
  id: text,
  name: v.optional(v.strictObject({ vi: text, en: text })),
  types: v.array(v.picklist(CREDENTIAL_TYPES)),
  keys: v.pipe(v.array(KeySchema), v.maxLength(100)),
});

/** What a key of the operator may sign: central's time, the configuration of kiosks, or, as a witness, what central knows of journals. */
const OPERATOR_USES = ["time", "provisioning", "witness"] as const;

const OperatorKeySchema = v.strictObject({
  use: v.picklist([...OPERATOR_USES, "seal"]),
  kid: text,
  jwk: v.looseObject({ kty: v.string() }),
});

/** Most revocation lists of each kind inside a trust list; shards hold more. */
const MAX_LISTS = 10_000;

/** JSON shape of a trust list, a file of the trust bundle (docs/protocol.md). */
export const TrustListSchema = v.strictObject({
  /** Grows with every publication. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  issuedAt: seconds,
  expiresAt: seconds,
  /** Demo keys: accepted by a demo, refused by everything else. */
  demo: v.optional(v.boolean()),
  issuers: v.pipe(v.array(IssuerSchema), v.maxLength(10_000)),
  operatorKeys: v.optional(
    v.pipe(
      v.array(OperatorKeySchema),
      v.maxLength(16),
      v.check((keys) => new Set(keys.map(({ use, kid }) => `${use} ${kid}`)).size === keys.length, "two keys of one use have one kid"),
    ),
  ),
  /** Credentials that an issuer has taken back, by identity (SHA-256 of the signed payload). */
  statusLists: v.optional(v.pipe(v.array(IdentityListSchema), v.maxLength(MAX_LISTS))),
  /** Revoked SMART Health Cards, by the key that signed them. */
  ridLists: v.optional(v.pipe(v.array(RidListSchema), v.maxLength(MAX_LISTS))),
  /** Status lists that credentials name by URI. */
  tokenStatusLists: v.optional(v.pipe(v.array(TokenStatusListSchema), v.maxLength(MAX_LISTS))),
});
export type TrustList = v.InferOutput<typeof TrustListSchema>;

/** A key of the operator, which signs no credentials. */
export interface OperatorKey {
  readonly use: (typeof OPERATOR_USES)[number];
  readonly kid: string;
  readonly key: PublicKey;
}

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

/** Everything that decide() believes without asking anybody: keys, status, and until when they may be believed. */
export interface TrustMaterial {
  readonly version: number;
  readonly issuedAt: EpochSeconds;
  readonly expiresAt: EpochSeconds;
  readonly isDemo: boolean;
  readonly keys: KeyIndex;
  readonly revocations: Revocations;
  readonly operatorKeys: readonly OperatorKey[];
  /** Keys of the operator that sign nothing: personal parts are sealed to the newest, which is the last. */
  readonly sealKeys: readonly SealKey[];
  /** For the next list, most of whose keys are the same. */
  readonly imported?: ImportedKeys;
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

/** One key made ready for use, or undefined where it is not a key of a supported algorithm. */
export function loadKey(
  entry: v.InferOutput<typeof KeySchema>,
  issuer: string | undefined,
  types: readonly CredentialType[],
  imported: KeyImport = IMPORT_ANEW,
): TrustedKey | undefined {
  const certificate = entry.certificate === undefined ? undefined : imported.certificate(Buffer.from(entry.certificate, "base64"));
  const key = certificate?.key ?? (entry.jwk && imported.jwk(entry.jwk));
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

/** A key of the operator made ready for use, or undefined where it is not one that could have signed. */
export function loadOperatorKey({ use, kid, jwk }: v.InferOutput<typeof OperatorKeySchema>): OperatorKey | undefined {
  if (use === "seal") return undefined;
  const key = importJwk(jwk);
  // Time and configurations are signed with keys that this project makes itself; a cosignature (c2sp.org/tlog-cosignature) is Ed25519's only.
  const isOurs = key?.algorithm === "EdDSA" || (key?.algorithm === "ES256" && use !== "witness");
  return isOurs && isForVerifying(jwk, key.algorithm) ? { use, kid, key } : undefined;
}

/** A key of the operator to seal to, or undefined where it is for something else, or cannot be sealed to. */
export function loadSealKey({ use, kid, jwk }: v.InferOutput<typeof OperatorKeySchema>): SealKey | undefined {
  return use === "seal" ? importSealKey(jwk, kid) : undefined;
}

/** A JWK may say what it is for (RFC 7517 §4.2 to §4.4; RFC 9864 for "Ed25519"): one for something else verifies nothing here. */
function isForVerifying(jwk: Readonly<Record<string, unknown>>, algorithm: PublicKey["algorithm"]): boolean {
  const { use = "sig", key_ops: operations = ["verify"], alg = algorithm } = jwk;
  const isItsAlgorithm = alg === algorithm || (alg === "Ed25519" && algorithm === "EdDSA");
  return use === "sig" && isItsAlgorithm && Array.isArray(operations) && operations.includes("verify");
}

/** Keys arranged so that a scan finds its candidates at once, however long the list. */
export function indexKeys(keys: readonly TrustedKey[]): KeyIndex {
  const collector = new KeyCollector();
  for (const key of keys) collector.add(key);
  return collector.collected();
}

/** Arranges keys one after the other, so that thousands of them take no long time at once. */
export class KeyCollector {
  readonly #all: TrustedKey[] = [];
  readonly #anyKid: TrustedKey[] = [];
  readonly #byKid = new Map<string, TrustedKey[]>();
  readonly #byFingerprint = new Map<string, TrustedKey[]>();
  readonly #authorities = new Map<string, TrustedKey[]>();

  add(key: TrustedKey): void {
    const { certificate, kids } = key;
    this.#all.push(key);
    if (certificate) append(this.#byFingerprint, hexOf(certificate.fingerprint), key);
    if (certificate?.isAuthority) append(this.#authorities, certificate.subject, key);
    for (const kid of kids ?? []) append(this.#byKid, hexOf(kid), key);
    if (!kids) this.#anyKid.push(key);
  }

  collected(): KeyIndex {
    const [all, anyKid, byKid] = [this.#all, this.#anyKid, this.#byKid];
    return { all, anyKid, byKid, byFingerprint: this.#byFingerprint, authorities: this.#authorities };
  }
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
