import { join } from "node:path";
import type { Logger } from "pino";
import { journalOrigin, journalSigner, type LogSigner } from "../core/checkpoint.ts";
import { JOURNAL_FAULTS } from "../core/faults/journal-faults.ts";
import { type Holding, wholeSize } from "../core/holding.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { PrivateKey } from "../core/signature.ts";
import { makeDeviceKey, readDeviceKey } from "../drivers/device-key.ts";
import { openJournal } from "../drivers/journal-files.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { sealedFolder } from "../drivers/sealed-folder.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import { inspectWithUsed } from "../drivers/used-inspection.ts";
import type { Journal, SealedParts } from "../ports.ts";
import { deviceKeyFile, type KioskConfig, ownDeviceKey } from "./config.ts";
import { CHECK_FILE, type JournalAudit, type JournalCheck, startJournalAudit } from "./journal-audit.ts";
import type { OwnComparison } from "./own-comparison.ts";
import { openReopening, type ReopeningJournal } from "./reopening-journal.ts";
import { type Sealing, startSealing } from "./sealing.ts";

/** Folder of sealed personal parts in the kiosk's data folder. */
export const SEALED_FOLDER = "sealed";

/** The kiosk's journal, the key that signs it, and the check that goes over it now and then. */
export interface KioskJournal {
  readonly journal: ReopeningJournal;
  readonly deviceKey: PrivateKey;
  readonly audit: JournalAudit;
  close(): Promise<unknown>;
}

/** Sealed parts of this kiosk, and what makes and removes them. */
export async function openSealing(
  config: KioskConfig,
  journal: Journal,
  holding: { readonly document: { readonly data: Holding }; readonly comparison: OwnComparison },
  log: Logger,
): Promise<{ readonly sealedParts: SealedParts; readonly sealing: Sealing }> {
  const sealedParts = sealedFolder(join(config.data, SEALED_FOLDER));
  const sealing = await startSealing({
    parts: sealedParts,
    // 20 ms and 9 MB, which a kiosk that seals nothing need not have.
    seal: async (key, inside, context) => (await import("../drivers/hpke.ts")).sealTo(key, inside, context),
    origin: journalOrigin(config.id),
    journal,
    acknowledgedSize: wholeSize(holding.document.data),
    comparison: holding.comparison,
    onFault: (error) => log.error(error, "sealed parts"),
  });
  return { sealedParts, sealing };
}

/** Opens the journal, or begins it, and starts to check it beside the scans. */
export async function openKioskJournal(config: KioskConfig, log: Logger): Promise<KioskJournal> {
  const deviceKey = await deviceKeyOf(config);
  const signer = journalSigner(config.id, deviceKey);
  const folder = join(config.data, "journal");
  let atStart: JournalCheck | undefined;
  const onDamage = (damage: Damage) => {
    atStart ??= { at: systemClock.now(), entries: damage.seq, damage };
    const { code } = JOURNAL_FAULTS["journal-damaged"];
    log.error({ code, damage }, "journal damaged: it goes on, and what is lost of it is named; see docs/journal.md");
  };
  const journal = await openReopening(
    () => open(folder, signer, log, onDamage),
    systemClock,
    (error) => log.error(error, "journal failed"),
  );
  const audit = startJournalAudit({
    inspect: () => inspectWithUsed(folder, signer.key, { isHome: true }),
    clock: systemClock,
    sleep: systemSleep,
    kept: keptFile(join(config.data, CHECK_FILE)),
    atStart,
    onDamage: (damage) => log.error({ damage }, "journal damaged: change nothing, see docs/journal.md"),
    onFault: (error) => log.warn(error, "journal not checked"),
  });
  return { journal, deviceKey, audit, close: () => audit.close().then(() => journal.close()) };
}

/** A kiosk that is told of no key, and so of no central, makes one for itself. */
async function deviceKeyOf(config: KioskConfig): Promise<PrivateKey> {
  const file = deviceKeyFile(config);
  if (ownDeviceKey(config) === undefined) return await makeDeviceKey(file);
  const key = await readDeviceKey(file);
  if (!key) throw new Error(`${file} is not there: it holds the device key, which signs the journal; run tram doctor`);
  return key;
}

async function open(folder: string, signer: LogSigner, log: Logger, onDamage: (damage: Damage) => void): Promise<Journal> {
  const journal = await openJournal(folder, signer);
  if (journal.dropped) log.warn({ torn: journal.dropped }, "journal: the end of an append that was never acknowledged was dropped");
  if (journal.damage) onDamage(journal.damage);
  if (journal.missingBytes > 0) log.error({ bytes: journal.missingBytes }, "journal: the last file was cut, entries may be gone");
  return journal;
}
