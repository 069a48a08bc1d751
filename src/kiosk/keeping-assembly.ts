import { join } from "node:path";
import type { Logger } from "pino";
import { keptFile } from "../drivers/kept-file.ts";
import { openState, type StateDocument } from "../drivers/state-document.ts";
import type { Journal } from "../ports.ts";
import { ACKNOWLEDGED_FILE, type Acknowledged, createAcknowledged, type KeptSamples, NO_SAMPLES, parseSamples } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import { memoryOf } from "./memory.ts";
import { type Retention, startRetention } from "./retention.ts";
import type { KioskTrust } from "./trust-assembly.ts";
import { keepUsedOnce, USED_ONCE_FILE } from "./used-once.ts";

/** What central holds, and what therefore need not be here for ever. */
export interface Keeping {
  readonly acknowledged: Acknowledged;
  readonly retention: Retention;
  /** Takes an acknowledgement from wherever it came; says in the log why it is none. Never rejects. */
  take(note: Uint8Array): Promise<void>;
  /** Keeps what was taken, and resolves when nothing is being removed. Never rejects. */
  close(): Promise<void>;
}

export interface KeepingOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly samples: StateDocument<KeptSamples>;
  readonly trust: Pick<KioskTrust, "clock" | "inForce" | "witnessKeys" | "releasing">;
  /** Told of each size that central is newly known to hold. */
  readonly onGrown: (size: number) => void;
  readonly log: Logger;
}

/** Opens what is kept of acknowledgements. Where it was damaged, central says it again, and until then everything stays. */
export async function openSamples({ data }: KioskConfig, log: Logger): Promise<StateDocument<KeptSamples>> {
  const samples = await openState(join(data, ACKNOWLEDGED_FILE), parseSamples, NO_SAMPLES);
  if (samples.setAside !== undefined) log.error({ setAside: samples.setAside }, "what central acknowledged was damaged, beginning anew");
  return samples;
}

/** Starts to remove what central has held for long enough. */
export async function openKeeping({ config, journal, samples, trust, onGrown, log }: KeepingOptions): Promise<Keeping> {
  const onFault = (error: unknown): void => log.error(error, "retention");
  const acknowledged = createAcknowledged({
    kiosk: config.id,
    journal,
    keys: trust.witnessKeys,
    clock: trust.clock,
    kept: samples.data,
    keep: (kept) => samples.update(() => kept),
    onGrown,
  });
  const used = keptFile(join(config.data, USED_ONCE_FILE));
  const retention = await startRetention({
    journal,
    acknowledged,
    clock: trust.clock,
    keepDays: config.journal.keepDays,
    memory() {
      const { policy } = trust.inForce.current();
      return policy && memoryOf(policy);
    },
    keepUsed: (names) => keepUsedOnce(used, journal.firstSeq > 0, names),
    releasing: trust.releasing,
    onReleased: (until) => log.info({ until }, "old entries removed, central holds them"),
    onFault,
  });
  let known: string | undefined;
  return {
    acknowledged,
    retention,
    async take(note) {
      const refusal = await acknowledged.take(note).catch(onFault);
      // A kiosk on its first day has no trust list yet that could name a witness.
      const isNoWonder = refusal === "unsigned" && trust.witnessKeys().length === 0;
      if (refusal !== undefined && refusal !== known) log[isNoWonder ? "info" : "error"]({ refusal }, "acknowledgement not believed");
      known = refusal ?? undefined;
    },
    async close() {
      await retention.tick();
      await acknowledged.leave().catch(onFault);
    },
  };
}
