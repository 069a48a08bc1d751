import { join } from "node:path";
import type { JournalBeginning } from "../core/used-names.ts";
import type { StoredEntry } from "../ports.ts";
import { foldersIn } from "./backup-folder.ts";
import { nodeFileSystem } from "./file-system.ts";
import { JournalDamaged, listSegments, readHeader } from "./journal-folder.ts";
import { inspectJournal } from "./journal-inspection.ts";
import { readLife } from "./journal-marks.ts";

/** Another name where there are other journals of devices that stood here before: their files never change. */
export async function inheritedName(folder: string): Promise<string> {
  const devices = [...(await foldersIn(folder))].sort();
  const files = await Promise.all(devices.map(async (device) => [...((await nodeFileSystem.list(join(folder, device))) ?? [])].sort()));
  return JSON.stringify(devices.map((device, index) => [device, files[index]]));
}

/** Where the journals of devices that stood here before begin: what is before that, only the names tell that were kept of it. */
export async function inheritedBeginnings(folder: string): Promise<readonly JournalBeginning[]> {
  const beginnings: JournalBeginning[] = [];
  for (const device of await foldersIn(folder)) {
    const [first] = await listSegments(join(folder, device), nodeFileSystem);
    const header = first === undefined ? undefined : await readHeader(join(folder, device), first, nodeFileSystem);
    // What else is wrong with it, whoever reads the entries sees.
    if (header)
      beginnings.push({ kiosk: device, life: await readLife(join(folder, device), nodeFileSystem), firstSeq: header.before.size });
  }
  return beginnings;
}

/**
 * The entries of the journals of devices that stood here before (one folder each), the oldest device first, every byte checked. Changes nothing.
 * Throws where one is damaged: what was used there would be forgotten unseen. None where there is no such folder.
 */
export async function* inheritedEntries(folder: string): AsyncIterable<StoredEntry> {
  // `x`, `x--2`, … `x--10`: a later device has a longer name, or a later letter.
  const devices = [...(await foldersIn(folder))].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const device of devices) {
    for await (const part of inspectJournal(join(folder, device))) {
      if (part.kind === "entry") yield part.record;
      if (part.kind === "damage") throw new JournalDamaged(join(folder, device), part.damage);
    }
  }
}
