// From a package in hand to what applying it would change; and the applying, which leaves the new configuration or the old one.
import { hexOf } from "../core/hex.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { type Change, differencesOf } from "../core/provisioning/difference.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { judgePackage } from "../core/provisioning/judge.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import { sha256 } from "../core/signature.ts";
import { deviceKeyFile, type KioskConfig, parseConfig } from "./config.ts";
import { type Offer, rootFileName } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { settingsOf, withPackage } from "./provision-settings.ts";
import { complain } from "./provision-texts.ts";

/** Where a configuration is to be applied, and to which device. */
export interface PlanOptions {
  /** The configuration file; its folder takes the root, the package and the device key. */
  readonly config: string;
  /** Folder of journal and state on a kiosk that has no configuration yet. */
  readonly data: string;
  /** How many devices stood at the service point, with this one; absent: it is the first. A kiosk that is set up knows its own name. */
  readonly generation?: number;
  /** What was chosen at a machine that has no configuration yet; it counts where the package says nothing. */
  readonly chosen?: () => Settings;
}

/** A kiosk's configuration as it is before. */
export interface Before {
  readonly config: KioskConfig;
  readonly settings: Settings;
}

/** The configuration in use; undefined where there is none, `unusable` where a person must look at it first. */
export async function readBefore(file: string, parts: Pick<ProvisionParts, "readText" | "err">): Promise<Before | undefined | "unusable"> {
  const toml = await parts.readText(file);
  if (toml === undefined) return undefined;
  const parsed = parseConfig(toml);
  const settings = settingsOf(toml);
  if (parsed.ok && settings) return { config: parsed.config, settings };
  const problems = parsed.ok ? ["(file): values that no package can carry"] : parsed.problems;
  complain(
    parts.err,
    `${file} có lỗi, nên không biết máy đang là máy nào; sửa tệp, hoặc đổi tên nó để cài đặt lại từ đầu:\n  ${problems.join("\n  ")}`,
    `${file} has problems, so this kiosk is nobody one knows; mend the file, or move it aside to begin anew`,
  );
  return "unusable";
}

/** What applying would do; nothing is written yet. */
export interface Plan {
  readonly ok: true;
  readonly offer: Offer;
  readonly kiosk: string;
  /** Of the package, as it stands on the printed sheet. */
  readonly fingerprint: string;
  readonly changes: readonly Change[];
  readonly toml: string;
  /** File of the device key. */
  readonly deviceKey: string;
  /** There was no configuration when this was planned. */
  readonly isFirst: boolean;
  /** The signer is in the trust list and the root stays: a plain yes is enough. */
  readonly isKnown: boolean;
  /** This very package was taken before, and nothing was changed since. */
  readonly isUnchanged: boolean;
}

/** Everything that can be refused is refused here, before anything is written. */
export async function planOffer(
  offer: Offer,
  before: Before | undefined,
  options: PlanOptions,
  parts: ProvisionParts,
): Promise<Plan | Refused> {
  const folder = folderOf(options.config);
  // The one that signs the journal: under another, the kiosk would not know its own journal.
  const deviceKey = before ? deviceKeyFile(before.config) : `${folder}/device-key.json`;
  const device = await parts.readDeviceKey(deviceKey);
  const judged = judgePackage(offer.offered, {
    now: parts.now(),
    device: device && keyThumbprint(device.publicKey),
    configured: before && (await configuredOf(before, parts)),
  });
  if (!judged.ok) return judged;
  if (!parts.isRoot(offer.root)) return refused("root-missing");
  const { servicePoint } = offer.offered;
  const kiosk = before?.config.id ?? nameOf({ servicePoint, generation: options.generation ?? 1 });
  if (kiosk === undefined) return refused("settings-invalid", [`id: ${servicePoint} is too long for the name of a replacement`]);
  const places = {
    data: options.data,
    deviceKey,
    root: `${folder}/${rootFileName(offer.offered.rootSha256)}`,
    package: `${folder}/${packageFileName(offer)}`,
  };
  const chosen = before ? {} : (options.chosen?.() ?? {});
  const after = withPackage(before?.settings, kiosk, offer.offered, places, chosen);
  if (!after.ok) return refused("settings-invalid", after.problems);
  const shown = withoutProvenance(after.value);
  const changes = before ? differencesOf(withoutProvenance(before.settings), shown) : firstChanges(chosen, shown);
  return {
    ok: true,
    offer,
    kiosk,
    fingerprint: fingerprintOf("configuration", offer.offered.identity),
    changes,
    toml: after.toml,
    deviceKey,
    isFirst: before === undefined,
    isKnown: judged.signer === "known",
    isUnchanged: judged.signer === "same" && changes.length === 0,
  };
}

/** Applies a plan to which somebody has agreed: the device key where there is none, then the configuration. Undefined: done. */
export async function applyPlan(
  { deviceKey, toml, offer, isFirst }: Plan,
  config: string,
  parts: ProvisionParts,
): Promise<Refused | undefined> {
  try {
    // Somebody else was faster; that this one replaces his was not asked.
    if (isFirst && (await parts.readText(config)) !== undefined) return refused("already-set-up");
    // The key first: a configuration without its key would be a kiosk that cannot start.
    await parts.makeDeviceKey(deviceKey);
    await parts.replaceConfiguration(config, { toml, files: filesOf(offer) });
    return undefined;
  } catch (error) {
    return refused("storage", [error instanceof Error ? error.message : String(error)]);
  }
}

async function configuredOf({ config }: Before, parts: ProvisionParts) {
  const root = await parts.readText(config.trust.root);
  return {
    servicePoint: deviceOf(config.id).servicePoint,
    rootSha256: root === undefined ? undefined : sha256(Buffer.from(root, "utf8")),
    taken: config.provisioning,
    signers: await parts.knownSigners(config),
  };
}

function filesOf(offer: Offer): ReadonlyMap<string, Uint8Array> {
  return new Map([
    [rootFileName(offer.offered.rootSha256), offer.root],
    [packageFileName(offer), offer.message],
  ]);
}

function packageFileName({ offered }: Offer): string {
  return `configuration-${hexOf(offered.identity).slice(0, 16)}.tramcfg`;
}

/** On a machine that has none everything is new; where the package says otherwise than was chosen at the machine, both are shown. */
function firstChanges(chosen: Settings, after: Settings): readonly Change[] {
  const overruled = new Map(differencesOf(chosen, after).map((change) => [change.path, change]));
  const all = differencesOf({}, after).map((change) => overruled.get(change.path) ?? change);
  const gone = [...overruled.values()].filter(({ after: becomes }) => becomes === undefined);
  return [...all, ...gone].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** What people need not compare: it differs each time. */
function withoutProvenance({ provisioning: _, ...settings }: Settings): Settings {
  return settings;
}

/** The folder of a file, by its path. */
export function folderOf(file: string): string {
  const end = file.lastIndexOf("/");
  return end < 0 ? "." : file.slice(0, end) || "/";
}
