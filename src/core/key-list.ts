// Trust as a developer has it: a few keys instead of a published list. `tram verify --keys` and the lines of its batch.
import * as v from "valibot";
import { CREDENTIAL_TYPES } from "./presentation.ts";
import { NO_REVOCATIONS, revocationsOf } from "./revocation/revocations.ts";
import { toTheEnd } from "./revocation/steps.ts";
import { RidListSchema, ridListOf, TokenStatusListSchema, tokenStatusListOf } from "./status-list.ts";
import { indexKeys, KeySchema, loadKey, type TrustedKey, TrustListSchema, type TrustMaterial } from "./trust.ts";
import { loadTrust } from "./trust-loading.ts";

/** Most keys in one list; a trust list has its own bounds. */
const MAX_KEYS = 10_000;

/** JSON shape of one key: that of a trust list and the issuer it serves; absent, it serves any. Further members are ignored. */
const KeyEntrySchema = v.pipe(
  v.object({
    issuer: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
    demo: v.optional(v.boolean()),
    ...KeySchema.entries,
  }),
  v.check((key) => (key.jwk === undefined) !== (key.certificate === undefined), "a key has either jwk or certificate"),
);
/** One key of such a list. */
export type KeyEntry = v.InferOutput<typeof KeyEntrySchema>;

/** JSON shape of a list of keys. */
const KeyListSchema = v.pipe(
  v.array(KeyEntrySchema),
  v.maxLength(MAX_KEYS),
  // The two worlds never mix: whoever trusts a demo key trusts everybody who has the source code.
  v.check((keys) => new Set(keys.map((key) => key.demo ?? false)).size < 2, "demo keys and real keys never stand in one list"),
);

/** JSON shape of the same as others write it: its entries may be bare JWKs, and all of it a JWK set (RFC 7517 §5). */
export const GivenKeysSchema = v.pipe(v.unknown(), v.transform(entriesOf), KeyListSchema);

/** Most lists of revoked credentials given beside the keys; a published trust list has its own. */
const MAX_RID_LISTS = 1000;
const MAX_TOKEN_STATUS_LISTS = 20;

/** JSON shape of revocation lists of SMART Health Cards: one as its issuer publishes it, or a list of them. */
export const GivenRidListsSchema = v.pipe(
  v.unknown(),
  v.transform((given): unknown => (Array.isArray(given) ? given : [given])),
  v.array(RidListSchema),
  v.maxLength(MAX_RID_LISTS),
);

/** JSON shape of Token Status Lists given beside the keys. */
export const GivenTokenStatusListsSchema = v.pipe(v.array(TokenStatusListSchema), v.maxLength(MAX_TOKEN_STATUS_LISTS));

/** Trust made ready for scans, with the keys of unsupported kinds named instead of used. */
export interface LoadedKeys {
  readonly trust: TrustMaterial;
  readonly rejectedKeys: readonly string[];
}

/** Lists of revoked credentials that are given beside the keys. */
export interface GivenLists {
  readonly ridLists?: v.InferOutput<typeof GivenRidListsSchema> | undefined;
  readonly tokenStatusLists?: v.InferOutput<typeof GivenTokenStatusListsSchema> | undefined;
}

/** The same trust with these lists in the place of its own; a kind that is not given stays as it is. */
export function withLists(trust: TrustMaterial, { ridLists, tokenStatusLists }: GivenLists): TrustMaterial {
  const revocations = {
    ...trust.revocations,
    ...(ridLists && { rid: revocationsOf(ridLists.map(ridListOf)).rid }),
    ...(tokenStatusLists && { tokenStatus: revocationsOf(tokenStatusLists.map((list) => toTheEnd(tokenStatusListOf(list)))).tokenStatus }),
  };
  return { ...trust, revocations };
}

/** Trust in these keys for every credential type, now and always: no publisher has limited it. */
export function trustInKeys(entries: readonly KeyEntry[]): LoadedKeys {
  const keys: TrustedKey[] = [];
  const rejectedKeys: string[] = [];
  for (const [index, { issuer, demo: _, ...entry }] of entries.entries()) {
    const key = loadKey(entry, issuer, CREDENTIAL_TYPES);
    if (key) keys.push(key);
    else rejectedKeys.push(entry.kid ?? entry.jwk?.kid ?? `keys.${index}`);
  }
  const isDemo = entries[0]?.demo ?? false;
  const trust = {
    version: 0,
    issuedAt: Number.NEGATIVE_INFINITY,
    expiresAt: Number.POSITIVE_INFINITY,
    isDemo,
    keys: indexKeys(keys),
    revocations: NO_REVOCATIONS,
    operatorKeys: [],
    sealKeys: [],
  };
  return { trust, rejectedKeys };
}

/** Trust out of a file: loaded, or in a few words where the file is wrong. */
export type ReadTrust = ({ readonly ok: true } & LoadedKeys) | { readonly ok: false; readonly problem: string };

/**
 * The trust in a JSON file of any of these forms: a trust list; one key, or a list of keys, as a batch line has them; a bare
 * JWK; a JWK set (RFC 7517 §5). A private key is refused, because it has no business on a verifier.
 */
export function readTrust(value: unknown): ReadTrust {
  if (typeof value === "object" && value !== null && "issuers" in value) {
    const list = v.safeParse(TrustListSchema, value, { abortEarly: true });
    return list.success ? { ok: true, ...loadTrust(list.output) } : { ok: false, problem: problemOf(list.issues[0]) };
  }
  const isList = Array.isArray(value) || isKeySet(value);
  const parsed = v.safeParse(GivenKeysSchema, isList ? value : [value], { abortEarly: true });
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.issues[0]) };
  if (parsed.output.some((entry) => entry.jwk && "d" in entry.jwk)) {
    return { ok: false, problem: "a private key; verifiers need its public form: tram keys public FILE" };
  }
  return { ok: true, ...trustInKeys(parsed.output) };
}

/** The entries of a list or a JWK set in the shape of ours; anything else as it is. */
function entriesOf(value: unknown): unknown {
  const entries: unknown = isKeySet(value) ? value.keys : value;
  return Array.isArray(entries) ? entries.map(entryOf) : entries;
}

function isKeySet(value: unknown): value is { readonly keys: readonly unknown[] } {
  return typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys);
}

function entryOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "kty" in value ? { jwk: value } : value;
}

/** Where a file or a line is wrong and what is expected there, in a few words; never longer than a line. */
export function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null ? "" : `${path}: `}${issue.message}`.slice(0, 200);
}
