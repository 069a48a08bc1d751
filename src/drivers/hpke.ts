// HPKE (RFC 9180), base mode, in one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. One shot a part: no state is kept, and
// whoever has a part and the private key needs nothing else.
import { generateKeyPairSync } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { importSealKey, type SealJwk, type SealKey } from "../core/seal-key.ts";
import { decodeSealed, encodeSealed } from "../core/sealed-part.ts";

/** Tells what is sealed here from what anybody else seals with the same key. */
const INFO = Buffer.from("tram-sealed-v1", "utf8");

const SUITE = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The private half of a seal key, with the public one. */
export interface PrivateSealKey extends SealJwk {
  readonly d: string;
}

/** Seals bytes to a key: a sealed part (docs/journal.md). `context` is the journal's name, which opening it must name, too. */
export async function sealTo(key: Pick<SealKey, "id" | "publicKey">, inside: Uint8Array, context: string): Promise<Uint8Array> {
  const recipientPublicKey = await SUITE.kem.deserializePublicKey(exact(key.publicKey));
  const { enc, ct } = await SUITE.seal({ recipientPublicKey, info: exact(INFO) }, exact(inside), exact(Buffer.from(context, "utf8")));
  return encodeSealed({ keyId: key.id, encapsulated: new Uint8Array(enc), ciphertext: new Uint8Array(ct) });
}

/** Why a part does not open: sealed to another key; or not sealed by anybody to this key and for this journal, byte by byte. */
export type OpenRefusal = "other-key" | "not-genuine";

/** What is inside a sealed part. */
export async function openSealed(
  key: PrivateSealKey,
  part: Uint8Array,
  context: string,
): Promise<{ readonly ok: true; readonly inside: Uint8Array } | { readonly ok: false; readonly refusal: OpenRefusal }> {
  const taken = decodeSealed(part);
  const ours = importSealKey(publicHalf(key), "");
  if (!taken || !ours) return { ok: false, refusal: "not-genuine" };
  if (!Buffer.from(ours.id).equals(taken.keyId)) return { ok: false, refusal: "other-key" };
  try {
    const recipientKey = await SUITE.kem.importKey("jwk", { ...publicHalf(key), d: key.d, key_ops: ["deriveBits"] }, false);
    const opening = { recipientKey, enc: exact(taken.encapsulated), info: exact(INFO) };
    const inside = await SUITE.open(opening, exact(taken.ciphertext), exact(Buffer.from(context, "utf8")));
    return { ok: true, inside: new Uint8Array(inside) };
  } catch {
    return { ok: false, refusal: "not-genuine" };
  }
}

/** A new key pair from the system's randomness. Nothing of it is stored. */
export function newSealKey(): PrivateSealKey {
  const { d = "", x = "" } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return { crv: "X25519", kty: "OKP", x, d };
}

/** What everybody may know of a pair. */
export function publicHalf({ crv, kty, x }: PrivateSealKey): SealJwk {
  return { crv, kty, x };
}

/** The bytes as a buffer of their own: what the library takes is the whole buffer, and a view may be a part of one. */
function exact(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
