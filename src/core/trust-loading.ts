// From what a trust bundle says to what a scan looks things up in: keys imported, lists unpacked, everything checked. It takes seconds on
// a small machine, and scans must not wait for it.
import * as v from "valibot";
import { ImportedKeys } from "./imported-keys.ts";
import { MAX_ENTRIES } from "./revocation/byte-reader.ts";
import { entriesOf } from "./revocation/list.ts";
import { RevocationCollector } from "./revocation/revocations.ts";
import { decodeShardInSteps } from "./revocation/shard.ts";
import { toTheEnd } from "./revocation/steps.ts";
import { IdentityListSchema, identityListOf, RidListSchema, ridListOf, TokenStatusListSchema, tokenStatusListOf } from "./status-list.ts";
import type { EpochSeconds } from "./time.ts";
import {
  IssuerSchema,
  KeyCollector,
  loadKey,
  loadOperatorKey,
  loadSealKey,
  type TrustList,
  TrustListSchema,
  type TrustMaterial,
} from "./trust.ts";

/** What a verified trust bundle says, not yet looked into. */
export interface TrustParts {
  /** `trust-list.json`, parsed JSON. */
  readonly list: unknown;
  /** The full status shards, in any order. */
  readonly shards: readonly Uint8Array[];
  /** Version of the timestamp metadata. */
  readonly version: number;
  readonly issuedAt: EpochSeconds;
  /** Earliest expiry of the metadata. */
  readonly expiresAt: EpochSeconds;
  /** The keys of the bundle that this one replaces: those that are the same need not be imported. */
  readonly before?: ImportedKeys;
}

/** Trust made ready for scans, with the keys that could not be admitted named instead of used. */
export interface LoadedTrust {
  readonly ok: true;
  readonly trust: TrustMaterial;
  readonly rejectedKeys: readonly string[];
}

/** A list or a shard that breaks its own form, in a few words. */
export interface BrokenTrust {
  readonly ok: false;
  readonly problem: string;
}

/** Members of a trust list that are looked at entry by entry. */
const LONG_MEMBERS = ["issuers", "statusLists", "ridLists", "tokenStatusLists"] as const;

/** Most entries of such a member, and of any list inside one; larger revocation lists travel as shards. */
const MAX_MEMBERS = 10_000;

/** Most entries of all shards together: 128 MiB. */
const MAX_ALL_ENTRIES = 2 * MAX_ENTRIES;

/**
 * Makes trust ready for scans in steps of a few milliseconds; what the last one gives back is the result. Stop between two steps as long
 * as you like.
 */
export function* loadTrustInSteps({
  list,
  shards,
  version,
  issuedAt,
  expiresAt,
  before,
}: TrustParts): Generator<void, LoadedTrust | BrokenTrust> {
  const frame = v.safeParse(TrustListSchema, withoutLongMembers(list), { abortEarly: true });
  if (!frame.success) return broken(pathOf(frame.issues[0]), frame.issues[0].message);
  const [keys, revocations, rejectedKeys] = [new KeyCollector(), new RevocationCollector(), [] as string[]];
  const imported = new ImportedKeys(before);
  const problem =
    (yield* collectKeys(list, { keys, rejectedKeys, imported })) ??
    (yield* collectLists(list, revocations)) ??
    (yield* collectShards(shards, revocations));
  if (problem) return problem;
  imported.close();
  const { demo = false, operatorKeys = [] } = frame.output;
  const trust: TrustMaterial = {
    version,
    issuedAt: Math.max(issuedAt, frame.output.issuedAt),
    expiresAt: Math.min(expiresAt, frame.output.expiresAt),
    isDemo: demo,
    keys: keys.collected(),
    revocations: revocations.collected(),
    operatorKeys: operatorKeys.map(loadOperatorKey).filter((key) => key !== undefined),
    sealKeys: operatorKeys.map(loadSealKey).filter((key) => key !== undefined),
    imported,
  };
  const rejected = operatorKeys.filter((key) => !loadOperatorKey(key) && !loadSealKey(key));
  return { ok: true, trust, rejectedKeys: [...rejectedKeys, ...rejected.map(({ use, kid }) => `operator ${use} ${kid}`)] };
}

/** A trust list by itself, as a developer has it and tests make it, made ready for scans at once. */
export function loadTrust(list: TrustList): Omit<LoadedTrust, "ok"> {
  const { version, issuedAt, expiresAt } = list;
  const loaded = toTheEnd(loadTrustInSteps({ list, shards: [], version, issuedAt, expiresAt }));
  if (!loaded.ok) throw new Error(`trust: ${loaded.problem}, in a list that was checked before`);
  return { trust: loaded.trust, rejectedKeys: loaded.rejectedKeys };
}

interface Collected {
  readonly keys: KeyCollector;
  readonly rejectedKeys: string[];
  readonly imported: ImportedKeys;
}

function* collectKeys(list: unknown, { keys, rejectedKeys, imported }: Collected): Generator<void, BrokenTrust | undefined> {
  for (const [index, entry] of entriesIn(list, "issuers").entries()) {
    const issuer = check(IssuerSchema, entry, `issuers.${index}`);
    if (!issuer.ok) return issuer;
    const { id, types } = issuer.value;
    for (const keyEntry of issuer.value.keys) {
      const key = loadKey(keyEntry, id, types, imported);
      if (key?.kids) keys.add(key);
      else rejectedKeys.push(`${id} ${keyEntry.kid ?? "(no kid)"}`);
      yield;
    }
  }
  return undefined;
}

/** The revocation lists inside the trust list. */
function* collectLists(list: unknown, revocations: RevocationCollector): Generator<void, BrokenTrust | undefined> {
  for (const [index, entry] of entriesIn(list, "statusLists").entries()) {
    const parsed = check(IdentityListSchema, entry, `statusLists.${index}`);
    if (!parsed.ok) return parsed;
    revocations.add(identityListOf(parsed.value));
    yield;
  }
  for (const [index, entry] of entriesIn(list, "ridLists").entries()) {
    const parsed = check(RidListSchema, entry, `ridLists.${index}`);
    if (!parsed.ok) return parsed;
    revocations.add(ridListOf(parsed.value));
    yield;
  }
  for (const [index, entry] of entriesIn(list, "tokenStatusLists").entries()) {
    const parsed = check(TokenStatusListSchema, entry, `tokenStatusLists.${index}`);
    if (!parsed.ok) return parsed;
    yield;
    revocations.add(yield* tokenStatusListOf(parsed.value));
  }
  return undefined;
}

function* collectShards(shards: readonly Uint8Array[], revocations: RevocationCollector): Generator<void, BrokenTrust | undefined> {
  let entries = 0;
  for (const [index, shard] of shards.entries()) {
    const lists = yield* decodeShardInSteps(shard);
    if (!lists) return broken(`shard ${index}`, "not a status shard in its one spelling");
    for (const list of lists) {
      revocations.add(list);
      entries += entriesOf(list);
    }
    if (entries > MAX_ALL_ENTRIES) return broken(`shard ${index}`, `more than ${MAX_ALL_ENTRIES} revocations in all shards`);
  }
  return undefined;
}

/** The list with its long members emptied, so that the rest of it can be checked at once; what is no list, or too long, stays as it is. */
function withoutLongMembers(list: unknown): unknown {
  if (typeof list !== "object" || list === null) return list;
  const emptied = LONG_MEMBERS.filter((name) => Object.hasOwn(list, name) && entriesIn(list, name).length <= MAX_MEMBERS);
  return { ...list, ...Object.fromEntries(emptied.map((name) => [name, Array.isArray(memberOf(list, name)) ? [] : memberOf(list, name)])) };
}

function entriesIn(list: unknown, name: (typeof LONG_MEMBERS)[number]): readonly unknown[] {
  const entries = memberOf(list, name);
  return Array.isArray(entries) ? entries : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** One entry of a long member, in the shape that the schema says. */
function check<T>(
  schema: v.GenericSchema<unknown, T>,
  entry: unknown,
  path: string,
): { readonly ok: true; readonly value: T } | BrokenTrust {
  if (!isShort(entry)) return broken(path, `more than ${MAX_MEMBERS} entries; put them into status shards`);
  const parsed = v.safeParse(schema, entry, { abortEarly: true });
  return parsed.success ? { ok: true, value: parsed.output } : broken(`${path}.${pathOf(parsed.issues[0])}`, parsed.issues[0].message);
}

/** True where no list inside is so long that to check it would take long. */
function isShort(entry: unknown): boolean {
  const members: readonly unknown[] = typeof entry === "object" && entry !== null ? Object.values(entry) : [];
  return members.every((member) => !Array.isArray(member) || member.length <= MAX_MEMBERS);
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue) ?? "(whole)";
}

/** Never longer than a line. */
function broken(path: string, message: string): BrokenTrust {
  return { ok: false, problem: `${path}: ${message}`.slice(0, 200) };
}
