import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Policy } from "../core/policy.ts";
import { historyFolder } from "../drivers/history-index.ts";
import { inheritedEntries, inheritedName } from "../drivers/inherited-journals.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { runFolder } from "../drivers/run-folder.ts";
import type { Journal } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { memoryOf } from "./memory.ts";
import { INHERITED_FOLDER } from "./provision-backup.ts";
import { DAY_KEYS_FILE, openDayKeys, type Pseudonyms, pseudonymsUnder, readPseudonymKey } from "./pseudonym.ts";
import { type GrowingHistory, loadHistory } from "./recent-history.ts";
import type { TrustedClock } from "./trusted-clock.ts";
import { openUsedOnce, USED_ONCE_FOLDER } from "./used-once.ts";

/** Folder of the indices of accepted names, in the data folder. */
const HISTORY_FOLDER = "history";

/** What this kiosk remembers of whom it has accepted, and under which names. */
export interface KioskMemory {
  readonly pseudonyms: Pseudonyms;
  /** Call it now and then: another day may have begun. */
  turnDay(): Promise<void>;
  loadHistory(policy: Policy): Promise<GrowingHistory>;
}

export interface KioskMemoryOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly clock: TrustedClock;
  /** The policy in force at this moment. */
  readonly policy: () => Policy;
  readonly log: Logger;
}

/** Opens the keys of the names, and turns them to the present day. */
export async function openKioskMemory({ config, journal, clock, policy, log }: KioskMemoryOptions): Promise<KioskMemory> {
  const { data } = config;
  const key = await readPseudonymKey(keptFile(join(data, "pseudonym.key")), journal.size, randomBytes);
  const dayKeys = await openDayKeys({
    file: keptFile(join(data, DAY_KEYS_FILE)),
    make: randomBytes,
    clock,
    rememberSeconds: () => memoryOf(policy()).recentSeconds,
    onDamage: () => log.error("pseudonym-days was damaged: what was accepted in the last days is not known again"),
    onFault: (error) => log.error(error, "day key not turned"),
  });
  const pseudonyms = pseudonymsUnder(key, dayKeys.current);
  const indices = historyFolder(join(data, HISTORY_FOLDER), (error) => log.error(error, "history index"));
  const inherited = join(data, INHERITED_FOLDER);
  const used = openUsedOnce(config.id, runFolder(join(data, USED_ONCE_FOLDER)));
  return {
    pseudonyms,
    turnDay: dayKeys.turn,
    loadHistory: async (policy) =>
      await loadHistory({
        journal,
        memory: memoryOf(policy),
        pseudonyms,
        indices,
        now: clock.certain,
        atLeast: clock.atLeast,
        before: {
          name: await inheritedName(inherited),
          inherited: () => inheritedEntries(inherited),
          removed: () => used.names(() => journal.firstSeq),
        },
        onAnew: () => log.warn({ entries: journal.size }, "history index is made anew from the journal, scans wait for it"),
        onFault: (error) => log.error(error, "history index"),
      }),
  };
}
