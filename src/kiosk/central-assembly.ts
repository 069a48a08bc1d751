import { readFile } from "node:fs/promises";
import { keyThumbprint } from "../core/http-signature.ts";
import { importPrivateJwk, type PublicKey, signWith } from "../core/signature.ts";
import { createCentralClient } from "../drivers/central-client.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import type { Journal } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { type Sync, startSync } from "./sync.ts";
import { startTrustRefresh } from "./trust-refresh.ts";
import type { TrustStore } from "./trust-store.ts";

/** What runs between the kiosk and central, beside the scans. */
export interface CentralConnection {
  readonly sync: Sync;
  close(): Promise<unknown>;
}

/** Starts sync and trust refresh; undefined for an office without a network. */
export async function connectCentral(
  config: KioskConfig,
  journal: Journal,
  trust: TrustStore,
  rootKeys: readonly PublicKey[],
): Promise<CentralConnection | undefined> {
  if (!config.central) return undefined;
  const { url, key: keyFile, trustEverySeconds } = config.central;
  const key = importPrivateJwk(JSON.parse(await readFile(keyFile, "utf8")));
  if (!key) throw new Error(`${keyFile} is no private Ed25519 or P-256 key (JWK)`);
  const sign = (bytes: Uint8Array) => signWith(key.handle, bytes);
  const central = createCentralClient({ url, kiosk: config.id, keyId: keyThumbprint(key.publicKey), sign, clock: systemClock });
  const parts = { central, clock: systemClock, random: Math.random, sleep: systemSleep };
  const sync = startSync({ ...parts, journal });
  const refresh = startTrustRefresh({
    ...parts,
    rootKeys,
    demo: config.demo,
    heldVersion: trust.version,
    everySeconds: trustEverySeconds,
    onTrust: trust.take,
  });
  return { sync, close: () => Promise.all([sync.close(), refresh.close()]) };
}
