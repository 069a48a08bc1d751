import { join } from "node:path";
import type { Logger } from "pino";
import { journalSigner } from "../core/checkpoint.ts";
import { type Holding, NO_HOLDING, parseHolding, wholeSize } from "../core/holding.ts";
import { SEGMENT_BYTES } from "../core/journal-header.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { reserveFile } from "../drivers/reserve-file.ts";
import { openState, type StateDocument } from "../drivers/state-document.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Journal } from "../ports.ts";
import { ACKNOWLEDGED_FILE, type Acknowledged, createAcknowledged } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import type { InForce } from "./in-force.ts";
import type { KioskJournal } from "./journal-assembly.ts";
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
  /** How the journal contradicts what was signed of it, as it was found at the start or since. */
  readonly contradiction: OwnContradiction | undefined;
  /** From now on nothing counts as held: the journal was found not to be the one that was signed. */
  readonly onContradicted: (found: OwnContradiction) => void;
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
  readonly holding: OpenedHolding;
  readonly trust: Pick<KioskTrust, "clock" | "witnessKeys" | "releasing" | "memoryOf"> & {
    readonly used: RetentionParts["used"];
    readonly inForce: { current(): Pick<InForce, "policy"> };
  };
  /** Told of each size that central is newly known to hold. */
  readonly onGrown: (size: number) => void;
  readonly log: Logger;
}

/** What is kept of acknowledgements, and how far it counts. */
export interface OpenedHolding {
  readonly document: StateDocument<Holding>;
  /** How many entries central is known to hold whole: none while the journal contradicts what was signed of it. */
  readonly wholeSize: number;
  readonly contradiction: OwnContradiction | undefined;
}

/** Opens what is kept of acknowledgements. Where it was damaged, central says it again, and until then everything stays. */
export async function openHolding(
  { id, data }: Pick<KioskConfig, "id" | "data">,
  { journal, deviceKey }: { readonly journal: Journal } & Pick<KioskJournal, "deviceKey">,
  log: Logger,
): Promise<OpenedHolding> {
  const document = await openState(join(data, ACKNOWLEDGED_FILE), parseHolding, NO_HOLDING);
  if (document.setAside !== undefined) log.error({ setAside: document.setAside }, "what central acknowledged was damaged, beginning anew");
  const witnessed = await keptFile(join(data, WITNESSED_FILE)).read();
  const contradiction = await findContradiction(journal, { holding: document.data, witnessed, key: journalSigner(id, deviceKey).key });
  if (!contradiction) return { document, wholeSize: wholeSize(document.data), contradiction };
  logContradiction(log, contradiction, journal);
  return { document, wholeSize: 0, contradiction };
}

function logContradiction(log: Logger, { kind, size }: OwnContradiction, journal: Pick<Journal, "size">): void {
  log.error(
    { kind, signed: size, entries: journal.size },
    "this is not the journal that was signed: change nothing, see docs/operating.md",
  );
}

/** Starts to remove what central has held for long enough. */
export function openKeeping({ config, journal, holding, trust, onGrown, log }: KeepingOptions): Keeping {
  const onFault = (error: unknown): void => log.error(error, "retention");
  let { contradiction } = holding;
  const acknowledged = createAcknowledged({
    kiosk: config.id,
    journal,
    keys: trust.witnessKeys,
    clock: trust.clock,
    isContradicted: () => contradiction !== undefined,
    kept: holding.document.data,
    keep: (kept) => holding.document.update(() => kept),
    onGrown,
    onLost: (size, before) => log.error({ size, before }, "central holds fewer entries than before: it was restored from an older copy"),
  });
  const witnessed = keepWitnessedNote({
    file: keptFile(join(config.data, WITNESSED_FILE)),
    keys: trust.witnessKeys,
    clock: systemClock,
    onFault: (error) => log.error(error, "cosigned checkpoint"),
  });
  const retention = startRetention({
    journal,
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
  return {
    acknowledged,
    retention,
    get contradiction() {
      return contradiction;
    },
    onContradicted(found) {
      if (!contradiction) logContradiction(log, found, journal);
      contradiction ??= found;
    },
    onCosigned: witnessed.take,
    async take(note) {
      const refusal = await acknowledged.take(note).catch(onFault);
      // A kiosk on its first day has no trust list yet that could name a witness.
      const isNoWonder = refusal === "unsigned" && trust.witnessKeys().length === 0;
      if (refusal !== undefined && refusal !== known) log[isNoWonder ? "info" : "error"]({ refusal }, "acknowledgement not believed");
      known = refusal ?? undefined;
    },
    async close() {
      await retention.close();
      await acknowledged.leave().catch(onFault);
    },
  };
}
