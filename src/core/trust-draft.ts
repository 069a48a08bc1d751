// What a publisher's next publication will say: issuers, keys, groups. Status lists lie beside it (core/revocation).
import * as v from "valibot";
import { type Groups, GroupsSchema } from "./groups.ts";
import { hexOf } from "./hex.ts";
import { problemOf } from "./key-list.ts";
import { importCertificate } from "./signature.ts";
import type { EpochSeconds } from "./time.ts";
import { type TrustList, TrustListSchema } from "./trust.ts";

const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650));

/** JSON shape of a draft. */
const DraftSchema = v.strictObject({
  /** Grows when an older program could not understand it. */
  form: v.literal(1),
  /** A demo's trust is refused by every real kiosk, and the other way round. */
  demo: v.optional(v.boolean(), false),
  /** How long each kind of metadata counts from its signing. */
  lifetimeDays: v.strictObject({ root: days, targets: days, snapshot: days, timestamp: days }),
  /** In how many files the status lists lie; never changed, or every kiosk fetches all of them anew. */
  statusShards: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)),
  issuers: TrustListSchema.entries.issuers,
  operatorKeys: v.optional(v.unwrap(TrustListSchema.entries.operatorKeys), []),
  groups: v.optional(GroupsSchema.entries.groups, {}),
});

/** What the next publication will say. */
export type Draft = v.InferOutput<typeof DraftSchema>;
export type DraftIssuer = Draft["issuers"][number];
export type DraftKey = DraftIssuer["keys"][number];
export type OperatorKey = Draft["operatorKeys"][number];

/** A draft, or what is wrong with its file, in a few words. */
export type ReadDraft = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly problem: string };

/** A draft on its first day. */
export function emptyDraft(options: Pick<Draft, "demo" | "lifetimeDays">): Draft {
  return { form: 1, ...options, statusShards: 16, issuers: [], operatorKeys: [], groups: {} };
}

/** The draft in a file. A private key in it is refused, because everything here is going to be published. */
export function readDraft(json: string): ReadDraft {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, problem: "not JSON" };
  }
  const parsed = v.safeParse(DraftSchema, value, { abortEarly: true });
  if (!parsed.success) return { ok: false, problem: problemOf(parsed.issues[0]) };
  const secret = privateKeysIn(parsed.output)[0];
  return secret === undefined ? { ok: true, draft: parsed.output } : { ok: false, problem: `${secret} is a private key` };
}

/** Names of the keys that have their private half with them (RFC 7518 §6: `d`, `p`, … and `k`). There must be none. */
function privateKeysIn({ issuers, operatorKeys }: Pick<Draft, "issuers" | "operatorKeys">): readonly string[] {
  const keys = [...issuers.flatMap((issuer) => issuer.keys), ...operatorKeys];
  return keys.filter(({ jwk }) => jwk && ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].some((part) => part in jwk)).map(nameOfKey);
}

/** The name by which people and credentials know a key: its kid, or what stands for one where it has none. */
export function nameOfKey({ kid, jwk, certificate }: Pick<DraftKey, "kid" | "jwk" | "certificate">): string {
  if (kid !== undefined) return kid;
  if (jwk?.kid !== undefined) return jwk.kid;
  const parsed = certificate === undefined ? undefined : importCertificate(Buffer.from(certificate, "base64"));
  return parsed ? hexOf(parsed.fingerprint.subarray(0, 8)) : "(no kid)";
}

/** The trust list that a draft becomes. */
export function trustListOf(
  { demo, issuers, operatorKeys }: Draft,
  dated: { readonly version: number; readonly issuedAt: EpochSeconds; readonly expiresAt: EpochSeconds },
): TrustList {
  return {
    ...dated,
    ...(demo && { demo }),
    issuers,
    ...(operatorKeys.length > 0 && { operatorKeys }),
  };
}

/** The groups of kiosks that a draft becomes. */
export function groupsOf({ groups }: Draft): Groups {
  return { groups };
}
