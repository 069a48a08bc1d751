// The lists of revoked credentials as JSON has them, in a trust list and in the developer's tool. Large ones travel as shards.
import * as v from "valibot";
import { decodeBase64 } from "./base64.ts";
import type { IdentityList, RidList, TokenStatusList } from "./revocation/list.ts";
import { sortedHashes } from "./revocation/sorted-hashes.ts";
import { placesIn } from "./revocation/status-bits.ts";
import { inflateUpTo } from "./zlib.ts";

/** Largest status list inside a trust list, unpacked, in bytes: 33 million credentials of one bit, and 5 ms to unpack it. */
const MAX_STATUS_LIST_BYTES = 4_194_304;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const credentialId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a credential is named by 64 lower-case hex digits"));
const credentialIds = v.pipe(v.array(credentialId), v.maxLength(20_000));

/** JSON shape of the credentials that an issuer has taken back, by identity (SHA-256 of the signed payload). */
export const IdentityListSchema = v.strictObject({
  issuer: name,
  revoked: v.optional(credentialIds),
  suspended: v.optional(credentialIds),
});

/** JSON shape of a SMART Health Cards revocation list, as `<iss>/.well-known/crl/<kid>.json` has it; further members are the issuer's. */
export const RidListSchema = v.object({
  kid: name,
  method: v.literal("rid"),
  ctr: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  /** Each base64url, at most 24 characters, perhaps with a dot and the time before which it counts, in seconds since 1970. */
  rids: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,24}(\.\d{1,13})?$/))), v.maxLength(1_000_000)),
});

/** JSON shape of a Token Status List that the publisher has checked: the contents of its `status_list`, and the URI it answers for. */
export const TokenStatusListSchema = v.strictObject({
  uri: name,
  bits: v.picklist([1, 2, 4, 8]),
  /** The list, compressed with zlib, in base64url. */
  lst: v.pipe(
    v.string(),
    v.check((packed) => unpack(packed) !== undefined, "not a zlib stream in base64url, or too large"),
  ),
});

/** The same for looking up. */
export function identityListOf({ issuer, revoked = [], suspended = [] }: v.InferOutput<typeof IdentityListSchema>): IdentityList {
  return { kind: "identity", name: issuer, revoked: sortedHashes(revoked), suspended: sortedHashes(suspended) };
}

/** The same for looking up. One identifier may stand in a list several times: the entry that revokes more counts. */
export function ridListOf({ kid, ctr, rids: entries }: v.InferOutput<typeof RidListSchema>): RidList {
  const rids = new Map<string, number | undefined>();
  for (const entry of entries) {
    const [rid = "", time] = entry.split(".");
    const before = time === undefined ? undefined : Number(time);
    const known = rids.get(rid);
    if (!rids.has(rid)) rids.set(rid, before);
    else if (before === undefined || (known !== undefined && before > known)) rids.set(rid, before);
  }
  return { kind: "rid", name: kid, counter: ctr, rids };
}

/** The same for looking up. Pauses now and then. */
export function* tokenStatusListOf({ uri, bits, lst }: v.InferOutput<typeof TokenStatusListSchema>): Generator<void, TokenStatusList> {
  const bytes = unpack(lst) ?? new Uint8Array();
  yield;
  const values = yield* placesIn(bytes, bits, "lowest-first");
  return { kind: "token-status", name: uri, bits, size: (bytes.length * 8) / bits, values };
}

function unpack(lst: string): Uint8Array | undefined {
  const packed = decodeBase64(lst);
  return packed && inflateUpTo(packed, MAX_STATUS_LIST_BYTES);
}
