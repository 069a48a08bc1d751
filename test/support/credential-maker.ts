// A tiny issuer that shares no code with src/: it makes valid credentials and, on request, hostile ones.
import { createECDH, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { deflateSync } from "node:zlib";
import { array, bytes, hex, int, map, tag, text } from "./cbor-bytes.ts";

/** A key pair that is the same in every run. */
export interface TestKey {
  readonly kid: string;
  readonly algorithm: "EdDSA" | "ES256";
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

/** Makes a key pair out of one byte, 1 to 254, repeated 32 times. Nobody may ever trust it. */
export function testKey(algorithm: TestKey["algorithm"], seed: number, kid: string): TestKey {
  const secret = Buffer.alloc(32, seed);
  const privateKey = algorithm === "EdDSA" ? ed25519Key(secret) : p256Key(secret);
  return { kid, algorithm, privateKey, jwk: createPublicKey(privateKey).export({ format: "jwk" }) };
}

function ed25519Key(secret: Uint8Array): KeyObject {
  // RFC 8410 §7: PKCS #8 around the 32 bytes.
  const der = Buffer.concat([hex("302e020100300506032b657004220420"), secret]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function p256Key(secret: Uint8Array): KeyObject {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const base64url = (part: Uint8Array) => Buffer.from(part).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)), d: base64url(secret) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** The issuer that tests trust, and its keys. */
export const ISSUER = "https://issuer.example";
export const ED_KEY = testKey("EdDSA", 1, "ed-1");
export const EC_KEY = testKey("ES256", 2, "ec-1");

/** The time of the tests, 2026-11-23T12:30:00Z; the credentials of this file were issued a day before and expire a year later. */
export const AT = 1_795_437_000;
const ISSUED_AT = AT - 86_400;
export const EXPIRES = AT + 365 * 86_400;

/** An encoded CBOR key and value. */
export type Pair = readonly [Uint8Array, Uint8Array];

/** The attributes of somebody who does not exist. */
export const PERSON: readonly Pair[] = [
  [int(1), text("VD-0001")],
  [int(4), text("Nguyễn Thị Kiểm Thử")],
  [int(8), text("19900515")],
  [int(9), int(2)],
];

/** What a credential states; what is left out is as in a valid one, `null` leaves a claim away. */
export interface Statement {
  readonly iss?: Uint8Array | null;
  readonly exp?: Uint8Array | null;
  readonly nbf?: Uint8Array | null;
  readonly iat?: Uint8Array | null;
  /** Content of claim 169. */
  readonly identity?: Uint8Array | null;
  readonly more?: readonly Pair[];
}

/** A CWT claims set. */
export function claimsSet(statement: Statement = {}): Uint8Array {
  const { iss, exp, nbf, iat, identity, more = [] } = statement;
  const claims: readonly (readonly [number, Uint8Array | null])[] = [
    [1, iss === undefined ? text(ISSUER) : iss],
    [4, exp === undefined ? int(EXPIRES) : exp],
    [5, nbf === undefined ? int(ISSUED_AT) : nbf],
    [6, iat === undefined ? int(ISSUED_AT) : iat],
    [169, identity === undefined ? map(...PERSON) : identity],
  ];
  return map(...claims.flatMap(([key, value]): Pair[] => (value === null ? [] : [[int(key), value]])), ...more);
}

/** What makes a credential differ from a valid one. */
export interface Recipe {
  readonly key?: TestKey;
  /** Content of the protected header; `{1: alg, 4: kid}` where absent. */
  readonly protectedHeader?: Uint8Array;
  /** The unprotected header, encoded; an empty map where absent. */
  readonly unprotected?: Uint8Array;
  readonly payload?: Uint8Array;
  /** Makes the signature; the key's own over the Sig_structure where absent. */
  readonly signature?: (signedBytes: Uint8Array) => Uint8Array;
  /** Tags from the outside in; 18 where absent. */
  readonly tags?: readonly number[];
}

/** A credential at every layer. */
export interface MadeCredential {
  /** What the QR code carries. */
  readonly text: string;
  /** The COSE message. */
  readonly message: Uint8Array;
  readonly payload: Uint8Array;
}

/** A credential: valid, but for what the recipe changes. Signed after the change, so that only the rule in question can refuse it. */
export function makeCredential(recipe: Recipe = {}): MadeCredential {
  const { key = ED_KEY, payload = claimsSet(), unprotected = map(), tags = [18] } = recipe;
  const protectedHeader = recipe.protectedHeader ?? headerOf(key);
  const signedBytes = array(text("Signature1"), bytes(protectedHeader), bytes(""), bytes(payload));
  const signature = (recipe.signature ?? ((toSign: Uint8Array) => signBytes(key, toSign)))(signedBytes);
  const untagged = array(bytes(protectedHeader), unprotected, bytes(payload), bytes(signature));
  const message = tags.reduceRight((item, number) => tag(number, item), untagged);
  return { text: wrap(message), message, payload };
}

/** The key of the person that credentials for live codes are made out to. */
export const HOLDER_KEY = testKey("EdDSA", 9, "holder");

/** `cnf` (RFC 8747 §3.1) with the holder's public key, to go into a claims set. */
export function confirmationOf({ algorithm, jwk }: TestKey = HOLDER_KEY): Pair {
  const { x = "", y } = jwk as { readonly x?: string; readonly y?: string };
  const coordinate = (label: number, value: string): Pair => [int(label), bytes(Buffer.from(value, "base64url"))];
  const key: Pair[] = [[int(1), int(algorithm === "EdDSA" ? 1 : 2)], [int(-1), int(algorithm === "EdDSA" ? 6 : 1)], coordinate(-2, x)];
  if (y !== undefined) key.push(coordinate(-3, y));
  return [int(8), map([int(1), map(...key)])];
}

/** What makes a live code differ from one that was made this second for any service point. */
export interface LiveRecipe {
  /** The credential inside, a COSE message; one of the test issuer for HOLDER_KEY where absent. */
  readonly credential?: Uint8Array;
  /** The key that signs; HOLDER_KEY where absent. */
  readonly key?: TestKey;
  readonly iat?: Uint8Array | null;
  readonly aud?: Uint8Array;
  /** Content of `typ`; 294 where absent, none where null. */
  readonly typ?: Uint8Array | null;
  readonly moreHeaders?: readonly Pair[];
  readonly moreClaims?: readonly Pair[];
  readonly unprotected?: Uint8Array;
}

/** A credential shown live: a Key Binding Token around it, signed by its holder. */
export function makeLiveCode(recipe: LiveRecipe = {}): MadeCredential {
  const { key = HOLDER_KEY, unprotected, moreHeaders = [], moreClaims = [], aud, iat, typ } = recipe;
  const credential = recipe.credential ?? makeCredential({ payload: claimsSet({ more: [confirmationOf()] }) }).message;
  const protectedHeader = map(
    [int(1), int(key.algorithm === "EdDSA" ? -8 : -7)],
    [int(13), credential],
    ...(typ === null ? [] : [[int(16), typ ?? int(294)] as const]),
    ...moreHeaders,
  );
  const payload = map(
    ...(aud ? [[int(3), aud] as const] : []),
    ...(iat === null ? [] : [[int(6), iat ?? int(AT)] as const]),
    ...moreClaims,
  );
  return makeCredential({ key, protectedHeader, payload, ...(unprotected && { unprotected }) });
}

/** The protected header of a key: its algorithm and its identifier. */
export function headerOf({ algorithm, kid }: TestKey): Uint8Array {
  return map([int(1), int(algorithm === "EdDSA" ? -8 : -7)], [int(4), bytes(kid)]);
}

/** The key's signature over some bytes. */
export function signBytes({ algorithm, privateKey }: TestKey, toSign: Uint8Array): Uint8Array {
  return algorithm === "EdDSA" ? sign(null, toSign, privateKey) : sign("sha256", toSign, { key: privateKey, dsaEncoding: "ieee-p1363" });
}

/** Any bytes as the text of a code: zlib, then Base45. */
export function wrap(message: Uint8Array): string {
  return base45(deflateSync(message, { level: 9 }));
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** Base45 after the words of RFC 9285 §4. */
export function base45(content: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < content.length; at += 2) {
    const pair = content.subarray(at, at + 2);
    let number = pair.reduce((sum, byte) => sum * 256 + byte, 0);
    for (let digit = 0; digit <= pair.length; digit++) {
      letters += ALPHABET.charAt(number % 45);
      number = Math.floor(number / 45);
    }
  }
  return letters;
}
