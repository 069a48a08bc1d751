// A configuration that somebody has agreed to on a kiosk which may not write its own: it is left in the data folder for a program that may
// (firmware/systemd/tram-order.service), and that judges it anew.
import { access, constants, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { PROVISIONING_REFUSALS, type ProvisioningRefusal, type Refused, refused } from "../core/provisioning/refusal.ts";
import { ASIDE, replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { errorCode } from "../drivers/libc.ts";
import type { KioskConfig } from "./config.ts";
import { parseJson } from "./json-bytes.ts";
import { applyOffer } from "./provision-apply.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { offerOnStick, PROVISION_FOLDER } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { planOffer, readBefore } from "./provision-plan.ts";
import { EXIT_DONE, EXIT_USAGE, tellRefusal } from "./provision-texts.ts";

/** Laid out as a stick. */
const ORDER_FOLDER = "configuration-order";
/** Why the last was refused. */
const REFUSED_FILE = "configuration-refused.json";
const RefusedSchema = v.object({ refusal: v.pipe(v.string(), v.maxLength(64)) });

/**
 * Replaces the configuration; where this account may not, leaves it as an order, and says so. `isKnown`: the trust list names its signer, without
 * which nobody may order it.
 */
export function replaceOrOrder(
  { data }: Pick<KioskConfig, "data">,
  { replaceConfiguration }: Pick<ProvisionParts, "replaceConfiguration">,
  isKnown: () => boolean,
  onOrdered: () => void = () => undefined,
): ProvisionParts["replaceConfiguration"] {
  return async (file, change) => {
    try {
      await replaceConfiguration(file, change);
    } catch (error) {
      if (!mayNotWrite(error)) throw error;
      if (!isKnown())
        throw new Error("this signer is not in the trust list: stop the kiosk and run tram provision screen", { cause: error });
      await forgetRefusal(data);
      await leaveOrder(join(data, ORDER_FOLDER), change.files);
      onOrdered();
    }
  };
}

/** Whole or not at all: systemd watches for the folder by its name, and ends the kiosk at once. */
async function leaveOrder(place: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const [folder, aside] = [join(place, PROVISION_FOLDER), join(place, PROVISION_FOLDER + ASIDE)];
  await rm(place, { recursive: true, force: true });
  await nodeFileSystem.makeFolder(aside);
  for (const [name, bytes] of files) await replaceFile(join(aside, name), bytes);
  await rename(aside, folder);
  await nodeFileSystem.syncFolder(place);
}

/** `tram provision ordered`: exit code 0 applied, or nothing was ordered; 1 refused, and the order is gone; 2 the configuration cannot be used. */
export async function applyOrdered(file: string): Promise<number> {
  const parts = provisionParts();
  const before = await readBefore(file, parts);
  if (before === "unusable") return EXIT_USAGE;
  if (!before) return EXIT_DONE;
  const folder = join(before.config.data, ORDER_FOLDER);
  if (!(await parts.list(join(folder, PROVISION_FOLDER)))) return EXIT_DONE;
  try {
    const offer = await offerOnStick(folder, undefined, parts);
    if (!offer.ok) return await noteRefusal(before.config.data, offer, parts);
    const { data } = before.config;
    const plan = await planOffer(offer, before, { config: file, data }, parts);
    const failed = !plan.ok ? plan : plan.isUnchanged || plan.isKnown ? undefined : refused("signer-unknown");
    if (failed) return await noteRefusal(data, failed, parts);
    if ((await applyOffer(offer, { config: file, data, yesKnown: true }, parts)) === EXIT_DONE) return EXIT_DONE;
    return await noteRefusal(data, refused("storage"), parts);
  } finally {
    // One that is refused today is refused tomorrow, and would stop the kiosk again and again.
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nobody stands there to read it: the kiosk that starts next says it (core/status-faults.ts). */
async function noteRefusal(data: string, why: Refused, parts: ProvisionParts): Promise<number> {
  await replaceFile(join(data, REFUSED_FILE), Buffer.from(`${JSON.stringify({ refusal: why.refusal })}\n`, "utf8"));
  return tellRefusal(why, false, parts);
}

/** Why the last order was refused; undefined: it was carried out, or there was none. */
export async function orderRefused({ data }: Pick<KioskConfig, "data">): Promise<ProvisioningRefusal | undefined> {
  const bytes = await readFile(join(data, REFUSED_FILE)).catch(() => undefined);
  const parsed = bytes && v.safeParse(RefusedSchema, parseJson(bytes));
  const name = parsed?.success ? parsed.output.refusal : undefined;
  return (Object.keys(PROVISIONING_REFUSALS) as ProvisioningRefusal[]).find((each) => each === name);
}

/** Somebody sees to it. */
export async function forgetRefusal(data: string): Promise<void> {
  await rm(join(data, REFUSED_FILE), { force: true });
}

/** Whether this account may replace the configuration: a kiosk that systemd runs may not (firmware/systemd/tram-kiosk.service, ProtectSystem). */
export async function mayReplace(file: string): Promise<boolean> {
  return await access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Walks the causes: durable files wrap what the system says. */
function mayNotWrite(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (["EROFS", "EACCES", "EPERM"].includes(errorCode(cause) ?? "")) return true;
  }
  return false;
}
