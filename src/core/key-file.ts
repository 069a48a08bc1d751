// An issuer's key as a file: JSON, one object. The private form signs; its public form, without `d`, goes to verifiers.
import * as v from "valibot";
import { keyThumbprint, publicJwkOf } from "./http-signature.ts";
import { importPrivateJwk, isSignedBy, type PrivateKey, signWith } from "./signature.ts";
import type { Text } from "./text.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const member = v.pipe(v.string(), v.maxLength(100));

/** An absolute URI (RFC 3986 §4.3) by its shape; kiosks compare issuers as text and never open them. */
const IssuerSchema = v.pipe(text, v.regex(/^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/));

/** JSON shape of a private key file. */
const KeyFileSchema = v.strictObject({
  issuer: IssuerSchema,
  kid: text,
  alg: v.picklist(["EdDSA", "ES256"]),
  /** A demo key: demo kiosks accept it, all others refuse it. */
  demo: v.optional(v.boolean()),
  jwk: v.strictObject({ kty: member, crv: member, x: member, y: v.optional(member), d: member }),
});

/** JSON shape of the public form: one entry of `tram verify --keys` and of a batch line's `keys`. */
export interface PublicKeyFile {
  readonly issuer: string;
  readonly kid: string;
  readonly alg: "EdDSA" | "ES256";
  readonly demo?: true;
  readonly jwk: Readonly<Record<string, string | undefined>> & { readonly kty: string };
}

/** A key that signs in the name of one issuer. */
export interface IssuerKey {
  readonly issuer: string;
  /** Text; a credential carries its UTF-8 bytes. */
  readonly kid: string;
  readonly isDemo: boolean;
  readonly privateKey: PrivateKey;
}

/** A key, or what is wrong with the file. */
export type ReadKey = { readonly ok: true; readonly key: IssuerKey } | { readonly ok: false; readonly problem: Text };

/** True for text that can name an issuer. */
export function isIssuer(issuer: string): boolean {
  return v.is(IssuerSchema, issuer);
}

/** The key in a private key file. A public file, a damaged one and one whose halves do not belong together are told apart. */
export function readKeyFile(json: string): ReadKey {
  const value = parseJson(json);
  if (isPublicForm(value)) return refuse("đây là khoá công khai, cần khoá bí mật", "this is a public key; the private one is needed");
  const parsed = v.safeParse(KeyFileSchema, value, { abortEarly: true });
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? "the file";
    return refuse(`không phải tệp khoá của tram keys new (${where})`, `not a key file as tram keys new writes it (${where})`);
  }
  const { issuer, kid, alg, demo = false, jwk } = parsed.output;
  const privateKey = importPrivateJwk(jwk);
  if (!privateKey || privateKey.algorithm !== alg || !isPair(privateKey, jwk)) {
    return refuse("khoá bị hỏng: các phần không khớp với nhau", "the key is damaged: its parts do not belong together");
  }
  return { ok: true, key: { issuer, kid, isDemo: demo, privateKey } };
}

function isPublicForm(value: unknown): boolean {
  const shape = v.safeParse(v.looseObject({ jwk: v.looseObject({ kty: v.string() }) }), value);
  return shape.success && !("d" in shape.output.jwk);
}

/** Node derives an Ed25519 public key from `d` and takes a P-256 one as it stands, so both members and signature are compared. */
function isPair({ handle, publicKey }: PrivateKey, jwk: { readonly x: string; readonly y?: string | undefined }): boolean {
  const { x, y } = publicJwkOf(publicKey);
  const probe = Buffer.from("is this a pair?", "utf8");
  return x === jwk.x && y === jwk.y && isSignedBy(publicKey, probe, signWith(handle, probe));
}

/** A new key file's text for a private key, e.g. from drivers/key-generator.ts. Absent `kid`: see defaultKid(). */
export function writeKeyFile(
  privateJwk: object,
  { issuer, kid, demo = false }: { readonly issuer: string; readonly kid?: string; readonly demo?: boolean },
): string {
  const privateKey = importPrivateJwk(privateJwk);
  if (!privateKey) throw new Error("key file: the generated key cannot be used, nothing was written");
  const { kty, crv, x, y, d } = privateKey.handle.export({ format: "jwk" });
  const jwk = y === undefined ? { kty, crv, x, d } : { kty, crv, x, y, d };
  const file = { issuer, kid: kid ?? defaultKid(privateKey), alg: privateKey.algorithm, ...(demo && { demo }), jwk };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** base64url of the first 8 bytes of the key's RFC 7638 thumbprint: short enough for a QR code, the same wherever it is computed. */
function defaultKid({ publicKey }: PrivateKey): string {
  return Buffer.from(keyThumbprint(publicKey), "base64url").subarray(0, 8).toString("base64url");
}

/** What verifiers get of a key. */
export function publicForm({ issuer, kid, isDemo, privateKey }: IssuerKey): PublicKeyFile {
  const { publicKey, algorithm } = privateKey;
  return {
    issuer,
    kid,
    alg: algorithm,
    ...(isDemo && { demo: true }),
    jwk: { ...publicJwkOf(publicKey), kty: algorithm === "EdDSA" ? "OKP" : "EC" },
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function refuse(vi: string, en: string): ReadKey {
  return { ok: false, problem: { vi, en } };
}
