import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { journalSigner } from "../core/checkpoint.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import type { KioskStatus } from "../core/protocol.ts";
import { type PrivateKey, signWith } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import { createCentralClient } from "../drivers/central-client.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import type { Journal, SealedParts } from "../ports.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import { startStatusReport } from "./status-report.ts";
import { type Sync, startSync } from "./sync.ts";
import { startTimeSync, type TimeSync } from "./time-sync.ts";
import type { KioskTrust } from "./trust-assembly.ts";

/** Bytes of a nonce for the question for the time. */
const NONCE_BYTES = 24;

/** What runs between the kiosk and central, beside the scans. */
export interface CentralConnection {
  readonly sync: Sync;
  readonly time: TimeSync;
  /** Something about the kiosk itself may have changed; `trustHeardAt`: when central last answered the question for trust. */
  changed(trustHeardAt: EpochSeconds | undefined): void;
  close(): Promise<unknown>;
}

export interface CentralConnectionOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly deviceKey: PrivateKey;
  readonly sealed: Pick<SealedParts, "read">;
  readonly trust: Pick<KioskTrust, "clock" | "timeKeys" | "keepFloor">;
  /** How the kiosk is; what the sync knows is added here. */
  readonly status: () => Omit<KioskStatus, "backlog" | "setAside">;
  /** Central has cosigned a checkpoint: a note, not yet believed. */
  readonly onCosigned: (note: string) => void;
  /** Central says that it holds entries: a note, not yet believed. */
  readonly onAcknowledged: (note: Uint8Array) => void;
  /** Knows of which entries only the hash has travelled: they must not go from here, and that is kept before. */
  readonly acknowledged: Pick<Acknowledged, "hashesOnly" | "setAside">;
  readonly log: Logger;
}

/** Starts sync, status and the question for the time; undefined for an office without a network. */
export function connectCentral(options: CentralConnectionOptions): CentralConnection | undefined {
  const { config, journal, deviceKey, sealed, trust, status, onCosigned, onAcknowledged, acknowledged, log } = options;
  if (!config.central) return undefined;
  const { url } = config.central;
  const sign = (bytes: Uint8Array) => signWith(deviceKey.handle, bytes);
  // With the machine's own time in the signature: how far off it is, is what the fleet page shows.
  const central = createCentralClient({ url, kiosk: config.id, keyId: keyThumbprint(deviceKey.publicKey), sign, clock: systemClock });
  const parts = { central, random: Math.random, sleep: systemSleep };
  const { key } = journalSigner(config.id, deviceKey);
  const sync = startSync({
    ...parts,
    journal,
    sealed,
    key,
    clock: trust.clock,
    onCosigned,
    onAcknowledged: (note) => onAcknowledged(Buffer.from(note, "utf8")),
    setAside: {
      entries: () => acknowledged.hashesOnly,
      put(seq, detail) {
        log.error({ seq, detail }, "entry set aside: central gets its hash alone, it stays here");
        return acknowledged.setAside(seq);
      },
    },
  });
  const newNonce = () => randomBytes(NONCE_BYTES).toString("base64url");
  const onTaken = () => {
    void trust.keepFloor();
    sync.reached();
  };
  const time = startTimeSync({ ...parts, keys: trust.timeKeys, clock: trust.clock, newNonce, onTaken });
  let heardAt: EpochSeconds | undefined;
  const report = startStatusReport({ ...parts, status: () => ({ ...status(), ...syncStatusOf(sync) }) });
  return {
    sync,
    time,
    changed(trustHeardAt) {
      report.changed();
      if (trustHeardAt !== heardAt) sync.reached();
      heardAt = trustHeardAt;
    },
    close: () => Promise.all([sync.close(), time.close(), report.close()]),
  };
}

function syncStatusOf(sync: Sync): Pick<KioskStatus, "backlog" | "setAside" | "contradiction"> {
  const { backlog, setAside, contradiction } = sync.status();
  return { backlog, ...(setAside > 0 && { setAside }), ...(contradiction && { contradiction }) };
}
