// What a publisher does to its revocation lists: take a credential back, give it back, take over what an issuer has published.
import { STANDINGS, type Standing } from "../standing.ts";
import type { Text } from "../text.ts";
import {
  HASH_BYTES,
  type HashList,
  IDENTITY_BYTES,
  type IdentityList,
  MAX_SIZE,
  type RevocationList,
  type RidList,
  type TokenStatusList,
} from "./list.ts";
import { compareKeys, keyOf, RID_LETTERS } from "./list-coding.ts";
import { hasHash, hexHashes, sortedHashes } from "./sorted-hashes.ts";
import { valueAt } from "./status-bits.ts";

/** What a list calls one credential; `name` is the list's. Hashes and identities are lower-case hex. */
export type ListedCredential =
  | { readonly kind: "identity"; readonly name: string; readonly identity: string }
  | { readonly kind: "token-status"; readonly name: string; readonly place: number }
  /** `before`: only cards whose validity began before that, in seconds since 1970. */
  | { readonly kind: "rid"; readonly name: string; readonly rid: string; readonly before?: number }
  | { readonly kind: "hash"; readonly name: string; readonly hashed: HashList["hashed"]; readonly hash: string };

/** All lists with the change in them, or why it cannot be made. */
export type EditedLists = { readonly ok: true; readonly lists: readonly RevocationList[] } | { readonly ok: false; readonly problem: Text };

/** How a list says that a credential stands; `unclear`: by a value that is not ours to interpret. */
export type ListedStanding = Standing | "unclear";

/** How the lists say that this credential stands. */
export function standingIn(lists: readonly RevocationList[], credential: ListedCredential): ListedStanding {
  const list = lists.find((each) => isListOf(each, credential));
  if (list?.kind === "identity" && credential.kind === "identity") {
    const hash = Buffer.from(credential.identity, "hex");
    if (hash.length !== IDENTITY_BYTES) return "valid";
    return hasHash(list.revoked, hash) ? "revoked" : hasHash(list.suspended, hash) ? "suspended" : "valid";
  }
  if (list?.kind === "hash" && credential.kind === "hash") {
    const hash = Buffer.from(credential.hash, "hex");
    return hash.length === HASH_BYTES && hasHash(list.hashes, hash) ? "revoked" : "valid";
  }
  if (list?.kind === "rid" && credential.kind === "rid") return list.rids.has(credential.rid) ? "revoked" : "valid";
  if (list?.kind !== "token-status" || credential.kind !== "token-status") return "valid";
  const value = valueAt(list, credential.place) ?? VALUES.valid;
  return STANDINGS.find((standing) => VALUES[standing] === value) ?? "unclear";
}

/** True where this would give back what was revoked. A revocation is final (Bitstring Status List §2.2); a suspension may end. */
export function undoesRevocation(before: ListedStanding, standing: Standing): boolean {
  return (before === "revoked" || before === "unclear") && standing !== "revoked";
}

/** The lists with this standing of one credential, whatever it was: see undoesRevocation(). */
export function withStanding(lists: readonly RevocationList[], credential: ListedCredential, standing: Standing): EditedLists {
  if (standing === "suspended" && (credential.kind === "rid" || credential.kind === "hash")) {
    return refuse("danh sách loại này chỉ thu hồi, không tạm dừng được", "a list of this kind can only revoke, not suspend");
  }
  const edited = edit(lists, credential, standing);
  if ("vi" in edited) return { ok: false, problem: edited };
  // Whom no list names is in force: that needs no list.
  const isNeeded = standing !== "valid" || lists.some((list) => isListOf(list, credential));
  return { ok: true, lists: isNeeded ? withList(lists, edited) : lists };
}

/**
 * The lists with one that its issuer has published anew: it takes the place of the old one. Revocations of EU certificates come in batches,
 * and so are added to what is there. Whether it should be taken says doubtAboutImport().
 */
export function withPublished(lists: readonly RevocationList[], list: RevocationList): readonly RevocationList[] {
  const old = sameNamed(lists, list);
  if (list.kind !== "hash" || old?.kind !== "hash") return withList(lists, list);
  const hashes = sortedHashes([old, list].flatMap((each) => hexHashes(each.hashes, HASH_BYTES)));
  return withList(lists, { ...old, hashes });
}

/** The list that is called as this one is, if there is one. */
export function sameNamed(lists: readonly RevocationList[], list: RevocationList): RevocationList | undefined {
  return lists.find((candidate) => isOfOneKey(candidate, list));
}

/** A Token Status List of so many places, at most 2³², all of them in force. */
export function newTokenStatusList(name: string, size: number): TokenStatusList {
  return { kind: "token-status", name, bits: 2, size: Math.min(size, MAX_SIZE), values: new Map() };
}

function edit(lists: readonly RevocationList[], credential: ListedCredential, standing: Standing): RevocationList | Text {
  const { name } = credential;
  const isNamed = (list: RevocationList): boolean => isListOf(list, credential);
  switch (credential.kind) {
    case "identity": {
      const list = lists.filter((each) => each.kind === "identity").find(isNamed);
      return withIdentity(list ?? { kind: "identity", name, revoked: NONE, suspended: NONE }, credential.identity, standing);
    }
    case "token-status": {
      const list = lists.filter((each) => each.kind === "token-status").find(isNamed);
      return list ? withPlace(list, credential.place, standing) : unknownList(name);
    }
    case "rid": {
      const list = lists.filter((each) => each.kind === "rid").find(isNamed);
      return withRid(list ?? { kind: "rid", name, counter: 0, rids: new Map() }, credential, standing);
    }
    case "hash": {
      const { hashed, hash } = credential;
      const list = lists.filter((each) => each.kind === "hash").find(isNamed);
      return withHash(list ?? { kind: "hash", name, hashed, hashes: NONE }, hash, standing);
    }
  }
}

const NONE = new Uint8Array();

function withIdentity(list: IdentityList, identity: string, standing: Standing): RevocationList | Text {
  if (!isHex(identity, IDENTITY_BYTES)) return notHex(IDENTITY_BYTES);
  const among = (hashes: Uint8Array, isAmong: boolean) => withHashAmong(hashes, IDENTITY_BYTES, identity, isAmong);
  return { ...list, revoked: among(list.revoked, standing === "revoked"), suspended: among(list.suspended, standing === "suspended") };
}

function withHash(list: HashList, hash: string, standing: Standing): RevocationList | Text {
  if (!isHex(hash, HASH_BYTES)) return notHex(HASH_BYTES);
  return { ...list, hashes: withHashAmong(list.hashes, HASH_BYTES, hash, standing === "revoked") };
}

function withHashAmong(hashes: Uint8Array, width: number, hash: string, isAmong: boolean): Uint8Array {
  const others = hexHashes(hashes, width).filter((other) => other !== hash);
  return sortedHashes(isAmong ? [...others, hash] : others);
}

/** Status types of draft-ietf-oauth-status-list §7.1. */
const VALUES: Readonly<Record<Standing, number>> = { valid: 0, revoked: 1, suspended: 2 };

function withPlace(list: TokenStatusList, place: number, standing: Standing): RevocationList | Text {
  if (!(Number.isSafeInteger(place) && place >= 0 && place < list.size)) {
    return { vi: `danh sách chỉ có chỗ từ 0 đến ${list.size - 1}`, en: `the list has places 0 to ${list.size - 1} only` };
  }
  const value = VALUES[standing];
  const values = new Map([...list.values].map(([other, places]) => [other, places.filter((each) => each !== place)]));
  if (value > 0) values.set(value, Uint32Array.from([...(values.get(value) ?? []), place]).toSorted());
  const told = [...values].filter(([, places]) => places.length > 0).toSorted(([a], [b]) => a - b);
  // A list of one bit a credential has no room for "suspended".
  return { ...list, bits: Math.max(list.bits, value > 1 ? 2 : 1), values: new Map(told) };
}

function withRid(list: RidList, { rid, before }: ListedCredential & { readonly kind: "rid" }, standing: Standing): RevocationList | Text {
  if (!RID_LETTERS.test(rid)) return { vi: "rid có 1 đến 24 chữ base64url", en: "a rid has 1 to 24 letters of base64url" };
  // Already revoked, and no less: whoever wants it for fewer cards undoes the revocation first.
  const known = list.rids.get(rid);
  if (standing === "revoked" && list.rids.has(rid) && (known === undefined || (before !== undefined && known >= before))) return list;
  if (standing !== "revoked" && !list.rids.has(rid)) return list;
  const rids = new Map(list.rids);
  if (standing === "revoked") rids.set(rid, before);
  else rids.delete(rid);
  // Whoever has the old list must see that this one is newer (SMART Health Cards Framework, "Revocation").
  return { ...list, counter: list.counter + 1, rids };
}

function isListOf(list: RevocationList, credential: ListedCredential): boolean {
  const isHashed = list.kind !== "hash" || (credential.kind === "hash" && list.hashed === credential.hashed);
  return list.kind === credential.kind && list.name === credential.name && isHashed;
}

/** The lists with this one in the place of the one of its kind and name. */
function withList(lists: readonly RevocationList[], list: RevocationList): readonly RevocationList[] {
  return [...lists.filter((other) => !isOfOneKey(other, list)), list];
}

function isOfOneKey(a: RevocationList, b: RevocationList): boolean {
  return compareKeys(keyOf(a), keyOf(b)) === 0;
}

function isHex(text: string, width: number): boolean {
  return text.length === 2 * width && /^[0-9a-f]+$/.test(text);
}

function notHex(width: number): Text {
  return { vi: `cần ${2 * width} chữ số hex viết thường`, en: `it takes ${2 * width} lower-case hex digits` };
}

function unknownList(name: string): Text {
  return {
    vi: `chưa có danh sách trạng thái ${name}; hãy nhập hoặc tạo danh sách trước`,
    en: `there is no status list ${name} yet; import it or make one first`,
  };
}

function refuse(vi: string, en: string): EditedLists {
  return { ok: false, problem: { vi, en } };
}
