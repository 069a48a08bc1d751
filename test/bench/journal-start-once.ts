// A start with a long journal, in a process of its own: what the kiosk does until the first entry is on the disk, by the functions of its assembly
// and in their order, and then the comparison beside the scans.
import { readFileSync } from "node:fs";
import type { StartFigures } from "./journal.ts";

const { pino } = await import("pino");
const { parseConfig } = await import("../../src/kiosk/config.ts");
const { openKioskJournal, openSealing } = await import("../../src/kiosk/journal-assembly.ts");
const { openHolding, openKeeping } = await import("../../src/kiosk/keeping-assembly.ts");
const { readContacts } = await import("../../src/kiosk/contacts-written.ts");
const { openKioskTrust } = await import("../../src/kiosk/trust-assembly.ts");
const { systemClock, systemSleep } = await import("../../src/drivers/system-clock.ts");
const { anEntry } = await import("../support/entries.ts");

const [file = ""] = process.argv.slice(2);
const parsed = parseConfig(readFileSync(file, "utf8"));
if (!parsed.ok) throw new Error(parsed.problems.join());
const { config } = parsed;
const log = pino({ level: "error" }, pino.destination({ dest: 2, sync: true }));
const nothing = (): void => undefined;
globalThis.gc?.();
const before = process.memoryUsage.rss();
const startMs = performance.now();
const kept = await openKioskJournal(config, log);
const { journal, deviceKey } = kept;
const openedMs = performance.now();
const holding = await openHolding(config, kept, log);
const { sealing } = await openSealing(config, journal, holding, log);
const trust = await openKioskTrust({ config, journal, system: systemClock, sleep: systemSleep, log, onAppended: nothing });
const keeping = openKeeping({ config, journal, deviceKey, holding, trust, onGrown: nothing, log });
await readContacts(journal, trust.clock, systemClock.monotonicMs());
await journal.append(anEntry());
const appendedMs = performance.now();
const megabytes = (process.memoryUsage.rss() - before) / 1e6;
await holding.comparison.begin();
const comparedMs = performance.now();
if (!holding.comparison.goesOn) throw new Error("the bench's journal does not go on from what was signed of it");
const figures: StartFigures = {
  openMs: openedMs - startMs,
  appendMs: appendedMs - openedMs,
  compareMs: comparedMs - appendedMs,
  megabytes,
};
await trust.vault.close();
await keeping.close();
await trust.leave();
await sealing.close();
await kept.close();
console.log(JSON.stringify(figures));
