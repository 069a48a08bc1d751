import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
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
  /** Logs what has changed since the last call: a kiosk that sends nothing must not look like one that has nothing to send. */
  report(): void;
  close(): Promise<unknown>;
}

/** Starts sync and trust refresh; undefined for an office without a network. */
export async function connectCentral(
  config: KioskConfig,
  journal: Journal,
  trust: TrustStore,
  rootKeys: readonly PublicKey[],
  log: Logger,
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
  const reportSync = onChange((detail, state) => (state === "stopped" ? log.error : log.info).call(log, { state, detail }, "sync"));
  const reportTrust = onChange((detail, state) => (state === "refused" ? log.error : log.info).call(log, { state, detail }, "trust"));
  const report = () => {
    reportSync(sync.status());
    reportTrust(refresh.status());
  };
  return { sync, report, close: () => Promise.all([sync.close(), refresh.close()]) };
}

/** Tells when the state is another than at the call before. */
function onChange(tell: (detail: string, state: string) => void): (status: { readonly state: string; readonly detail: string }) => void {
  let known: string | undefined;
  return ({ state, detail }) => {
    if (state !== known) tell(detail, state);
    known = state;
  };
}
