// What the set-up screen looks for on a stick before it reads anything of it.
import { BACKUP_FOLDER } from "./provision-backup.ts";
import { PACKAGE_SUFFIX, PROVISION_FOLDER } from "./provision-offer.ts";
import type { ReplacementParts } from "./provision-replacement.ts";

/** What each of these sticks has for us, by its folder: other names are another offer. */
export async function marksOf(folders: readonly string[], parts: ReplacementParts): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  for (const folder of folders) marks.set(folder, (await namesOn(folder, parts)).join("\n"));
  return marks;
}

async function namesOn(folder: string, parts: ReplacementParts): Promise<readonly string[]> {
  const [packages = [], backups = []] = await Promise.all([
    parts.list(`${folder}/${PROVISION_FOLDER}`),
    parts.list(`${folder}/${BACKUP_FOLDER}`),
  ]);
  return [...packages.filter((name) => name.endsWith(PACKAGE_SUFFIX)), ...backups.map((name) => `backup ${name}`)];
}
