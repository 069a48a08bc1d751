// Trust as a developer has it: a few keys instead of a published list. `tram verify --keys` and the lines of its batch.
import * as v from "valibot";
import { CREDENTIAL_TYPES } from "./presentation.ts";
import { type RidListSchema, ridListsByKid, type TokenStatusListSchema, tokenStatusListsByUri } from "./status-list.ts";
import { indexKeys, KeySchema, loadKey, loadTrust, type TrustedKey, TrustListSchema, type TrustMaterial } from "./trust.ts";

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
export const KeyListSchema = v.pipe(
  v.array(KeyEntrySchema),
  v.maxLength(MAX_KEYS),
  // The two worlds never mix: whoever trusts a demo key trusts everybody who has the source code.
  v.check((keys) => new Set(keys.map((key) => key.demo ?? false)).size < 2, "demo keys and real keys never stand in one list"),
);

/** Trust made ready for scans, with the keys of unsupported kinds named instead of used. */
export interface LoadedKeys {
  readonly trust: TrustMaterial;
  readonly rejectedKeys: readonly string[];
}

/** Lists of revoked credentials that are given beside the keys. */
export interface GivenLists {
  readonly ridLists?: readonly v.InferOutput<typeof RidListSchema>[] | undefined;
  readonly tokenStatusLists?: readonly v.InferOutput<typeof TokenStatusListSchema>[] | undefined;
}

/** Trust in these keys for every credential type, now and always: no publisher has limited it. */
export function trustInKeys(entries: readonly KeyEntry[], lists: GivenLists = {}): LoadedKeys {
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
    statusLists: new Map(),
    ridLists: ridListsByKid(lists.ridLists ?? []),
    tokenStatusLists: tokenStatusListsByUri(lists.tokenStatusLists ?? []),
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
  const parsed = v.safeParse(KeyListSchema, entriesOf(value), { abortEarly: true });
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.issues[0]) };
  if (parsed.output.some((entry) => entry.jwk && "d" in entry.jwk)) {
    return { ok: false, problem: "a private key; verifiers need its public form: tram keys public FILE" };
  }
  return { ok: true, ...trustInKeys(parsed.output) };
}

function entriesOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(entryOf);
  if (typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys)) return value.keys.map(entryOf);
  return [entryOf(value)];
}

function entryOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "kty" in value ? { jwk: value } : value;
}

/** Where a file or a line is wrong and what is expected there, in a few words; never longer than a line. */
export function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null ? "" : `${path}: `}${issue.message}`.slice(0, 200);
}
