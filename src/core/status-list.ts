// The lists of revoked credentials as JSON has them, in a trust list and in the developer's tool.
import * as v from "valibot";
import { decodeBase64 } from "./base64.ts";
import { inflateUpTo } from "./zlib.ts";

/** One issuer's revocations of SMART Health Cards signed with one key (SMART Health Cards Framework, "Revocation"). */
export interface RidList {
  /** Grows with every publication; the issuer's key names the least that counts (`crlVersion`). */
  readonly counter: number;
  /** By revocation identifier: seconds since 1970, and cards whose validity began before that are revoked; undefined: all are. */
  readonly revoked: ReadonlyMap<string, number | undefined>;
}

/** A Token Status List (draft-ietf-oauth-status-list §4): `bits` a credential, 1, 2, 4 or 8, the first in the lowest bits of the first byte. */
export interface TokenStatusList {
  readonly bits: number;
  readonly bytes: Uint8Array;
}

/** Largest status list unpacked, in bytes: 8 million credentials of one bit. */
const MAX_STATUS_LIST_BYTES = 1_048_576;

/** JSON shape of a SMART Health Cards revocation list, as `<iss>/.well-known/crl/<kid>.json` has it; further members are the issuer's. */
export const RidListSchema = v.object({
  kid: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  method: v.literal("rid"),
  ctr: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Each base64url, at most 24 characters, perhaps with a dot and the time before which it counts, in seconds since 1970. */
  rids: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,24}(\.\d{1,13})?$/))), v.maxLength(1_000_000)),
});

/** JSON shape of a Token Status List that the publisher has checked: the contents of its `status_list`, and the URI it answers for. */
export const TokenStatusListSchema = v.strictObject({
  uri: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  bits: v.picklist([1, 2, 4, 8]),
  /** The list, compressed with zlib, in base64url. */
  lst: v.pipe(
    v.string(),
    v.check((packed) => unpack(packed) !== undefined, "not a zlib stream in base64url, or too large"),
  ),
});

/** Revocations by the kid of the key that signed the cards; of two lists of one key the newer counts. */
export function ridListsByKid(lists: readonly v.InferOutput<typeof RidListSchema>[]): ReadonlyMap<string, RidList> {
  const byKid = new Map<string, RidList>();
  for (const { kid, ctr, rids } of lists) {
    const known = byKid.get(kid);
    if (!known || known.counter < ctr) byKid.set(kid, { counter: ctr, revoked: revocations(rids) });
  }
  return byKid;
}

/** One identifier may stand in a list several times: the entry that revokes more counts. */
function revocations(rids: readonly string[]): ReadonlyMap<string, number | undefined> {
  const revoked = new Map<string, number | undefined>();
  for (const entry of rids) {
    const [rid = "", time] = entry.split(".");
    const before = time === undefined ? undefined : Number(time);
    const known = revoked.get(rid);
    if (!revoked.has(rid)) revoked.set(rid, before);
    else if (before === undefined || (known !== undefined && before > known)) revoked.set(rid, before);
  }
  return revoked;
}

/** Token Status Lists by their URI. Where several have one, none of them takes back what another says. */
export function tokenStatusListsByUri(
  lists: readonly v.InferOutput<typeof TokenStatusListSchema>[],
): ReadonlyMap<string, readonly TokenStatusList[]> {
  const byUri = Map.groupBy(lists, ({ uri }) => uri);
  return new Map([...byUri].map(([uri, same]) => [uri, same.map(({ bits, lst }) => ({ bits, bytes: unpack(lst) ?? new Uint8Array() }))]));
}

function unpack(lst: string): Uint8Array | undefined {
  const packed = decodeBase64(lst);
  return packed && inflateUpTo(packed, MAX_STATUS_LIST_BYTES);
}
