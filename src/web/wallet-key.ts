import { getPublicKeyAsync, signAsync } from "@noble/ed25519";
import type { HolderPublicJwk } from "../core/wallet.ts";

/** Bytes of an Ed25519 private key (RFC 8032 §5.1.5). */
export const SECRET_KEY_BYTES = 32;

/** A holder's key for everybody but the store: what it is called, and what it signs. */
export interface HolderKey {
  readonly publicJwk: HolderPublicJwk;
  /** The Ed25519 signature over some bytes, 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A new private key from the browser's randomness. */
export function newSecretKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SECRET_KEY_BYTES));
}

/** The key that these 32 bytes are; they go nowhere but into its signatures. */
export async function holderKey(secretKey: Uint8Array): Promise<HolderKey> {
  const publicKey = await getPublicKeyAsync(secretKey);
  return {
    publicJwk: { kty: "OKP", crv: "Ed25519", x: base64Url(publicKey) },
    sign: (bytes) => signAsync(bytes, secretKey),
  };
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
