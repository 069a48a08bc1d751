import { dirname } from "node:path";
import { importPrivateJwk, type PrivateKey } from "../core/signature.ts";
import { nodeFileSystem } from "./file-system.ts";
import { keptFile } from "./kept-file.ts";
import { newPrivateJwk } from "./key-generator.ts";
import { writePrivateFile } from "./private-file.ts";

/** The device's own key out of its file; undefined where there is none. Rejects with a sentence for the user where the file holds something else. */
export async function readDeviceKey(file: string): Promise<PrivateKey | undefined> {
  const bytes = await keptFile(file).read();
  if (bytes === undefined) return undefined;
  const key = keyIn(Buffer.from(bytes).toString("utf8"));
  if (!key) throw new Error(`${file} is no private Ed25519 or P-256 key (JWK); move it aside, and a new one is made`);
  return key;
}

function keyIn(text: string): PrivateKey | undefined {
  try {
    const jwk: unknown = JSON.parse(text);
    return typeof jwk === "object" && jwk !== null ? importPrivateJwk(jwk) : undefined;
  } catch {
    return undefined;
  }
}

/** The key in a file that is there, or a new one, which would survive a power cut. */
export async function makeDeviceKey(file: string): Promise<PrivateKey> {
  await nodeFileSystem.makeFolder(dirname(file));
  await writePrivateFile(file, `${JSON.stringify(newPrivateJwk("EdDSA"))}\n`, { replace: false });
  const key = await readDeviceKey(file);
  if (!key) throw new Error(`${file} cannot be read again, the storage may be broken`);
  return key;
}
