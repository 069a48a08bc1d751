import { join } from "node:path";
import type { LostEntry } from "../core/damaged-segment.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { JournalBeginning } from "../core/used-names.ts";
import type { StoredEntry } from "../ports.ts";
import { foldersIn } from "./backup-folder.ts";
import { surveyJournal } from "./damage-survey.ts";
import { nodeFileSystem } from "./file-system.ts";
import { JournalDamaged, listSegments, readHeader } from "./journal-folder.ts";
import { inspectJournal } from "./journal-inspection.ts";
import { readKeyFile, readLife } from "./journal-marks.ts";

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
 * The entries of the journals of devices that stood here before (one folder each), the oldest device first, every byte checked, with those that
 * are lost in their places. Changes nothing. Throws where entries were exchanged or taken away: what was used there would be forgotten unseen.
 * None where there is no such folder.
 */
export async function* inheritedEntries(folder: string): AsyncIterable<StoredEntry | LostEntry> {
  // `x`, `x--2`, … `x--10`: a later device has a longer name, or a later letter.
  const devices = [...(await foldersIn(folder))].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const device of devices) {
    for await (const part of inspectJournal(join(folder, device))) {
      if (part.kind === "entry") yield part.record;
      if (part.kind === "damage") yield* entriesFrom(join(folder, device), part.damage);
    }
  }
}

/** From the first damage on, past it and all others that a disk does. */
async function* entriesFrom(folder: string, { seq: from, ...first }: Damage): AsyncIterable<StoredEntry | LostEntry> {
  const demandRot = (damage: Damage) => {
    if (damage.problem !== "header-invalid" && damage.problem !== "record-invalid") throw new JournalDamaged(folder, damage);
  };
  demandRot({ seq: from, ...first });
  const key = await readKeyFile(folder, nodeFileSystem);
  for await (const part of surveyJournal(folder, Number.parseInt(first.file, 10), key === "invalid" ? undefined : key)) {
    if (part.kind !== "damage") {
      if (part.entry.seq >= from) yield part.entry;
      continue;
    }
    demandRot(part.damage);
    // How many are lost behind it nobody knows: it is said once.
    const { seq, problem } = part.damage;
    if (problem === "record-invalid") yield { seq, body: undefined, leaf: undefined, chain: undefined, damage: part.damage };
  }
}
