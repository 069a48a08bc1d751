// A configuration that somebody has agreed to on a kiosk which may not write its own: it is left in the data folder for a program that may
// (firmware/systemd/tram-order.service), and that judges it anew.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { errorCode } from "../drivers/libc.ts";
import type { KioskConfig } from "./config.ts";
import { applyOffer } from "./provision-apply.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { offerOnStick, PROVISION_FOLDER } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { readBefore } from "./provision-plan.ts";
import { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, tellRefusal } from "./provision-texts.ts";

/** Laid out as a stick. */
const ORDER_FOLDER = "configuration-order";

/** Replaces the configuration; where this account may not, leaves it as an order. `isKnown`: the trust list names its signer, without which nobody may order it. */
export function replaceOrOrder(
  { data }: Pick<KioskConfig, "data">,
  { replaceConfiguration }: Pick<ProvisionParts, "replaceConfiguration">,
  isKnown: () => boolean,
): ProvisionParts["replaceConfiguration"] {
  return async (file, change) => {
    try {
      await replaceConfiguration(file, change);
    } catch (error) {
      if (!mayNotWrite(error)) throw error;
      if (!isKnown())
        throw new Error("this signer is not in the trust list: stop the kiosk and run tram provision screen", { cause: error });
      const folder = join(data, ORDER_FOLDER, PROVISION_FOLDER);
      await rm(join(data, ORDER_FOLDER), { recursive: true, force: true });
      await nodeFileSystem.makeFolder(folder);
      for (const [name, bytes] of change.files) await replaceFile(join(folder, name), bytes);
    }
  };
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
    if (!offer.ok) return tellRefusal(offer, false, parts);
    const { data } = before.config;
    return (await applyOffer(offer, { config: file, data, yesKnown: true }, parts)) === EXIT_DONE ? EXIT_DONE : EXIT_REFUSED;
  } finally {
    // One that is refused today is refused tomorrow, and would stop the kiosk again and again.
    await rm(folder, { recursive: true, force: true });
  }
}

/** Walks the causes: durable files wrap what the system says. */
function mayNotWrite(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (["EROFS", "EACCES", "EPERM"].includes(errorCode(cause) ?? "")) return true;
  }
  return false;
}
