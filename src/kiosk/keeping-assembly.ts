import { join } from "node:path";
import type { Logger } from "pino";
import { journalSigner } from "../core/checkpoint.ts";
import { type KeptHolding, NO_HOLDING, parseHolding } from "../core/holding.ts";
import { SEGMENT_BYTES } from "../core/journal-header.ts";
import type { KioskStatus } from "../core/protocol.ts";
import type { PrivateKey } from "../core/signature.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { reserveFile } from "../drivers/reserve-file.ts";
import { openState, type StateDocument } from "../drivers/state-document.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Journal } from "../ports.ts";
import { ACKNOWLEDGED_FILE, type Acknowledged, createAcknowledged } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import type { InForce } from "./in-force.ts";
import type { KioskJournal } from "./journal-assembly.ts";
import { type Compared, createComparison, type OwnComparison } from "./own-comparison.ts";
import { findContradiction, type OwnContradiction } from "./own-contradiction.ts";
import { type Retention, type RetentionParts, startRetention } from "./retention.ts";
import type { KioskTrust } from "./trust-assembly.ts";
import { keepWitnessedNote, WITNESSED_FILE } from "./witnessed-note.ts";

/** Name of the file in the data folder that holds room for a removal. */
const RESERVE_FILE = "reserve";
/** For a segment, as another may have to be begun, and half of one for the names and notes that come to it. */
const RESERVE_BYTES = 1.5 * SEGMENT_BYTES;

/** What central holds, and what therefore need not be here for ever. */
export interface Keeping {
  readonly acknowledged: Acknowledged;
  readonly retention: Retention;
  /** How the journal contradicts what was signed of it, as it was found after the start or since. */
  readonly contradiction: OwnContradiction | undefined;
  /** There is no telling whether it does, because it is damaged. */
  readonly isUncompared: boolean;
  /** Of both, what central is told. */
  status(): Pick<KioskStatus, "contradiction" | "uncompared">;
  /** Takes what a comparison before an export has come to: from now on that counts. */
  readonly onCompared: (news: Compared) => void;
  /** Takes a cosigned checkpoint, from wherever it came. Returns at once. */
  readonly onCosigned: (note: string) => void;
  /** Takes an acknowledgement from wherever it came; says in the log why it is none. Never rejects. */
  take(note: Uint8Array): Promise<void>;
  /** Keeps what was taken, and resolves when nothing is being removed any more. Never rejects. */
  close(): Promise<void>;
}

export interface KeepingOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly deviceKey: PrivateKey;
  readonly holding: OpenedHolding;
  readonly trust: Pick<KioskTrust, "clock" | "witnessKeys" | "releasing" | "memoryOf"> & {
    readonly used: RetentionParts["used"];
    readonly inForce: { current(): Pick<InForce, "policy"> };
  };
  /** Told of each size that central is newly known to hold. */
  readonly onGrown: (size: number) => void;
  readonly log: Logger;
}

/** What is kept of acknowledgements, and whether it counts. */
export interface OpenedHolding {
  readonly document: StateDocument<KeptHolding>;
  /** Not begun: a start has scans to answer first. Until it is done, nothing of the document counts. */
  readonly comparison: OwnComparison;
}

/** Opens what is kept of acknowledgements. Where it was damaged, or is of a journal under another name, central says it again, and until then everything stays. */
export async function openHolding(
  { id, data }: Pick<KioskConfig, "id" | "data">,
  { journal, deviceKey }: { readonly journal: Journal } & Pick<KioskJournal, "deviceKey">,
  log: Logger,
): Promise<OpenedHolding> {
  const document = await openState<KeptHolding>(join(data, ACKNOWLEDGED_FILE), (value) => parseHolding(value, id), NO_HOLDING);
  const { setAside } = document;
  if (setAside !== undefined) log.error({ setAside }, "what central acknowledged was damaged, or of another journal: beginning anew");
  // As it is now: what comes later is of this journal.
  const signed = { holding: document.data, witnessed: await keptFile(join(data, WITNESSED_FILE)).read() };
  const comparison = createComparison({
    compare: () => findContradiction(journal, { ...signed, key: journalSigner(id, deviceKey).key }),
    onContradiction: ({ kind, size }) =>
      log.error(
        { kind, signed: size, entries: journal.size },
        "this is not the journal that was signed: change nothing, see docs/operating.md",
      ),
    onFault: (error) => log.error(error, UNCOMPARED),
  });
  return { document, comparison };
}

/** What the log says where there is no telling. */
export const UNCOMPARED = "the journal cannot be compared with what was signed of it, so nothing is removed: see docs/journal.md";

/** Starts to remove what central has held for long enough. */
export function openKeeping({ config, journal, deviceKey, holding, trust, onGrown, log }: KeepingOptions): Keeping {
  const onFault = (error: unknown): void => log.error(error, "retention");
  const { comparison } = holding;
  const acknowledged = createAcknowledged({
    kiosk: config.id,
    journal,
    keys: trust.witnessKeys,
    clock: trust.clock,
    comparison,
    kept: holding.document.data,
    async keep(kept) {
      const { newest } = kept;
      // Later than the other, or never, it only costs that there is no telling, should an entry in it be damaged.
      if (newest && newest.size > journal.firstSeq) await journal.keepTree(newest.size).catch(onFault);
      await holding.document.update(() => ({ ...kept, kiosk: config.id }));
    },
    onGrown,
    onLost: (size, before) => log.error({ size, before }, "central holds fewer entries than before: it was restored from an older copy"),
  });
  const witnessed = keepWitnessedNote({
    file: keptFile(join(config.data, WITNESSED_FILE)),
    key: journalSigner(config.id, deviceKey).key,
    keys: trust.witnessKeys,
    clock: systemClock,
    journal,
    comparison,
    onFault: (error) => log.error(error, "cosigned checkpoint"),
  });
  const retention = startRetention({
    journal,
    ready: comparison.settled,
    acknowledged,
    clock: trust.clock,
    keepDays: config.journal.keepDays,
    memory() {
      const { policy } = trust.inForce.current();
      return policy && trust.memoryOf(policy);
    },
    used: trust.used,
    releasing: trust.releasing,
    reserve: reserveFile(join(config.data, RESERVE_FILE), RESERVE_BYTES),
    onReleased: (until) => log.info({ until }, "old entries removed, central holds them"),
    onFault,
  });
  let known: string | undefined;
  /** Where the journal is damaged, that is so at each word. */
  let saidFault: string | undefined;
  const onUntaken = (error: unknown): void => {
    if (saidFault !== String(error)) log.error(error, "acknowledgement not believed");
    saidFault = String(error);
  };
  return {
    acknowledged,
    retention,
    get contradiction() {
      return comparison.contradiction;
    },
    get isUncompared() {
      return comparison.isImpossible;
    },
    status: () => ({
      ...(comparison.contradiction && { contradiction: comparison.contradiction.kind }),
      ...(comparison.isImpossible && { uncompared: true }),
    }),
    onCompared: comparison.found,
    onCosigned: witnessed.take,
    async take(note) {
      const refusal = await acknowledged.take(note).catch(onUntaken);
      // A kiosk on its first day has no trust list yet that could name a witness.
      const isNoWonder = refusal === "unsigned" && trust.witnessKeys().length === 0;
      if (refusal !== undefined && refusal !== known) log[isNoWonder ? "info" : "error"]({ refusal }, "acknowledgement not believed");
      known = refusal ?? undefined;
    },
    async close() {
      await comparison.close();
      await witnessed.close();
      await retention.close();
      await acknowledged.leave().catch(onFault);
    },
  };
}
