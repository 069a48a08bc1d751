// `tram provision restore`: a new device in the place of a dead one. It takes over what the service point is, and never who the device was.
import { displayJson, displayText } from "../core/display-text.ts";
import { differencesOf } from "../core/provisioning/difference.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { type ConfigurationPackage, openPackage } from "../core/provisioning/package.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import { sha256 } from "../core/signature.ts";
import { agree, folderOf } from "./provision-apply.ts";
import { BACKUP, BACKUP_FOLDER, INHERITED_FOLDER } from "./provision-backup.ts";
import { enrol } from "./provision-enrolment.ts";
import { rootFileName } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { type NewConfiguration, settingsOf, withPackage, withPlaces } from "./provision-settings.ts";
import { changeLines, tellRefusal } from "./provision-texts.ts";

/** Options of `tram provision restore`. */
export interface RestoreOptions {
  readonly config: string;
  readonly data: string;
  readonly from: string;
  /** The kiosk whose backup counts, where the stick has several. */
  readonly kiosk?: string;
  readonly generation?: number;
  readonly yesFingerprint?: string;
  readonly json?: boolean;
}

/** A backup that is whole. */
export interface OpenedBackup {
  readonly kiosk: string;
  readonly at: number;
  readonly listBytes: Uint8Array;
  /** A small file of it; undefined where it has none of this name. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  /** Copies the files below a prefix into a folder, durably. */
  readonly copy: (prefix: string, to: string) => Promise<void>;
}

/** What restoring needs from the new machine. */
export interface RestoreParts extends ProvisionParts {
  readonly backups: (folder: string) => Promise<readonly string[]>;
  readonly openBackup: (folder: string) => Promise<OpenedBackup | undefined>;
  /** True where a data folder has a journal. */
  readonly hasJournal: (data: string) => Promise<boolean>;
  readonly passphrase: () => Promise<string | undefined>;
  readonly unseal: (text: string, passphrase: string) => Promise<Uint8Array | undefined>;
  /** Writes a private file (0600), durably, in place of one that is there. */
  readonly writePrivate: (file: string, bytes: Uint8Array) => Promise<void>;
  /** What the trust bundle in a data folder is worth under this root, in a few words for people. */
  readonly trustWorth: (data: string, root: Uint8Array) => Promise<string>;
}

/** Restores. Until its last step this machine has no configuration: pulled out or cut at any moment, it is done again from the start. */
export async function restore(options: RestoreOptions, parts: RestoreParts): Promise<number> {
  const { json = false } = options;
  const planned = await plan(options, parts);
  if (!planned.ok) return tellRefusal(planned, json, parts);
  const { kiosk, backup, configuration, root, offered, deviceKey } = planned;
  if (!json) parts.out(summaryOf(backup, kiosk, configuration));
  const fingerprints = [
    fingerprintOf("backup", sha256(backup.listBytes)),
    ...(offered ? [fingerprintOf("configuration", offered.identity)] : []),
  ];
  const refusal = await agree(fingerprints, false, options, parts);
  if (refusal) return tellRefusal(refused(refusal), json, parts);
  const memory = await openMemory(backup, parts);
  if (memory === "passphrase-wrong") return tellRefusal(refused(memory), json, parts);
  try {
    if (memory) {
      await parts.writePrivate(`${options.data}/pseudonym.key`, memory);
      await backup.copy(BACKUP.journals, `${options.data}/${INHERITED_FOLDER}`);
    }
    // Not believed for being on the stick: the vault checks it from the root on, now and at every start.
    await backup.copy(BACKUP.trust, `${options.data}/trust`);
    const trust = await parts.trustWorth(options.data, root);
    await parts.makeDeviceKey(deviceKey);
    await parts.replaceConfiguration(options.config, { toml: configuration.toml, files: await filesOf(planned) });
    if (json) parts.out(`${displayJson({ event: "restored", kiosk, from: backup.kiosk, remembers: memory !== undefined, trust })}\n`);
    else parts.out(doneText(kiosk, backup.kiosk, memory !== undefined, trust));
  } catch (error) {
    return tellRefusal(refused("storage", [error instanceof Error ? error.message : String(error)]), json, parts);
  }
  return await enrol({ kiosk, deviceKey, json, to: options.from }, parts);
}

interface Plan {
  readonly ok: true;
  readonly kiosk: string;
  readonly backup: OpenedBackup;
  readonly configuration: NewConfiguration & { readonly ok: true };
  readonly root: Uint8Array;
  /** The signed package in the backup; undefined: the kiosk was set up by hand. */
  readonly offered: ConfigurationPackage | undefined;
  readonly deviceKey: string;
}

/** Everything that can be refused is refused here, before anything is written. */
async function plan(options: RestoreOptions, parts: RestoreParts): Promise<Plan | Refused> {
  if ((await parts.readText(options.config)) !== undefined || (await parts.hasJournal(options.data))) return refused("already-set-up");
  const names = await parts.backups(`${options.from}/${BACKUP_FOLDER}`);
  const wanted = options.kiosk === undefined ? names : names.filter((name) => name === options.kiosk);
  const [name] = wanted;
  if (name === undefined) return refused("missing", names);
  if (wanted.length > 1) return refused("ambiguous", wanted);
  const backup = await parts.openBackup(`${options.from}/${BACKUP_FOLDER}/${name}`);
  const [toml, root, message] = await Promise.all([BACKUP.configuration, BACKUP.root, BACKUP.package].map((file) => backup?.read(file)));
  const settings = toml && settingsOf(Buffer.from(toml).toString("utf8"));
  if (!backup || !settings || !root || !parts.isRoot(root)) return refused("backup-damaged");
  const opened = message && openPackage(message);
  if (opened && !opened.ok) return opened;
  const offered = opened?.value;
  const { servicePoint, generation } = deviceOf(backup.kiosk);
  const kiosk = nameOf({ servicePoint, generation: options.generation ?? generation + 1 });
  if (kiosk === undefined) return refused("settings-invalid", [`id: ${backup.kiosk} is too long for the name of a replacement`]);
  if (offered && (offered.servicePoint !== servicePoint || Buffer.compare(offered.rootSha256, sha256(root)) !== 0))
    return refused("backup-damaged");
  const deviceKey = `${folderOf(options.config)}/device-key.json`;
  const configuration = configurationOf(settings, { kiosk, offered, root, deviceKey, options });
  return configuration.ok
    ? { ok: true, kiosk, backup, configuration, root, offered, deviceKey }
    : refused("settings-invalid", configuration.problems);
}

/** The dead kiosk's configuration on the new machine. What was signed is taken from the package, whatever the file on the stick says. */
function configurationOf(
  settings: Settings,
  {
    kiosk,
    offered,
    root,
    deviceKey,
    options,
  }: Pick<Plan, "kiosk" | "offered" | "root" | "deviceKey"> & { readonly options: RestoreOptions },
): NewConfiguration {
  const folder = folderOf(options.config);
  const places = { data: options.data, deviceKey, root: `${folder}/${rootFileName(sha256(root))}`, package: `${folder}/${BACKUP.package}` };
  const moved = withPlaces(settings, kiosk, places);
  return moved.ok && offered ? withPackage(moved.value, kiosk, offered, places) : moved;
}

async function filesOf({ root, backup, offered }: Plan): Promise<ReadonlyMap<string, Uint8Array>> {
  const message = offered && (await backup.read(BACKUP.package));
  return new Map([[rootFileName(sha256(root)), root], ...(message ? ([[BACKUP.package, message]] as const) : [])]);
}

/** The key of the journal's pseudonyms; undefined where the backup has none, or where the person gives no passphrase. */
async function openMemory(
  backup: OpenedBackup,
  { passphrase, unseal }: RestoreParts,
): Promise<Uint8Array | undefined | "passphrase-wrong"> {
  const sealed = await backup.read(BACKUP.memory);
  const given = sealed && (await passphrase());
  if (!sealed || !given) return undefined;
  return (await unseal(Buffer.from(sealed).toString("utf8"), given)) ?? "passphrase-wrong";
}

function summaryOf(backup: OpenedBackup, kiosk: string, { value }: NewConfiguration & { readonly ok: true }): string {
  const { provisioning: _, ...shown } = value;
  const lines = [
    `Bản sao lưu của ${backup.kiosk} → máy mới ${kiosk} / backup of ${backup.kiosk} → new device ${kiosk}`,
    ...changeLines(differencesOf({}, shown)),
  ];
  return `${lines.join("\n")}\n`;
}

function doneText(kiosk: string, before: string, remembers: boolean, trust: string): string {
  const lines = [
    `Máy này là ${kiosk}, thay cho ${before}. Bộ tin cậy / trust bundle: ${trust}`,
    `This machine is ${kiosk}, in the place of ${before}. Start it: systemctl restart tram-kiosk`,
    remembers
      ? "Máy nhớ mọi thứ đã dùng ở máy cũ cho đến lúc sao lưu. / It remembers what was used at the old one until the backup."
      : "Máy KHÔNG nhớ gì đã dùng ở máy cũ: toa thuốc đã phát có thể được nhận lại. / It does NOT remember what was used at the old one: a prescription that was filled could be taken again.",
  ];
  return `${lines.map(displayText).join("\n")}\n`;
}
