// What a configuration package and an enrolment request have in common: claims as in a CWT (RFC 8392), under one signature, in one spelling.
import { decodeCbor, encodeCbor, Tag } from "../cbor.ts";
import { type CoseSign1, parseCoseSign1 } from "../cose.ts";
import { sigStructure } from "../cose-bytes.ts";
import { isSignedBy, type PrivateKey, type PublicKey, signWith } from "../signature.ts";

/** Claims by their number. */
export type Claims = ReadonlyMap<unknown, unknown>;

/** Claims with the message they came in. Not believed before isGenuine(). */
export interface UnprovenClaims {
  readonly cose: CoseSign1;
  readonly claims: Claims;
}

const TAG_COSE_SIGN1 = 18;
/** Header labels (RFC 9052 §3.1; RFC 9596 §2) and algorithms (RFC 9053 §2). */
const HEADER = { alg: 1, typ: 16 } as const;
const ALGORITHMS = { EdDSA: -8, ES256: -7 } as const;

/** A tagged COSE_Sign1 (RFC 9052 §4.2) around the claims. `type` stands under the signature: what is signed as the one is never taken for the other. */
export function signClaims(type: string, claims: Claims, { algorithm, handle }: PrivateKey): Uint8Array {
  const protectedBytes = headerOf(type, algorithm);
  const payload = encodeCbor(claims);
  return messageOf(protectedBytes, payload, signWith(handle, sigStructure(protectedBytes, payload)));
}

/** The claims in a message of this type, or undefined where it is none, or not in its one spelling (RFC 8949 §4.2.1). */
export function readClaims(type: string, message: Uint8Array): UnprovenClaims | undefined {
  const parsed = parseCoseSign1(message);
  if (!parsed.ok) return undefined;
  const { algorithm, contentType, payload, signature } = parsed.value;
  if ((algorithm !== "EdDSA" && algorithm !== "ES256") || contentType !== type) return undefined;
  const decoded = decodeCbor(payload);
  if (!decoded.ok || !(decoded.value instanceof Map)) return undefined;
  const claims: Claims = decoded.value;
  // Whatever else stood in a header, or in another order, would be bytes that nobody looks at.
  const again = messageOf(headerOf(type, algorithm), encodeCbor(claims), signature);
  return Buffer.compare(again, message) === 0 ? { cose: parsed.value, claims } : undefined;
}

/** True where this key has signed the message. */
export function isGenuine({ cose }: UnprovenClaims, key: PublicKey): boolean {
  return key.algorithm === cose.algorithm && isSignedBy(key, cose.signedBytes, cose.signature);
}

function headerOf(type: string, algorithm: keyof typeof ALGORITHMS): Uint8Array {
  return encodeCbor(
    new Map<number, unknown>([
      [HEADER.alg, ALGORITHMS[algorithm]],
      [HEADER.typ, type],
    ]),
  );
}

function messageOf(protectedBytes: Uint8Array, payload: Uint8Array, signature: Uint8Array): Uint8Array {
  return encodeCbor(new Tag(TAG_COSE_SIGN1, [protectedBytes, new Map(), payload, signature]));
}
