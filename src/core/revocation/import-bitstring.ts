// W3C Bitstring Status List v1.0, and Status List 2021 before it: one bit a credential, the first in the highest bit of the first byte,
// GZIP, in a W3C credential of its own. Secured with JOSE only: Data Integrity proofs need RDF canonicalisation, which is not here.
import { decodeBase64 } from "../base64.ts";
import { jsonOf, parseJws } from "../jws.ts";
import type { PublicKey } from "../signature.ts";
import type { JsonItem } from "../strict-json.ts";
import type { EpochSeconds } from "../time.ts";
import { parseTimestamp } from "../timestamp.ts";
import { gunzip } from "../zlib.ts";
import { MAX_ENTRIES } from "./byte-reader.ts";
import {
  CLOCK_TOLERANCE_SECONDS,
  EXPIRED,
  FROM_THE_FUTURE,
  type Imported,
  imported,
  MAX_IMPORT_BYTES,
  MAX_UNPACKED_BYTES,
  notReadable,
  signerAmong,
  TOO_LARGE,
  WRONG_SIGNATURE,
} from "./imported.ts";
import { entriesOf, MAX_NAME, type TokenStatusList } from "./list.ts";
import { placesIn } from "./status-bits.ts";
import { toTheEnd } from "./steps.ts";

/** Fewest bytes of a list unpacked (Bitstring Status List §3.4): in a shorter one a place says too much about a person. */
const MIN_BYTES = 16_384;

/** By purpose, the status type that a set bit means. */
const VALUES: ReadonlyMap<unknown, number> = new Map([
  ["revocation", 1],
  ["suspension", 2],
]);

const TYPES: readonly (readonly [credential: string, subject: string])[] = [
  ["BitstringStatusListCredential", "BitstringStatusList"],
  ["StatusList2021Credential", "StatusList2021"],
];

const MALFORMED = notReadable(
  "không phải danh sách trạng thái W3C ở dạng JWT; hãy lấy lại tệp từ nơi phát hành",
  "not a W3C status list credential as JWT; get the file from the issuer again",
);
const NOT_JOSE = notReadable(
  "danh sách W3C này không ở dạng JWT (JOSE); chữ ký Data Integrity chưa được hỗ trợ, hãy xin nơi phát hành bản vc+jwt",
  "this W3C list is not secured as JWT (JOSE); Data Integrity proofs are not supported: ask the issuer for it as vc+jwt",
);
const OTHER_PURPOSE = notReadable(
  "mục đích của danh sách không phải thu hồi hoặc tạm dừng, nên không liên quan đến hiệu lực của giấy tờ",
  "the list's purpose is neither revocation nor suspension, alone and with one bit a credential: it does not say which credentials are in force",
);

/** The list in a status list credential that one of these keys has signed. */
export function importBitstringCredential(bytes: Uint8Array, keys: readonly PublicKey[], at: EpochSeconds): Imported {
  if (bytes.length > MAX_IMPORT_BYTES) return TOO_LARGE;
  const text = Buffer.from(bytes).toString("latin1").trim();
  if (text.startsWith("{") || text.startsWith("[")) return NOT_JOSE;
  const jws = parseJws(text);
  if (!jws.ok) return MALFORMED;
  const signer = signerAmong(keys, jws.value);
  if (!signer) return WRONG_SIGNATURE;
  const claims = jsonOf(jws.value.payload);
  if (!(claims instanceof Map)) return MALFORMED;
  // VC 1.1 §6.3.1 wraps the credential into a claim; Securing VCs using JOSE and COSE has it bare, and forbids the claim.
  const isBare = ["vc+jwt", "application/vc+jwt", "vc+ld+jwt"].includes(String(jws.value.header.get("typ")));
  const credential = isBare ? claims : claims.get("vc");
  return credential instanceof Map && isBare !== claims.has("vc") ? judge(claims, credential, signer, at) : MALFORMED;
}

type JsonObject = ReadonlyMap<string, JsonItem>;

function judge(claims: JsonObject, credential: JsonObject, signer: PublicKey, at: EpochSeconds): Imported {
  const [types, subject, name] = [credential.get("type"), credential.get("credentialSubject"), credential.get("id") ?? claims.get("jti")];
  const type = Array.isArray(types) ? TYPES.find(([each]) => types.includes(each)) : undefined;
  if (!type || !(subject instanceof Map) || subject.get("type") !== type[1]) return MALFORMED;
  if (typeof name !== "string" || name === "" || name.length > MAX_NAME) return MALFORMED;
  const from = earliestOrLatest(Math.max, claims.get("nbf"), credential.get("validFrom"), credential.get("issuanceDate"));
  const until = earliestOrLatest(Math.min, claims.get("exp"), credential.get("validUntil"), credential.get("expirationDate"));
  if (from === "malformed" || until === "malformed") return MALFORMED;
  const signedAt = claims.get("iat") ?? from;
  const issuer = issuerOf(claims, credential);
  if (issuer === "malformed" || (signedAt !== undefined && typeof signedAt !== "number")) return MALFORMED;
  if ([from, signedAt].some((date) => date !== undefined && date > at + CLOCK_TOLERANCE_SECONDS)) return FROM_THE_FUTURE;
  if (until !== undefined && until <= at) return EXPIRED;
  const value = VALUES.get(purposeOf(subject));
  if (value === undefined) return OTHER_PURPOSE;
  const bits = bitsOf(subject.get("encodedList"), type[1]);
  if (!bits) return MALFORMED;
  const places = toTheEnd(placesIn(bits, 1, "highest-first")).get(1);
  const list: TokenStatusList = {
    kind: "token-status",
    name,
    // The values of a Token Status List: 2 takes two bits.
    bits: value,
    size: bits.length * 8,
    values: new Map(places ? [[value, places]] : []),
    ...(until !== undefined && { expiresAt: Math.floor(until) }),
  };
  return entriesOf(list) > MAX_ENTRIES ? TOO_LARGE : imported(list, { signer, issuedAt: signedAt, issuer });
}

/** Whose the credential says that it is (VC 2.0 §4.7: a URL, or an object with `id`; `iss` in VC 1.1 §6.3.1). */
function issuerOf(claims: JsonObject, credential: JsonObject): string | undefined | "malformed" {
  const stated = credential.get("issuer") ?? claims.get("iss");
  const issuer = stated instanceof Map ? stated.get("id") : stated;
  return issuer === undefined || (typeof issuer === "string" && issuer !== "") ? issuer : "malformed";
}

/** One purpose and one bit; a list for several does not say which of them a set bit means. */
function purposeOf(subject: JsonObject): unknown {
  const purpose = subject.get("statusPurpose");
  if ((subject.get("statusSize") ?? 1) !== 1) return undefined;
  return Array.isArray(purpose) && purpose.length === 1 ? purpose[0] : purpose;
}

/** The dates that are there, in seconds or as text, put together; `malformed` where one of them is no date. */
function earliestOrLatest(
  choose: (...dates: number[]) => number,
  seconds: JsonItem | undefined,
  ...texts: (JsonItem | undefined)[]
): EpochSeconds | undefined | "malformed" {
  if (seconds !== undefined && typeof seconds !== "number") return "malformed";
  const dates = texts.filter((text) => text !== undefined).map((text) => (typeof text === "string" ? parseTimestamp(text) : undefined));
  if (dates.includes(undefined)) return "malformed";
  const known = [seconds, ...dates].filter((date) => date !== undefined);
  return known.length > 0 ? choose(...known) : undefined;
}

/** Multibase base64url (`u`); the draft of 2021 had base64 or base64url without a prefix. A gzip stream begins with H4sI in all of them. */
function bitsOf(encoded: JsonItem | undefined, subjectType: string): Uint8Array | undefined {
  if (typeof encoded !== "string") return undefined;
  const isMultibase = encoded.startsWith("uH4sI");
  if (!isMultibase && subjectType !== "StatusList2021") return undefined;
  const packed = decodeBase64(isMultibase ? encoded.slice(1) : encoded);
  const bits = packed && gunzip(packed, MAX_UNPACKED_BYTES);
  return bits?.ok && bits.value.length >= MIN_BYTES ? bits.value : undefined;
}
