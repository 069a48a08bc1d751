import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Policy } from "../core/policy.ts";
import { USED_ONCE_FOLDER } from "../core/used-names.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { historyFolder } from "../drivers/history-index.ts";
import { inheritedBeginnings, inheritedEntries, inheritedName } from "../drivers/inherited-journals.ts";
import { readLife } from "../drivers/journal-marks.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { runFolder } from "../drivers/run-folder.ts";
import type { Journal } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { EVER_ONCE_FILE, type EverOnce, openEverOnce } from "./ever-once.ts";
import { type Memory, memoryOf } from "./memory.ts";
import { INHERITED_FOLDER } from "./provision-backup.ts";
import { DAY_KEYS_FILE, openDayKeys, type Pseudonyms, pseudonymsUnder, readPseudonymKey } from "./pseudonym.ts";
import { type GrowingHistory, loadHistory } from "./recent-history.ts";
import type { TrustedClock } from "./trusted-clock.ts";
import { openUsedOnce, type UsedOnce } from "./used-once.ts";

/** Folder of the indices of accepted names, in the data folder. */
const HISTORY_FOLDER = "history";

/** What this kiosk has of its past beside the journal, or has begun with it. */
export interface KeptMemory {
  /** The key of the names that stay. */
  readonly key: Uint8Array;
  readonly everOnce: EverOnce;
  readonly used: UsedOnce;
}

/** Opens that. Call it before anything is appended: what a journal begins with is made while it has no entry, and never again. */
export async function openKeptMemory({ id, data }: KioskConfig, journal: Pick<Journal, "size" | "firstSeq">): Promise<KeptMemory> {
  const life = await readLife(join(data, "journal"), nodeFileSystem);
  return {
    key: await readPseudonymKey(keptFile(join(data, "pseudonym.key")), journal.size, randomBytes),
    everOnce: await openEverOnce(keptFile(join(data, EVER_ONCE_FILE)), journal.firstSeq),
    used: openUsedOnce({ kiosk: id, life }, runFolder(join(data, USED_ONCE_FOLDER))),
  };
}

/** What this kiosk remembers of whom it has accepted, and under which names. */
export interface KioskMemory {
  readonly pseudonyms: Pseudonyms;
  /** Call it now and then: another day may have begun. */
  turnDay(): Promise<void>;
  /** What must be known by this policy, and by those of before. */
  memoryOf(policy: Policy): Memory;
  /** Call it before a policy counts. */
  loadHistory(policy: Policy): Promise<GrowingHistory>;
}

export interface KioskMemoryOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly kept: KeptMemory;
  readonly clock: TrustedClock;
  /** The policy in force at this moment. */
  readonly policy: () => Policy;
  readonly log: Logger;
}

/** Opens the keys of the days, and turns them to the present one. */
export async function openKioskMemory({ config, journal, kept, clock, policy, log }: KioskMemoryOptions): Promise<KioskMemory> {
  const { data } = config;
  const { key, everOnce, used } = kept;
  const remembered = (policy: Policy) => memoryOf(policy, everOnce.types());
  const dayKeys = await openDayKeys({
    file: keptFile(join(data, DAY_KEYS_FILE)),
    make: randomBytes,
    clock,
    rememberSeconds: () => remembered(policy()).recentSeconds,
    onDamage: () => log.error("pseudonym-days was damaged: what was accepted in the last days is not known again"),
    onFault: (error) => log.error(error, "day key not turned"),
  });
  const pseudonyms = pseudonymsUnder(key, dayKeys.current);
  const indices = historyFolder(join(data, HISTORY_FOLDER), (error) => log.error(error, "history index"));
  const inherited = join(data, INHERITED_FOLDER);
  return {
    pseudonyms,
    turnDay: dayKeys.turn,
    memoryOf: remembered,
    async loadHistory(policy) {
      await everOnce.learn(policy);
      const beginnings = { firstSeq: () => journal.firstSeq, inherited: await inheritedBeginnings(inherited) };
      return await loadHistory({
        journal,
        memory: remembered(policy),
        pseudonyms,
        indices,
        now: clock.certain,
        atLeast: clock.atLeast,
        before: {
          name: [await inheritedName(inherited), ...(await used.others())].join(" "),
          inherited: () => inheritedEntries(inherited),
          removed: () => used.names(beginnings),
        },
        onAnew: () => log.warn({ entries: journal.size }, "history index is made anew from the journal, scans wait for it"),
        onLost: ({ seq, damage }) => log.error({ seq, damage }, "entry lost: whom it accepted is not known, and may be accepted once more"),
        onFault: (error) => log.error(error, "history index"),
      });
    },
  };
}
