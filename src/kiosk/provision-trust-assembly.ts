import { join } from "node:path";
import { keyThumbprint } from "../core/http-signature.ts";
import { isBackupName } from "../core/provisioning/backup.ts";
import { dateInVietnam } from "../core/time.ts";
import { NO_VERSIONS } from "../core/trust-version.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { lookAtTrust, type TrustLook } from "../drivers/trust-vault.ts";
import type { KioskConfig } from "./config.ts";
import { BACKUP, type Piece } from "./provision-backup.ts";

/** Where the vault keeps the bundle, below the data folder, and the file that makes it one. */
const TRUST_FOLDER = "trust";
const METADATA = "metadata.json";

/**
 * Thumbprints of the keys that may sign configurations, by the trust bundle that the kiosk holds, verified from its own root; undefined where
 * it holds none. An expired bundle counts: a kiosk that was long alone must still know who may help it.
 */
export async function knownSigners(config: KioskConfig): Promise<readonly string[] | undefined> {
  const held = await heldTrust(config);
  const keys = held?.trust.operatorKeys.filter(({ use }) => use === "provisioning");
  return keys?.map(({ key }) => keyThumbprint(key));
}

/** The trust bundle that the kiosk holds, verified from its own root; undefined: it holds none. */
export async function heldTrust({ data, demo, trust: { root } }: KioskConfig): Promise<TrustLook["held"]> {
  const anchor = await keptFile(root).read();
  return anchor && (await look(data, anchor, demo)).held;
}

/** The trust bundle that the kiosk holds, as its vault keeps it: whoever opens it checks every byte. */
export async function trustFiles(data: string): Promise<readonly Piece[]> {
  const folder = join(data, TRUST_FOLDER);
  const [names = [], targets = []] = await Promise.all([nodeFileSystem.list(folder), nodeFileSystem.list(join(folder, "targets"))]);
  // The metadata first: a target that goes away meanwhile belonged to a bundle that they no longer name.
  const files = [...names.filter((name) => name === METADATA), ...targets.map((name) => `targets/${name}`)];
  return files
    .map((name) => ({ name: `${BACKUP.trust}${name}`, from: { path: join(folder, name) } }))
    .filter(({ name }) => isBackupName(name));
}

/** What the trust bundle in a data folder is worth under this root, in a few words for people. */
export async function trustWorth(data: string, root: Uint8Array): Promise<string> {
  const { held, refused } = await look(data, root, false);
  if (refused) return `không dùng được, máy sẽ nhận bản mới / not usable, a new one will be fetched (${refused.refusal})`;
  return held
    ? `đến / until ${dateInVietnam(held.expiresAt)}`
    : "chưa có, nối mạng hoặc cắm USB / none yet, connect the network or a stick";
}

function look(data: string, root: Uint8Array, demo: boolean): Promise<TrustLook> {
  return lookAtTrust({ folder: join(data, TRUST_FOLDER), root, floor: NO_VERSIONS, demo });
}
