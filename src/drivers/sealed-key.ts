import { readFile, stat } from "node:fs/promises";
import { importPrivateJwk, isSignedBy, type PrivateKey, signWith } from "../core/signature.ts";
import type { KeyFile } from "../ports.ts";
import { writePrivateFile } from "./private-file.ts";
import { isWholeSeal, sealBytes, unseal } from "./sealed-bytes.ts";

/** First line of an armored age file (C2SP age.md, "ASCII armor"). */
const ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Letters of it by which what is left of a sealed key is known. */
const MIN_LETTERS = "-----BEGIN A".length;

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
  if (!key || key === "damaged" || !signs(key)) throw new Error(`sealed key: ${path} cannot be opened again, the medium may be broken`);
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
    if ((await stat(path)).size > MAX_BYTES) return NO_KEY;
    bytes = await readFile(path);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { kind: "unusable", detail: isMissing ? "no such file" : error instanceof Error ? error.message : String(error) };
  }
  const text = bytes.length > MAX_BYTES ? "" : bytes.toString("utf8");
  if (text.startsWith(ARMOR_BEGIN) && (await isWholeSeal(text))) return { kind: "sealed", open: (passphrase) => openKey(text, passphrase) };
  // What is left where a stick was pulled out early: nothing, or the first letters.
  if (bytes.length === 0) return { kind: "unusable", detail: "an empty file; take the key from the backup" };
  if (text.startsWith(ARMOR_BEGIN) || (text.length >= MIN_LETTERS && ARMOR_BEGIN.startsWith(text.trim()))) return DAMAGED;
  const key = keyIn(bytes);
  return key ? { kind: "ready", key } : NO_KEY;
}

const NO_KEY: KeyFile = { kind: "unusable", detail: "neither a sealed key nor a private JWK" };
const DAMAGED: KeyFile = { kind: "unusable", detail: "a sealed key that is damaged or cut short", isDamaged: true };

async function openKey(text: string, passphrase: string): Promise<PrivateKey | "damaged" | undefined> {
  const bytes = await unseal(text, passphrase);
  if (typeof bytes === "string") return bytes === "damaged" ? bytes : undefined;
  return keyIn(bytes) ?? "damaged";
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
