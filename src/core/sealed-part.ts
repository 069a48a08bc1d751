// What staff systems need of a person, sealed to the centre (docs/journal.md, "Sealed parts"). Here is what is inside and around the
// seal; the seal itself (HPKE, RFC 9180) is a driver's, because Node makes it asynchronously.
import { canonicalJson } from "./canonical-json.ts";
import { isList } from "./list.ts";
import type { Claims, ClaimValue } from "./presentation.ts";
import { sha256 } from "./signature.ts";
import { type JsonItem, readJson } from "./strict-json.ts";

/** Length of what is inside, padded: a multiple of this many bytes, so that the length says little about a name. */
const PADDED_TO_BYTES = 256;
/** Most bytes inside; a name, two numbers and an address have 300. */
const MAX_INSIDE_BYTES = 2048;

const VERSION = 1;
const KEY_ID_BYTES = 8;
const ENCAPSULATED_BYTES = 32;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + ENCAPSULATED_BYTES;

/** Longest sealed part, in bytes. */
export const MAX_SEALED_BYTES = HEADER_BYTES + MAX_INSIDE_BYTES + TAG_BYTES;

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What a sealed part says once it is open. */
export interface PersonalPart {
  /** By name, as docs/formats.md lists them. */
  readonly attributes: ReadonlyMap<string, JsonItem>;
  /** Names of those that the policy asks for and that had no room, or are pictures. */
  readonly leftOut: readonly string[];
}

/** A sealed part taken apart. Nobody has opened it yet. */
export interface SealedPart {
  /** First 8 bytes of the thumbprint of the key that opens it. */
  readonly keyId: Uint8Array;
  /** The sender's ephemeral public key (RFC 9180 §4, `enc`). */
  readonly encapsulated: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * What is sealed: the named attributes as far as the claims have them, as canonical JSON, filled up with zero bytes. Undefined where there is
 * nothing to seal. Pictures are left out, and what is too long for 2 KiB: the longest first, of two of one length the later by name.
 */
export function encodePersonal(claims: Claims, wanted: readonly string[]): Uint8Array | undefined {
  const named = [...new Set(wanted)].flatMap((name) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    return value === undefined || value === null ? [] : [{ name, item: itemOf(value) }];
  });
  if (named.length === 0) return undefined;
  const leftOut = named.flatMap(({ name, item }) => (item === undefined ? [name] : []));
  const attributes = named.flatMap(({ name, item }) => (item === undefined ? [] : [{ name, item, bytes: bytesOf(name, item) }]));
  // The last is the first to go: an attribute is there as a whole or not at all, because half a name is another name.
  attributes.sort((one, other) => one.bytes - other.bytes || (one.name < other.name ? -1 : 1));
  let inside = textOf(attributes, leftOut);
  while (inside.length > MAX_INSIDE_BYTES) {
    const last = attributes.pop();
    if (!last) return undefined; // so many names that not even they have room: no type has them
    leftOut.push(last.name);
    inside = textOf(attributes, leftOut);
  }
  const padded = new Uint8Array(Math.ceil(inside.length / PADDED_TO_BYTES) * PADDED_TO_BYTES);
  padded.set(inside);
  return padded;
}

/** What stands inside, or undefined where it is not exactly what encodePersonal() writes. */
export function decodePersonal(inside: Uint8Array): PersonalPart | undefined {
  const end = inside.findLastIndex((byte) => byte !== 0) + 1;
  if (inside.length > MAX_INSIDE_BYTES || inside.length !== Math.ceil(end / PADDED_TO_BYTES) * PADDED_TO_BYTES) return undefined;
  const item = jsonIn(inside.subarray(0, end));
  if (!(item instanceof Map) || item.size > 2) return undefined;
  const [attributes, leftOut = []]: (JsonItem | undefined)[] = [item.get("attributes"), item.get("leftOut")];
  if (!(attributes instanceof Map) || !isList(leftOut) || item.size !== (leftOut.length > 0 ? 2 : 1)) return undefined;
  const names = leftOut.filter((name) => typeof name === "string");
  const isSorted = names.every((name, index) => index === 0 || String(names[index - 1]) < name);
  return names.length === leftOut.length && isSorted ? { attributes, leftOut: names } : undefined;
}

function jsonIn(bytes: Uint8Array): JsonItem | undefined {
  try {
    const text = DECODER.decode(bytes);
    const item = readJson(text);
    return item !== undefined && canonicalJson(item) === text ? item : undefined;
  } catch {
    return undefined; // not UTF-8
  }
}

function textOf(attributes: readonly { readonly name: string; readonly item: JsonItem }[], leftOut: readonly string[]): Uint8Array {
  const said = new Map<string, JsonItem>([["attributes", new Map(attributes.map(({ name, item }) => [name, item]))]]);
  if (leftOut.length > 0) said.set("leftOut", [...leftOut].sort());
  return Buffer.from(canonicalJson(said), "utf8");
}

/** How much room an attribute takes. */
function bytesOf(name: string, item: JsonItem): number {
  return Buffer.byteLength(canonicalJson(new Map([[name, item]])), "utf8");
}

/** Deepest nesting of an attribute; lists of medicines need three. Readers of JSON have their limits, too (strict-json.ts). */
const MAX_DEPTH = 8;

/** A claim as JSON; undefined for bytes, which are pictures, for what has some inside, and for what nests too deep. */
function itemOf(value: ClaimValue, depth = 1): JsonItem | undefined {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean" || value === null) return value;
  if (value instanceof Uint8Array || depth > MAX_DEPTH) return undefined;
  if (isList(value)) {
    const items = value.map((item) => itemOf(item, depth + 1)).filter((item) => item !== undefined);
    return items.length === value.length ? items : undefined;
  }
  const members = Object.entries(value).map(([name, member]) => [name.toWellFormed(), itemOf(member, depth + 1)] as const);
  const known = members.flatMap(([name, item]) => (item === undefined ? [] : [[name, item] as const]));
  return known.length === members.length ? new Map(known) : undefined;
}

/** A sealed part as it lies on the disk and travels: version, key, `enc`, ciphertext. */
export function encodeSealed({ keyId, encapsulated, ciphertext }: SealedPart): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), keyId, encapsulated, ciphertext]);
}

/** A sealed part taken apart, or undefined where the bytes cannot be one. */
export function decodeSealed(bytes: Uint8Array): SealedPart | undefined {
  const insideBytes = bytes.length - HEADER_BYTES - TAG_BYTES;
  if (bytes[0] !== VERSION || insideBytes <= 0 || insideBytes > MAX_INSIDE_BYTES || insideBytes % PADDED_TO_BYTES !== 0) return undefined;
  const [keyEnd, encapsulatedEnd] = [1 + KEY_ID_BYTES, HEADER_BYTES];
  return {
    keyId: bytes.subarray(1, keyEnd),
    encapsulated: bytes.subarray(keyEnd, encapsulatedEnd),
    ciphertext: bytes.subarray(encapsulatedEnd),
  };
}

/** How an entry names its sealed part: SHA-256 of it as it lies on the disk, base64url, 43 letters. */
export function sealedDigest(bytes: Uint8Array): string {
  return Buffer.from(sha256(bytes)).toString("base64url");
}

/** True for what sealedDigest() can have written; the last letter carries two zero bits. */
export function isSealedDigest(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
}
