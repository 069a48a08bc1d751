import { encodeBase45 } from "./base45.ts";
import { encodeCbor, Tag } from "./cbor.ts";
import { sigStructure } from "./cose-bytes.ts";
import { CWT, coseKeyOf, type HolderJwk } from "./cwt.ts";
import { IDENTITY_DATA } from "./formats/claim169.ts";
import { isNumericClaim, type WrittenClaims, writeClaim169 } from "./formats/claim169-writer.ts";
import { TYPED_CREDENTIALS, typedClaimsOf } from "./formats/typed-credential.ts";
import { writeTypedCredential } from "./formats/typed-credential-writer.ts";
import { hexOf } from "./hex.ts";
import type { IssuerKey } from "./key-file.ts";
import type { CredentialType, StatusReference } from "./presentation.ts";
import { type SigningAlgorithm, sha256, signWith } from "./signature.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import { deflate, MAX_INFLATED_BYTES } from "./zlib.ts";

/** What a credential shall state. Times are cut to whole seconds; an interval is `notBefore <= t < expires`. */
export interface CredentialOrder {
  readonly type: CredentialType;
  /** By the names of its type and, beside them, the attributes of Claim 169 (docs/formats.md); bytes as bytes or as base64. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly subject?: string;
  /** 16 random bytes (CWT `cti`), which keep two credentials that state the same apart. Absent: none. */
  readonly id?: Uint8Array;
  /** The holder's public key, a JWK of Ed25519 or P-256 (CWT `cnf`): then the credential can be shown live. */
  readonly holderKey?: HolderJwk;
  /** Where the issuer says whether it has taken the credential back. */
  readonly status?: StatusReference;
  readonly issuedAt: EpochSeconds;
  /** Absent: valid at once, also on a kiosk whose clock is slow. */
  readonly notBefore?: EpochSeconds;
  /** Absent: it never expires, which every kiosk warns of. */
  readonly expires?: EpochSeconds;
}

/** A signed credential, or everything that is wrong with the order. */
export type Issued =
  /** `text` is what the QR code carries; `credential` is its identity as Decision.credential has it. */
  { readonly ok: true; readonly text: string; readonly credential: string } | { readonly ok: false; readonly problems: readonly Text[] };

/** Most characters of the largest QR code in alphanumeric mode, at the lowest error correction (ISO/IEC 18004, table 7). */
const MAX_QR_CHARACTERS = 4296;

/** The credential types that can be issued: Claim 169, and the typed ones. The others are for their own issuers. */
export const ISSUABLE_TYPES: readonly CredentialType[] = ["citizen", ...TYPED_CREDENTIALS.map(({ type }) => type)];

/** COSE algorithm numbers (RFC 9053 §2); the older ones, which every verifier knows. */
const COSE_ALGORITHM: Readonly<Record<SigningAlgorithm, number>> = { EdDSA: -8, ES256: -7 };

/** COSE header labels and tag (RFC 9052 §3.1, §2). */
const HEADER = { alg: 1, kid: 4 } as const;
const TAG_COSE_SIGN1 = 18;

/** Builds a credential and signs it: Base45(zlib(COSE_Sign1(CWT))). The same order and Ed25519 key give the same text. */
export function issue(order: CredentialOrder, key: IssuerKey): Issued {
  if (!ISSUABLE_TYPES.includes(order.type)) return refuse(cannotIssue(order.type));
  const { notBefore, expires } = order;
  if (expires !== undefined && Math.floor(expires) <= Math.floor(notBefore ?? order.issuedAt)) return refuse(EXPIRES_TOO_EARLY);
  const written = writeClaims(order);
  if (!written.ok) return written;

  const payload = encodeCbor(cwtClaims(order, key.issuer, written.map));
  const protectedHeader = encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, COSE_ALGORITHM[key.privateKey.algorithm]],
      [HEADER.kid, Buffer.from(key.kid, "utf8")],
    ]),
  );
  const signature = signWith(key.privateKey.handle, sigStructure(protectedHeader, payload));
  const message = encodeCbor(new Tag(TAG_COSE_SIGN1, [protectedHeader, new Map(), payload, signature]));
  const text = encodeBase45(deflate(message));
  if (message.length > MAX_INFLATED_BYTES || text.length > MAX_QR_CHARACTERS) return refuse(tooLarge(text.length));
  return { ok: true, text, credential: hexOf(sha256(payload)) };
}

/**
 * The claim that the words of a command line mean, in the form that issue() takes: numbers as numbers, lists as lists. What cannot be one
 * stays as it is, and issue() says what is wrong with it.
 */
export function claimFromWords(type: CredentialType, name: string, words: readonly string[]): unknown {
  const typed = typedClaimsOf(type)?.claims.find((claim) => claim.name === name);
  if (typed) return typed.kind.fromWords(words);
  const word = words.at(-1);
  return isNumericClaim(name) && word !== "" ? Number(word) : word;
}

/** What the credential states, as CWT claims. */
function writeClaims({ type, claims }: CredentialOrder): WrittenClaims {
  const definition = typedClaimsOf(type);
  if (definition) return writeTypedCredential(definition, claims);
  const written = writeClaim169(claims);
  return written.ok ? { ok: true, map: new Map([[IDENTITY_DATA, written.map]]) } : written;
}

function cwtClaims(order: CredentialOrder, issuer: string, stated: ReadonlyMap<number, unknown>): Map<number, unknown> {
  const claims: [number, unknown][] = [
    [CWT.iss, issuer],
    [CWT.sub, order.subject],
    [CWT.exp, order.expires === undefined ? undefined : Math.floor(order.expires)],
    [CWT.nbf, order.notBefore === undefined ? undefined : Math.floor(order.notBefore)],
    [CWT.iat, Math.floor(order.issuedAt)],
    [CWT.cti, order.id],
    [CWT.cnf, order.holderKey && new Map([[1, coseKeyOf(order.holderKey)]])],
    [CWT.status, order.status && new Map([["status_list", statusMap(order.status)]])],
    ...stated,
  ];
  return new Map(claims.filter(([, value]) => value !== undefined));
}

function statusMap({ uri, index }: StatusReference): Map<string, unknown> {
  return new Map<string, unknown>([
    ["idx", index],
    ["uri", uri],
  ]);
}

const EXPIRES_TOO_EARLY: Text = {
  vi: "ngày hết hạn phải sau ngày bắt đầu có hiệu lực",
  en: "the expiry must lie after the beginning of validity",
};

function cannotIssue(type: CredentialType): Text {
  const known = ISSUABLE_TYPES.join(", ");
  return {
    vi: `không cấp được loại ${type}; các loại cấp được: ${known}`,
    en: `credentials of type ${type} cannot be issued; available: ${known}`,
  };
}

function tooLarge(characters: number): Text {
  return {
    vi: `nội dung quá lớn cho một mã QR: ${characters} ký tự, tối đa ${MAX_QR_CHARACTERS}; hãy bớt thông tin hoặc dùng ảnh nhỏ hơn`,
    en: `too large for one QR code: ${characters} characters, at most ${MAX_QR_CHARACTERS}; leave something out or use a smaller photo`,
  };
}

function refuse(problem: Text): Issued {
  return { ok: false, problems: [problem] };
}
