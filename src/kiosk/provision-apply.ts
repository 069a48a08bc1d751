// `tram provision apply`: from a package in hand to a kiosk that is what it says, or to a kiosk that is as before.
import { displayJson } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { type Change, differencesOf } from "../core/provisioning/difference.ts";
import { fingerprintOf, isSameFingerprint } from "../core/provisioning/fingerprint.ts";
import { judgePackage } from "../core/provisioning/judge.ts";
import { type ProvisioningRefusal, type Refused, refused } from "../core/provisioning/refusal.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import { sha256 } from "../core/signature.ts";
import { type KioskConfig, ownDeviceKey, parseConfig } from "./config.ts";
import { enrol } from "./provision-enrolment.ts";
import { type Offer, rootFileName } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { settingsOf, withPackage } from "./provision-settings.ts";
import { changeLines, complain, EXIT_USAGE, tellRefusal } from "./provision-texts.ts";

/** What to apply, and where. */
export interface ApplyOptions {
  /** The configuration file; its folder takes the root, the package and the device key. */
  readonly config: string;
  /** Folder of journal and state on a kiosk that has no configuration yet. */
  readonly data: string;
  /** How many devices stood at the service point, with this one; absent: it is the first. A kiosk that is set up knows its own name. */
  readonly generation?: number;
  /** The fingerprint as it stands on the printed sheet, for scripts: nobody is asked then. */
  readonly yesFingerprint?: string;
  /** Folder that takes the request for enrolment. */
  readonly enrolmentTo?: string;
  readonly json?: boolean;
}

/** A kiosk's configuration as it is before. */
export interface Before {
  readonly config: KioskConfig;
  readonly settings: Settings;
}

/** Judges the offer, shows what will change, asks, applies, and draws the request for enrolment. Returns the exit code. */
export async function applyOffer(offer: Offer, options: ApplyOptions, parts: ProvisionParts): Promise<number> {
  const { json = false } = options;
  const before = await readBefore(options.config, parts);
  if (before === "unusable") return EXIT_USAGE;
  const planned = await plan(offer, before, options, parts);
  if (!planned.ok) return tellRefusal(planned, json, parts);
  const { kiosk, changes, toml, deviceKey, isKnown, isSame } = planned;
  const fingerprint = fingerprintOf("configuration", offer.offered.identity);
  const { out } = parts;
  const isUnchanged = isSame && changes.length === 0;
  if (!isUnchanged) {
    if (!json) out(summaryOf(offer, kiosk, before, changes));
    const refusal = await agree([fingerprint], isKnown, options, parts);
    if (refusal) return tellRefusal(refused(refusal), json, parts);
    try {
      // The key first: a configuration without its key would be a kiosk that cannot start.
      await parts.makeDeviceKey(deviceKey);
      await parts.replaceConfiguration(options.config, { toml, files: filesOf(offer) });
    } catch (error) {
      return tellRefusal(refused("storage", [error instanceof Error ? error.message : String(error)]), json, parts);
    }
  }
  const { serial, servicePoint, signer } = offer.offered;
  if (json)
    out(`${displayJson({ event: isUnchanged ? "unchanged" : "applied", kiosk, servicePoint, serial, signer, fingerprint, changes })}\n`);
  else out(isUnchanged ? "Máy đã có đúng cấu hình này / the kiosk has this very configuration\n" : doneText(serial));
  return await enrol({ kiosk, deviceKey, json, ...(options.enrolmentTo !== undefined && { to: options.enrolmentTo }) }, parts);
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

interface Plan {
  readonly ok: true;
  readonly kiosk: string;
  readonly changes: readonly Change[];
  readonly toml: string;
  readonly deviceKey: string;
  /** The signer is in the trust list and the root stays: a plain yes is enough. */
  readonly isKnown: boolean;
  /** This very package was taken before. */
  readonly isSame: boolean;
}

/** Everything that can be refused is refused here, before anything is written. */
async function plan(offer: Offer, before: Before | undefined, options: ApplyOptions, parts: ProvisionParts): Promise<Plan | Refused> {
  const folder = folderOf(options.config);
  const deviceKey = (before && ownDeviceKey(before.config)) ?? `${folder}/device-key.json`;
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
  const after = withPackage(before?.settings, kiosk, offer.offered, places);
  if (!after.ok) return refused("settings-invalid", after.problems);
  const changes = differencesOf(withoutProvenance(before?.settings ?? {}), withoutProvenance(after.value));
  return { ok: true, kiosk, changes, toml: after.toml, deviceKey, isKnown: judged.signer === "known", isSame: judged.signer === "same" };
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

/**
 * Undefined where the person who stands there agrees; else why not. Where the signer is not known, only one of these fingerprints will do.
 */
export async function agree(
  fingerprints: readonly string[],
  isKnown: boolean,
  { yesFingerprint }: Pick<ApplyOptions, "yesFingerprint">,
  { ask, out }: Pick<ProvisionParts, "ask" | "out">,
): Promise<ProvisioningRefusal | undefined> {
  const isAnyOf = (typed: string) => fingerprints.some((fingerprint) => isSameFingerprint(typed, fingerprint));
  if (yesFingerprint !== undefined) return isAnyOf(yesFingerprint) ? undefined : "fingerprint-wrong";
  if (isKnown) {
    const answer = await ask("Áp dụng? Apply? (c/y = có/yes, N = không/no) ");
    return /^(c|có|y|yes)$/i.test(answer?.normalize("NFC").trim() ?? "") ? undefined : "not-confirmed";
  }
  // Not shown here: who could read it off the screen would confirm what he has not compared.
  out(
    "Máy này chưa biết ai được phép cấu hình nó. Chỉ phiếu giấy mới chứng minh được: hãy gõ dấu vân tay (16 chữ) in trên phiếu.\n" +
      "This kiosk does not know yet who may configure it. Only the paper can prove it: type the fingerprint (16 letters) printed on the sheet.\n",
  );
  const typed = await ask("Dấu vân tay / fingerprint: ");
  if (typed === undefined || typed.trim() === "") return "not-confirmed";
  return isAnyOf(typed) ? undefined : "fingerprint-wrong";
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

function summaryOf({ offered }: Offer, kiosk: string, before: Before | undefined, changes: readonly Change[]): string {
  const which = before ? `${before.config.id} → ${kiosk}` : `(chưa cài đặt / not set up) → ${kiosk}`;
  const shown = changes.length > 0 ? changeLines(changes) : ["  (không có gì khác / nothing else changes)"];
  const lines = [`Cấu hình / configuration ${offered.serial}: ${which}`, ...shown];
  return `${lines.join("\n")}\n`;
}

function doneText(serial: number): string {
  return `Đã áp dụng cấu hình ${serial}. Khởi động lại máy: systemctl restart tram-kiosk\nConfiguration ${serial} is applied. Restart the kiosk: systemctl restart tram-kiosk\n`;
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
