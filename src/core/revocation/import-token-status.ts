// Status List Tokens (draft-ietf-oauth-status-list §5): signed by the issuer, as JWT or CWT.
import { decodeBareBase64Url } from "../base64.ts";
import { parseCoseSign1 } from "../cose.ts";
import { parseCwtClaims } from "../cwt.ts";
import { jsonOf, parseJws } from "../jws.ts";
import { isSignedBy, type PublicKey } from "../signature.ts";
import type { EpochSeconds } from "../time.ts";
import { inflateUpTo } from "../zlib.ts";
import { MAX_ENTRIES } from "./byte-reader.ts";
import {
  CLOCK_TOLERANCE_SECONDS,
  EXPIRED,
  FROM_THE_FUTURE,
  type Imported,
  imported,
  MAX_IMPORT_BYTES,
  MAX_UNPACKED_BYTES,
  type NotImported,
  notReadable,
  signerAmong,
  TOO_LARGE,
  WRONG_SIGNATURE,
} from "./imported.ts";
import { entriesOf, MAX_NAME, type TokenStatusList } from "./list.ts";
import { placesIn } from "./status-bits.ts";
import { toTheEnd } from "./steps.ts";

/** Claims of the CWT (§5.2). */
const STATUS_LIST = 65_533;

const MALFORMED = notReadable(
  "không phải Status List Token (JWT hoặc CWT); hãy lấy lại tệp từ nơi phát hành",
  "not a Status List Token, neither JWT nor CWT; get the file from the issuer again",
);

/** The list in a Status List Token that one of these keys has signed. JWTs may have white space around them, as files do. */
export function importStatusListToken(bytes: Uint8Array, keys: readonly PublicKey[], at: EpochSeconds): Imported {
  if (bytes.length > MAX_IMPORT_BYTES) return TOO_LARGE;
  const text = Buffer.from(bytes).toString("latin1").trim();
  const isJwt = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);
  const token = isJwt ? openJwt(text, keys) : openCwt(bytes, keys);
  return "ok" in token ? token : judge(token, at);
}

/** What a token says, once its signature has been checked. */
interface Statement {
  readonly signer: PublicKey;
  readonly issuer: unknown;
  readonly uri: unknown;
  readonly issuedAt: unknown;
  readonly expires: unknown;
  readonly bits: unknown;
  /** The list, compressed. */
  readonly packed: Uint8Array | undefined;
}

function openJwt(text: string, keys: readonly PublicKey[]): Statement | NotImported {
  const jws = parseJws(text);
  if (!jws.ok) return MALFORMED;
  if (!isType(jws.value.header.get("typ"), "statuslist+jwt")) return MALFORMED;
  const signer = signerAmong(keys, jws.value);
  if (!signer) return WRONG_SIGNATURE;
  const claims = jsonOf(jws.value.payload);
  const list = claims instanceof Map ? claims.get("status_list") : undefined;
  if (!(claims instanceof Map) || !(list instanceof Map)) return MALFORMED;
  const lst = list.get("lst");
  const packed = typeof lst === "string" ? decodeBareBase64Url(lst) : undefined;
  const [uri, issuer, issuedAt, expires] = ["sub", "iss", "iat", "exp"].map((name) => claims.get(name));
  return { signer, issuer, uri, issuedAt, expires, bits: list.get("bits"), packed };
}

function openCwt(bytes: Uint8Array, keys: readonly PublicKey[]): Statement | NotImported {
  const cose = parseCoseSign1(bytes);
  if (!cose.ok || !isType(cose.value.contentType, "statuslist+cwt")) return MALFORMED;
  const { algorithm, isAlgorithmSigned, signedBytes, signature, payload } = cose.value;
  const signer = keys.find((key) => isAlgorithmSigned && key.algorithm === algorithm && isSignedBy(key, signedBytes, signature));
  if (!signer) return WRONG_SIGNATURE;
  const claims = parseCwtClaims(payload);
  const list: unknown = claims.ok ? claims.value.all.get(STATUS_LIST) : undefined;
  if (!claims.ok || !(list instanceof Map)) return MALFORMED;
  const { issuer, subject, issuedAt, expires } = claims.value;
  const lst: unknown = list.get("lst");
  return { signer, issuer, uri: subject, issuedAt, expires, bits: list.get("bits"), packed: lst instanceof Uint8Array ? lst : undefined };
}

/** A media type may leave `application/` away (RFC 7515 §4.1.9, RFC 9596 §2). */
function isType(value: unknown, subtype: string): boolean {
  return value === subtype || value === `application/${subtype}`;
}

/** §8.3, steps 3 and 4. */
function judge({ signer, issuer, uri, issuedAt, expires, bits, packed }: Statement, at: EpochSeconds): Imported {
  if (typeof uri !== "string" || uri === "" || uri.length > MAX_NAME || !uri.isWellFormed()) return MALFORMED;
  if (issuer !== undefined && typeof issuer !== "string") return MALFORMED;
  if (typeof issuedAt !== "number" || (expires !== undefined && typeof expires !== "number")) return MALFORMED;
  if (typeof bits !== "number" || ![1, 2, 4, 8].includes(bits) || !packed) return MALFORMED;
  if (issuedAt > at + CLOCK_TOLERANCE_SECONDS) return FROM_THE_FUTURE;
  if (expires !== undefined && expires <= at) return EXPIRED;
  const bytes = inflateUpTo(packed, MAX_UNPACKED_BYTES);
  if (!bytes) return MALFORMED;
  const list: TokenStatusList = {
    kind: "token-status",
    name: uri,
    bits,
    size: (bytes.length * 8) / bits,
    values: toTheEnd(placesIn(bytes, bits, "lowest-first")),
    ...(expires !== undefined && { expiresAt: Math.floor(expires) }),
  };
  return entriesOf(list) > MAX_ENTRIES ? TOO_LARGE : imported(list, { signer, issuedAt, issuer });
}
