import { join } from "node:path";
import * as v from "valibot";
import { keyThumbprint, type PublicJwk, publicJwkOf } from "../core/http-signature.ts";
import { importPrivateJwk, type PrivateKey } from "../core/signature.ts";
import { nodeFileSystem } from "./file-system.ts";
import { newPrivateJwk } from "./key-generator.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

const FILE = "time-key.json";
const FileSchema = v.looseObject({ kty: v.string() });

/** The key with which central signs the time. Its name is its thumbprint (RFC 7638), so that it is the same wherever it is computed. */
export interface TimeKeyPair {
  readonly kid: string;
  readonly privateKey: PrivateKey;
}

/** The time key in this folder, undefined where there is none. Rejects for a file that is none, or that other users may read. */
export async function readTimeKey(folder: string): Promise<TimeKeyPair | undefined> {
  const path = join(folder, FILE);
  if (!((await nodeFileSystem.list(folder)) ?? []).includes(FILE)) return undefined;
  const file = await readPrivateFile(path);
  if (file.isExposed) throw new Error(`time key: other users may read ${path}; make a new one (tram central time-key --replace)`);
  const jwk = v.parse(FileSchema, JSON.parse(file.text));
  const privateKey = importPrivateJwk(jwk);
  if (!privateKey) throw new Error(`time key: ${path} is no private key`);
  return { kid: keyThumbprint(privateKey.publicKey), privateKey };
}

/** Makes a time key (Ed25519, 0600), durably; false where there is one already and `replace` is not set. */
export async function makeTimeKey(folder: string, { replace }: { readonly replace: boolean }): Promise<boolean> {
  await nodeFileSystem.makeFolder(folder);
  const written = await writePrivateFile(join(folder, FILE), `${JSON.stringify(newPrivateJwk("EdDSA"))}\n`, { replace });
  return written === "written";
}

/** What kiosks are to know of it: a JWK with its name. */
export function publicTimeKey({ kid, privateKey }: TimeKeyPair): PublicJwk & { readonly kid: string } {
  return { kid, ...publicJwkOf(privateKey.publicKey) };
}
