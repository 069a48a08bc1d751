import { decodeCbor, Tag } from "./cbor.ts";
import { type Checked, fail, pass } from "./checked.ts";
import { sigStructure } from "./cose-bytes.ts";
import { type Algorithm, MAX_CERTIFICATE_BYTES, MAX_CERTIFICATES } from "./presentation.ts";

/** A COSE_Sign1 message (RFC 9052 §4.2) taken apart; nothing in it is believed yet. */
export interface CoseSign1 {
  readonly algorithm: Algorithm;
  /** False where the algorithm stands only in the unprotected header, as one issuer of EU certificates had it. */
  readonly isAlgorithmSigned: boolean;
  readonly keyId: Uint8Array | undefined;
  /** Sig_structure (RFC 9052 §4.4): the exact bytes under the signature. */
  readonly signedBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** `x5chain`, DER, the signer's certificate first; empty where there is none. */
  readonly certificates: readonly Uint8Array[];
  /** `kcwt`: the credential that a Key Binding Token presents, a COSE_Sign1 decoded from CBOR. */
  readonly presented: unknown;
  /** `typ` under the signature; undefined where it is absent. */
  readonly contentType: unknown;
}

/** Header labels (RFC 9052 §3.1, table 3; RFC 9360 §2; RFC 9528 §9.5; RFC 9596 §2). */
const ALG = 1;
const CRIT = 2;
const KID = 4;
const KCWT = 13;
const TYP = 16;
const X5CHAIN = 33;

const TAG_CWT = 61; // RFC 8392 §6
const TAG_COSE_SIGN1 = 18;
/** COSE_Encrypt0 and COSE_Encrypt, with the number of parts of each (RFC 9052 §5). */
const ENCRYPTED = new Map<unknown, number>([
  [16, 3],
  [96, 4],
]);

/** COSE algorithm numbers: RFC 9053 §2, and their fully-specified twins of RFC 9864. */
export const COSE_ALGORITHMS: ReadonlyMap<unknown, Algorithm> = new Map<unknown, Algorithm>([
  [-8, "EdDSA"],
  [-19, "EdDSA"],
  [-7, "ES256"],
  [-9, "ES256"],
  [-35, "ES384"],
  [-51, "ES384"],
  [-36, "ES512"],
  [-52, "ES512"],
  [-37, "PS256"],
]);

/** A COSE_Sign1 from CBOR bytes: tagged 18, tagged 61(18), or without any tag, as issuers in the field write it. */
export function parseCoseSign1(bytes: Uint8Array): Checked<CoseSign1> {
  const item = decodeCbor(bytes);
  return item.ok ? readCoseSign1(item.value) : item;
}

/** A COSE_Sign1 from an item decoded from CBOR, e.g. one inside another. */
export function readCoseSign1(item: unknown): Checked<CoseSign1> {
  const untagged = unwrapTags(item);
  if (!untagged.ok) return untagged;
  const parts = untagged.value;
  if (!Array.isArray(parts) || parts.length !== 4) return fail("malformed");
  const [protectedBytes, unprotectedHeader, payload, signature] = parts as readonly unknown[];
  if (!(protectedBytes instanceof Uint8Array) || !(unprotectedHeader instanceof Map)) return fail("malformed");
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return fail("malformed");
  const header = parseProtectedHeader(protectedBytes);
  if (!header.ok) return header;
  const protectedHeader = header.value;

  // A header that must be understood may only stand in the signed part, and we understand none (RFC 9052 §3.1).
  if (unprotectedHeader.has(CRIT)) return fail("malformed");
  if (protectedHeader.has(CRIT)) return fail("extension-unsupported");
  const isAlgorithmSigned = protectedHeader.has(ALG);
  const named = (isAlgorithmSigned ? protectedHeader : unprotectedHeader).get(ALG);
  if (named === undefined) return fail("malformed");
  const algorithm = COSE_ALGORITHMS.get(named);
  if (!algorithm) return fail("algorithm-unsupported");
  // A signed key identifier wins over an unsigned one, also when it leads nowhere.
  const labels: ReadonlyMap<unknown, unknown> = protectedHeader.has(KID) ? protectedHeader : unprotectedHeader;
  const keyId = labels.get(KID);
  if (keyId === undefined && labels.has(KID)) return fail("malformed");
  if (keyId !== undefined && !(keyId instanceof Uint8Array)) return fail("malformed");
  const certificates = certificatesIn(protectedHeader.has(X5CHAIN) ? protectedHeader : unprotectedHeader);
  if (!certificates) return fail("malformed");

  const signedBytes = sigStructure(protectedBytes, payload);
  // A credential inside counts only under the holder's signature.
  const [presented, contentType] = [protectedHeader.get(KCWT), protectedHeader.get(TYP)];
  return pass({ algorithm, isAlgorithmSigned, keyId, signedBytes, payload, signature, certificates, presented, contentType });
}

/** One certificate is a byte string, several are a list (RFC 9360 §2). Unsigned or not: a path proves itself. */
function certificatesIn(header: ReadonlyMap<unknown, unknown>): readonly Uint8Array[] | undefined {
  if (!header.has(X5CHAIN)) return [];
  const value = header.get(X5CHAIN);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > MAX_CERTIFICATES) return undefined;
  return list.every((item) => item instanceof Uint8Array && item.length <= MAX_CERTIFICATE_BYTES) ? (list as Uint8Array[]) : undefined;
}

function unwrapTags(item: unknown): Checked<unknown> {
  let value = item;
  if (value instanceof Tag && value.tag === TAG_CWT) {
    value = value.contents;
    // RFC 8392 §6: the CWT tag stands before a COSE tag or not at all.
    if (!(value instanceof Tag)) return fail("malformed");
  }
  if (!(value instanceof Tag)) return pass(value);
  if (value.tag === TAG_COSE_SIGN1) return pass(value.contents);
  const isEncrypted = Array.isArray(value.contents) && value.contents.length === ENCRYPTED.get(value.tag);
  return fail(isEncrypted ? "encrypted-unsupported" : "malformed");
}

function parseProtectedHeader(bytes: Uint8Array): Checked<ReadonlyMap<unknown, unknown>> {
  if (bytes.length === 0) return pass(new Map());
  const header = decodeCbor(bytes);
  if (!header.ok) return header;
  return header.value instanceof Map ? pass(header.value) : fail("malformed");
}
