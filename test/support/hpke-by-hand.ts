// HPKE (RFC 9180) once more, in the one suite of sealed parts, out of Node's primitives: what the library makes must open here, and the other way round.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from "node:crypto";

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (§7). */
const KEM_SUITE = Buffer.concat([Buffer.from("KEM"), Buffer.of(0, 0x20)]);
const HPKE_SUITE = Buffer.concat([Buffer.from("HPKE"), Buffer.of(0, 0x20, 0, 0x01, 0, 0x02)]);
const VERSION = Buffer.from("HPKE-v1");

/** An X25519 pair by its private bytes. */
export function xPair(privateKey: Uint8Array): { readonly handle: KeyObject; readonly publicKey: Uint8Array; readonly jwk: XJwk } {
  // RFC 8410 §7: this head, then the 32 bytes.
  const der = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), privateKey]);
  const handle = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const { x = "", d = "" } = handle.export({ format: "jwk" });
  return { handle, publicKey: Buffer.from(x, "base64url"), jwk: { crv: "X25519", kty: "OKP", x, d } };
}

/** A private X25519 key as JWK. */
export interface XJwk {
  readonly crv: "X25519";
  readonly kty: "OKP";
  readonly x: string;
  readonly d: string;
}

/** Seals by an ephemeral key of the test's choosing: `enc` and ciphertext, one after the other. */
export function sealByHand(to: Uint8Array, ephemeral: Uint8Array, info: string, context: string, inside: Uint8Array): Uint8Array {
  const pair = xPair(ephemeral);
  const { key, nonce } = schedule(dh(pair.handle, to), pair.publicKey, to, info);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([pair.publicKey, cipher.update(inside), cipher.final(), cipher.getAuthTag()]);
}

/** Opens `enc` and ciphertext; throws where they are not genuine. */
export function openByHand(privateKey: Uint8Array, sealed: Uint8Array, info: string, context: string): Uint8Array {
  const pair = xPair(privateKey);
  const [enc, ciphertext, tag] = [sealed.subarray(0, 32), sealed.subarray(32, -16), sealed.subarray(-16)];
  const { key, nonce } = schedule(dh(pair.handle, enc), enc, pair.publicKey, info);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

function dh(privateKey: KeyObject, publicKey: Uint8Array): Uint8Array {
  const jwk = { kty: "OKP", crv: "X25519", x: Buffer.from(publicKey).toString("base64url") };
  return diffieHellman({ privateKey, publicKey: createPublicKey({ key: jwk, format: "jwk" }) });
}

/** §4.1 and §5.1: the shared secret, then key and nonce of the first message. */
function schedule(shared: Uint8Array, enc: Uint8Array, to: Uint8Array, info: string) {
  const prk = extract(KEM_SUITE, "", "eae_prk", shared);
  const secret = expand(KEM_SUITE, prk, "shared_secret", Buffer.concat([enc, to]), 32);
  const infoHash = extract(HPKE_SUITE, "", "info_hash", Buffer.from(info));
  const context = Buffer.concat([Buffer.of(0), extract(HPKE_SUITE, "", "psk_id_hash", Buffer.alloc(0)), infoHash]);
  const expander = extract(HPKE_SUITE, secret, "secret", Buffer.alloc(0));
  return { key: expand(HPKE_SUITE, expander, "key", context, 32), nonce: expand(HPKE_SUITE, expander, "base_nonce", context, 12) };
}

function extract(suite: Uint8Array, salt: Uint8Array | "", label: string, material: Uint8Array): Uint8Array {
  return hmac(salt === "" ? Buffer.alloc(32) : salt, Buffer.concat([VERSION, suite, Buffer.from(label), material]));
}

/** One block of HKDF-Expand: no output here is longer than 32 bytes. */
function expand(suite: Uint8Array, key: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return hmac(key, Buffer.concat([Buffer.of(0, length), VERSION, suite, Buffer.from(label), info, Buffer.of(1)])).subarray(0, length);
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(data).digest();
}
