import { importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import type { EpochSeconds } from "../../src/core/time.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { addSignatures, metadataBytes, ROLES, type Role, type RoleKeys, rootMetadata } from "../../src/drivers/trust-metadata.ts";
import { type PublishingKeys, writeRoot } from "../../src/drivers/trust-repository.ts";

const DAY = 86_400;

/** Lifetimes as an office without a network has them, in seconds. */
export const LIFETIMES = { targets: 180 * DAY, snapshot: 60 * DAY, timestamp: 45 * DAY };

/** A new Ed25519 key. */
export function newRoleKey(): PrivateKey {
  const key = importPrivateJwk(newPrivateJwk("EdDSA"));
  if (!key) throw new Error("no key");
  return key;
}

/** Keys of a publisher: three for root, of which two must sign; one for each other role. */
export interface Publisher extends PublishingKeys {
  readonly root: readonly PrivateKey[];
}

/** A publisher on its first day. */
export function newPublisher(): Publisher {
  return { root: [newRoleKey(), newRoleKey(), newRoleKey()], targets: [newRoleKey()], snapshot: [newRoleKey()], timestamp: [newRoleKey()] };
}

/** Root metadata of this publisher, signed by these keys. */
export function rootOf(
  publisher: Publisher,
  {
    version = 1,
    expires,
    signers = publisher.root.slice(0, 2),
  }: { version?: number; expires: EpochSeconds; signers?: readonly PrivateKey[] },
): Uint8Array {
  const roles = Object.fromEntries(
    ROLES.map((role): [Role, RoleKeys] => [
      role,
      { keys: publisher[role].map(({ publicKey }) => publicKey), threshold: role === "root" ? 2 : 1 },
    ]),
  ) as Record<Role, RoleKeys>;
  const metadata = rootMetadata({ version, expires }, roles);
  addSignatures(metadata, signers);
  return metadataBytes(metadata);
}

/** Begins a repository in this folder; gives the root metadata that a kiosk starts with. */
export async function beginRepository(folder: string, publisher: Publisher, now: EpochSeconds): Promise<Uint8Array> {
  const root = rootOf(publisher, { expires: now + 2 * 365 * DAY });
  await writeRoot(folder, 1, root);
  return root;
}
