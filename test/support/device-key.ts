import { generateKeyPairSync, sign } from "node:crypto";
import { journalOrigin, type LogSigner } from "../../src/core/checkpoint.ts";
import { keyThumbprint, publicJwkOf, type Signer } from "../../src/core/http-signature.ts";
import { importJwk, type PublicKey } from "../../src/core/signature.ts";
import { noteKey } from "../../src/core/signed-note.ts";

/** A kiosk's key as both sides see it. */
export interface DeviceKey {
  readonly keyId: string;
  readonly publicJwk: object;
  readonly publicKey: PublicKey;
  readonly sign: Signer;
}

/** A new Ed25519 device key. */
export function newDeviceKey(): DeviceKey {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = importJwk(pair.publicKey.export({ format: "jwk" }));
  if (!publicKey) throw new Error("device key: Node made a key that we cannot import");
  return {
    keyId: keyThumbprint(publicKey),
    publicJwk: publicJwkOf(publicKey),
    publicKey,
    sign: (bytes) => sign(null, bytes, pair.privateKey),
  };
}

/** A device as the signer of its journal. */
export function signerOf(kiosk: string, { publicKey, sign }: DeviceKey): LogSigner {
  const key = noteKey(journalOrigin(kiosk), publicKey);
  if (!key) throw new Error("device key: it signs no notes");
  return { key, sign };
}
