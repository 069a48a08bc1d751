// From a backup on a stick to a new device in the place of a dead one. It takes over what the service point is, and never who the device was.
import { type ConfigurationPackage, openPackage } from "../core/provisioning/package.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import { sha256 } from "../core/signature.ts";
import { BACKUP, BACKUP_FOLDER, INHERITED_FOLDER } from "./provision-backup.ts";
import { rootFileName } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { folderOf } from "./provision-plan.ts";
import { settingsOf } from "./provision-settings.ts";
import { type Papers, papersFor, type Vouched } from "./provision-vouching.ts";
import { DAY_KEYS_FILE, KEY_BYTES } from "./pseudonym.ts";

/** Which backup is to become which device. */
export interface ReplacementOptions {
  readonly config: string;
  readonly data: string;
  readonly from: string;
  /** The kiosk whose backup counts, where the stick has several. */
  readonly kiosk?: string;
  readonly generation?: number;
}

/** A backup that is whole. */
export interface OpenedBackup {
  readonly kiosk: string;
  readonly at: number;
  readonly listBytes: Uint8Array;
  /** A small file of it; `damaged` where it reads otherwise than its list says. */
  readonly read: (name: string) => Promise<Uint8Array | "none" | "damaged">;
  /** Copies the files below a prefix into a folder, durably; false where one reads otherwise than its list says, and is not there then. */
  readonly copy: (prefix: string, to: string) => Promise<boolean>;
}

/** What restoring needs from the new machine, beside a person. */
export interface ReplacementParts extends ProvisionParts {
  readonly backups: (folder: string) => Promise<readonly string[]>;
  readonly openBackup: (folder: string) => Promise<OpenedBackup | undefined>;
  /** True where a data folder has a journal. */
  readonly hasJournal: (data: string) => Promise<boolean>;
  readonly unseal: (text: string, passphrase: string) => Promise<Uint8Array | undefined>;
  /** Writes a private file (0600), durably, in place of one that is there. */
  readonly writePrivate: (file: string, bytes: Uint8Array) => Promise<void>;
  /** What the trust bundle in a data folder is worth under this root, in a few words for people. */
  readonly trustWorth: (data: string, root: Uint8Array) => Promise<string>;
}

/** The backup of a dead kiosk: what was read of it is held, so that what is applied is what was shown, whatever stick is in by then. */
export interface DeadKiosk {
  readonly ok: true;
  readonly backup: OpenedBackup;
  readonly settings: Settings;
  readonly root: Uint8Array;
  /** The signed package in the backup; undefined: the kiosk was set up by hand. */
  readonly message: Uint8Array | undefined;
  readonly offered: ConfigurationPackage | undefined;
  /** The backup has the key under which the old journal names what was used, sealed with a passphrase. */
  readonly hasMemory: boolean;
}

/** What restoring would do; nothing is written yet. */
export interface Replacement {
  readonly ok: true;
  readonly kiosk: string;
  readonly dead: DeadKiosk;
  /** Which paper is in somebody's hand decides what is taken over. */
  readonly papers: Papers;
  readonly deviceKey: string;
}

/** Reads the backup, once. What is read of it later is compared with the list that is held here. */
export async function readDeadKiosk(options: ReplacementOptions, parts: ReplacementParts): Promise<DeadKiosk | Refused> {
  if (await isSetUp(options, parts)) return refused("already-set-up");
  const names = await parts.backups(`${options.from}/${BACKUP_FOLDER}`);
  const wanted = options.kiosk === undefined ? names : names.filter((name) => name === options.kiosk);
  const [name] = wanted;
  if (name === undefined) return refused("missing", names);
  if (wanted.length > 1) return refused("ambiguous", wanted);
  const backup = await parts.openBackup(`${options.from}/${BACKUP_FOLDER}/${name}`);
  const [toml, root, found] = await Promise.all([BACKUP.configuration, BACKUP.root, BACKUP.package].map((file) => backup?.read(file)));
  const settings = toml instanceof Uint8Array && settingsOf(Buffer.from(toml).toString("utf8"));
  if (!backup || !settings || !(root instanceof Uint8Array) || !parts.isRoot(root) || found === "damaged") return refused("backup-damaged");
  const message = found instanceof Uint8Array ? found : undefined;
  const opened = message && openPackage(message);
  if (opened && !opened.ok) return opened;
  const offered = opened?.value;
  const { servicePoint } = deviceOf(backup.kiosk);
  if (offered && (offered.servicePoint !== servicePoint || Buffer.compare(offered.rootSha256, sha256(root)) !== 0))
    return refused("backup-damaged");
  return { ok: true, backup, settings, root, message, offered, hasMemory: (await backup.read(BACKUP.memory)) !== "none" };
}

/** What restoring from this backup would do. Everything else that can be refused is refused here, before anything is written. */
export function planReplacement(
  dead: DeadKiosk,
  { config, data, generation }: Pick<ReplacementOptions, "config" | "data" | "generation">,
): Replacement | Refused {
  const { backup, root, settings, offered } = dead;
  const before = deviceOf(backup.kiosk);
  const kiosk = nameOf({ servicePoint: before.servicePoint, generation: generation ?? before.generation + 1 });
  if (kiosk === undefined) return refused("settings-invalid", [`id: ${backup.kiosk} is too long for the name of a replacement`]);
  const folder = folderOf(config);
  const deviceKey = `${folder}/device-key.json`;
  const places = { data, deviceKey, root: `${folder}/${rootFileName(sha256(root))}`, package: `${folder}/${BACKUP.package}` };
  const vouched = papersFor({ settings, offered, listBytes: backup.listBytes }, kiosk, places);
  if (!vouched.ok) return refused("settings-invalid", vouched.problems);
  return { ok: true, kiosk, dead, papers: vouched.papers, deviceKey };
}

/** What was restored: whether it remembers what was used, and what its trust bundle is worth. */
export interface Restored {
  readonly ok: true;
  readonly remembers: boolean;
  readonly trust: string;
}

/**
 * Restores by a plan to which somebody has agreed, as much as his paper vouches for. Until its last step this machine has no configuration: pulled out or cut at any moment,
 * it is done again from the start. `passphrase`: undefined or empty leaves the memory out.
 */
export async function applyRestore(
  { dead, deviceKey }: Replacement,
  { configuration }: Vouched,
  { data, config }: Pick<ReplacementOptions, "config" | "data">,
  passphrase: string | undefined,
  parts: ReplacementParts,
): Promise<Restored | Refused> {
  const { backup, root } = dead;
  if (!configuration.ok) return refused("sheet-incomplete", configuration.problems);
  if (await isSetUp({ config, data }, parts)) return refused("already-set-up");
  const memory = await openMemory(backup, passphrase, parts);
  if (memory === "passphrase-wrong" || memory === "backup-damaged") return refused(memory);
  try {
    if (memory) {
      await parts.writePrivate(`${data}/pseudonym.key`, memory.subarray(0, KEY_BYTES));
      if (memory.length > KEY_BYTES) await parts.writePrivate(`${data}/${DAY_KEYS_FILE}`, memory.subarray(KEY_BYTES));
      if (!(await backup.copy(BACKUP.journals, `${data}/${INHERITED_FOLDER}`))) return refused("backup-damaged");
      if (!(await backup.copy(BACKUP.removed, data))) return refused("backup-damaged");
    }
    // Not believed for being on the stick: the vault checks it from the root on, now and at every start.
    if (!(await backup.copy(BACKUP.trust, `${data}/trust`))) return refused("backup-damaged");
    const trust = await parts.trustWorth(data, root);
    await parts.makeDeviceKey(deviceKey);
    await parts.replaceConfiguration(config, { toml: configuration.toml, files: filesOf(dead) });
    return { ok: true, remembers: memory !== undefined, trust };
  } catch (error) {
    return refused("storage", [error instanceof Error ? error.message : String(error)]);
  }
}

async function isSetUp({ config, data }: Pick<ReplacementOptions, "config" | "data">, parts: ReplacementParts): Promise<boolean> {
  return (await parts.readText(config)) !== undefined || (await parts.hasJournal(data));
}

function filesOf({ root, message }: DeadKiosk): ReadonlyMap<string, Uint8Array> {
  return new Map([[rootFileName(sha256(root)), root], ...(message ? ([[BACKUP.package, message]] as const) : [])]);
}

/** The keys of the journal's names; undefined where the backup has none, or where the person gives no passphrase. */
async function openMemory(
  backup: OpenedBackup,
  passphrase: string | undefined,
  { unseal }: ReplacementParts,
): Promise<Uint8Array | undefined | "passphrase-wrong" | "backup-damaged"> {
  const sealed = await backup.read(BACKUP.memory);
  // Not "no memory": what was used at the old kiosk would be taken again, and nobody would know.
  if (sealed === "damaged") return "backup-damaged";
  if (sealed === "none" || !passphrase) return undefined;
  return (await unseal(Buffer.from(sealed).toString("utf8"), passphrase)) ?? "passphrase-wrong";
}
