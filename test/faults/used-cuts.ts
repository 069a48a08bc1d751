// Power cuts while names out of removed entries are kept and their runs are merged, on a disk in memory that loses sectors (sector-disk.ts): offices
// of the fault suite do not live long enough for a merge.
import { runFolder } from "../../src/drivers/run-folder.ts";
import { openUsedOnce } from "../../src/kiosk/used-once.ts";
import type { Chance } from "./chance.ts";
import { SectorDisk } from "./sector-disk.ts";
import { demand, type Figures } from "./suite.ts";

const JOURNAL = { kiosk: "hanoi-01", life: "" };
const FOLDER = "/used-once";
/** So many are kept that all are merged some times. */
const REMOVALS = 40;
/** The power goes within so many calls that change the disk. */
const CALLS = 40;
const MOST_FILES = 10;

/** A kiosk's removals over years, its power cut now and then: every name that was kept is there, once or more. */
export async function cutUsedNames(chance: Chance): Promise<Figures> {
  const disk = new SectorDisk(chance);
  const figures = { nameCuts: 0, namesKept: 0, merges: 0 };
  const kept = new Set<string>();
  let files = 0;
  for (let from = 0; from < REMOVALS * 10; ) {
    disk.cutAfter(chance.below(CALLS));
    const used = openUsedOnce(JOURNAL, runFolder(FOLDER, disk));
    try {
      for (; from < REMOVALS * 10; from += 10) {
        const names = Array.from({ length: chance.below(5) }, (_, index) => ({ name: nameOf(from + index), at: from }));
        await used.keep({ from, until: from + 10, names });
        for (const { name } of names) kept.add(name);
        await used.merge();
        const { length } = await runFolder(FOLDER, disk).list();
        if (length < files) figures.merges++;
        files = length;
      }
    } catch (error) {
      if (!disk.isDead) throw error;
      figures.nameCuts++;
    }
    disk.repower();
    const known = new Set<string>();
    const beginnings = { firstSeq: () => from, inherited: [] };
    for await (const { name } of openUsedOnce(JOURNAL, runFolder(FOLDER, disk)).names(beginnings)) known.add(name);
    for (const name of kept) demand(known.has(name), `the name ${name} was kept, and is known after the power was cut`);
  }
  const left = (await runFolder(FOLDER, disk).list()).length;
  demand(left <= MOST_FILES, `names are merged: ${left} files`);
  return { ...figures, namesKept: kept.size };
}

function nameOf(number: number): string {
  return Buffer.from(String(number).padStart(16, "0"), "latin1").toString("base64url");
}
