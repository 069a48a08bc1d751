import { areUsedNames, NO_USED_NAMES, type UsedName, withUsedNames } from "../core/used-names.ts";
import type { KeptFile } from "../ports.ts";

/** Name of the file in the data folder. */
export const USED_ONCE_FILE = "used-once";

/**
 * What is kept of removed entries: names that were good for one time only. Undefined where no entry was ever removed. Throws where the file is
 * missing or damaged: a prescription that was filled would be as good as new.
 */
export async function readUsedOnce(file: KeptFile, hasRemoved: boolean): Promise<Uint8Array | undefined> {
  const kept = await file.read();
  if (kept && areUsedNames(kept)) return kept;
  if (!kept && !hasRemoved) return undefined;
  const what = kept ? "damaged" : "missing";
  throw new Error(`used-once is ${what}, and without it this kiosk cannot tell what was used before: docs/operating.md, used-once`);
}

/** Adds names; resolves when they would survive a power cut. Throws as readUsedOnce(), and where they would be too many. */
export async function keepUsedOnce(file: KeptFile, hasRemoved: boolean, names: readonly UsedName[]): Promise<void> {
  const kept = await readUsedOnce(file, hasRemoved);
  if (kept && names.length === 0) return;
  const grown = withUsedNames(kept ?? NO_USED_NAMES, names);
  if (!grown) throw new Error("used-once: is full, old entries stay");
  await file.replace(grown);
}
