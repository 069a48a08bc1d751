import { readFile } from "node:fs/promises";
import { importPrivateJwk, isSignedBy, type PrivateKey, signWith } from "../core/signature.ts";
import type { KeyFile } from "../ports.ts";
import { writePrivateFile } from "./private-file.ts";
import { openSealedBytes, sealBytes } from "./sealed-bytes.ts";

/** First line of an armored age file (C2SP age.md, "ASCII armor"). */
const ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Largest key file looked at, in bytes; a sealed key has some 500. */
const MAX_BYTES = 65_536;

/**
 * Writes a private JWK, sealed with a passphrase (0600; `age -d` opens it as well). It is read back from the file, opened and made to sign
 * before this resolves. Resolves with `exists`, and leaves the file alone, where there is one.
 */
export async function writeSealedKey(path: string, jwk: object, passphrase: string): Promise<PrivateKey | "exists"> {
  const sealed = await sealBytes(Buffer.from(`${JSON.stringify(jwk)}\n`), passphrase);
  if ((await writePrivateFile(path, sealed, { replace: false })) === "exists") return "exists";
  const file = await readKeyFile(path);
  const key = file.kind === "sealed" ? await file.open(passphrase) : undefined;
  if (!key || !signs(key)) throw new Error(`sealed key: ${path} cannot be opened again, the medium may be broken`);
  return key;
}

/** Writes a private JWK as it is (0600). Only for a key whose thief can do little: docs/operating.md names it. */
export async function writeReadyKey(path: string, jwk: object): Promise<PrivateKey | "exists"> {
  if ((await writePrivateFile(path, `${JSON.stringify(jwk)}\n`, { replace: false })) === "exists") return "exists";
  const file = await readKeyFile(path);
  if (file.kind !== "ready" || !signs(file.key)) throw new Error(`key file: ${path} cannot be read again, the medium may be broken`);
  return file.key;
}

/** The private key in a file that one of the two has written. Never rejects. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { kind: "unusable", detail: isMissing ? "no such file" : error instanceof Error ? error.message : String(error) };
  }
  const text = bytes.length > MAX_BYTES ? "" : bytes.toString("utf8");
  if (text.startsWith(ARMOR_BEGIN)) return { kind: "sealed", open: (passphrase) => unseal(text, passphrase) };
  const key = keyIn(bytes);
  return key ? { kind: "ready", key } : { kind: "unusable", detail: "neither a sealed key nor a private JWK" };
}

async function unseal(text: string, passphrase: string): Promise<PrivateKey | undefined> {
  const bytes = await openSealedBytes(text, passphrase);
  return bytes && keyIn(bytes);
}

function keyIn(bytes: Uint8Array): PrivateKey | undefined {
  try {
    const jwk: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof jwk === "object" && jwk !== null ? importPrivateJwk(jwk) : undefined;
  } catch {
    return undefined;
  }
}

function signs({ handle, publicKey }: PrivateKey): boolean {
  const probe = Buffer.from("does this key sign?", "utf8");
  return isSignedBy(publicKey, probe, signWith(handle, probe));
}
