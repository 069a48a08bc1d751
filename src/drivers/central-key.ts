import { join } from "node:path";
import * as v from "valibot";
import { keyThumbprint, type PublicJwk, publicJwkOf } from "../core/http-signature.ts";
import { importPrivateJwk, type PrivateKey } from "../core/signature.ts";
import { nodeFileSystem } from "./file-system.ts";
import { newPrivateJwk } from "./key-generator.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

/** What central signs with a key of its own: the time, or what it knows of journals. One never stands in for the other. */
export type CentralKeyUse = "time" | "witness";

const FileSchema = v.looseObject({ kty: v.string() });

/** A key of central's. Its name is its thumbprint (RFC 7638), so that it is the same wherever it is computed. */
export interface CentralKeyPair {
  readonly kid: string;
  readonly privateKey: PrivateKey;
}

/** The key in this folder, undefined where there is none. Rejects for a file that is none, or that other users may read. */
export async function readCentralKey(folder: string, use: CentralKeyUse): Promise<CentralKeyPair | undefined> {
  const name = fileOf(use);
  const path = join(folder, name);
  if (!((await nodeFileSystem.list(folder)) ?? []).includes(name)) return undefined;
  const file = await readPrivateFile(path);
  if (file.isExposed) throw new Error(`${use} key: other users may read ${path}; make a new one (tram central ${use}-key --replace)`);
  const jwk = v.parse(FileSchema, JSON.parse(file.text));
  const privateKey = importPrivateJwk(jwk);
  if (!privateKey) throw new Error(`${use} key: ${path} is no private key`);
  return { kid: keyThumbprint(privateKey.publicKey), privateKey };
}

/** Makes a key (Ed25519, 0600), durably; false where there is one already and `replace` is not set. */
export async function makeCentralKey(folder: string, use: CentralKeyUse, { replace }: { readonly replace: boolean }): Promise<boolean> {
  await nodeFileSystem.makeFolder(folder);
  const written = await writePrivateFile(join(folder, fileOf(use)), `${JSON.stringify(newPrivateJwk("EdDSA"))}\n`, { replace });
  return written === "written";
}

/** What kiosks are to know of it: a JWK with its name. */
export function publicCentralKey({ kid, privateKey }: CentralKeyPair): PublicJwk & { readonly kid: string } {
  return { kid, ...publicJwkOf(privateKey.publicKey) };
}

function fileOf(use: CentralKeyUse): string {
  return `${use}-key.json`;
}
