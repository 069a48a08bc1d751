import { basename, dirname, join, resolve } from "node:path";
import { kioskOf } from "../core/checkpoint.ts";
import type { Damage, JournalPart } from "../core/journal-scan.ts";
import type { NoteKey } from "../core/signed-note.ts";
import {
  decodeRun,
  type JournalBeginning,
  missingRun,
  parseRunName,
  type RunRange,
  runName,
  USED_ONCE_FOLDER,
} from "../core/used-names.ts";
import { nodeFileSystem } from "./file-system.ts";
import { inspectJournal } from "./journal-inspection.ts";
import { isLifeWhole, LIFE_FILE, readLife } from "./journal-marks.ts";
import { runFolder } from "./run-folder.ts";

/** Runs are merged seldom: whose file has gone each time it was looked for is not being merged. */
const LOOKS = 3;

/** A kiosk's own journal is called so; what lies beside a folder of another name is of the journal that took its place. */
export function hasItsOwnBeside(folder: string): boolean {
  return basename(resolve(folder)) === "journal";
}

/**
 * Checks a journal as inspectJournal() does, and then what is kept beside its folder of removed entries, every byte. `isHome`: the folder is where
 * its kiosk keeps it, so all of that must be there; of a copy it must where there is some of it.
 */
export async function* inspectWithUsed(folder: string, key?: NoteKey, { isHome = false } = {}): AsyncGenerator<JournalPart> {
  let firstSeq = 0;
  const life = await readLife(folder, nodeFileSystem);
  const beside = join(dirname(resolve(folder)), USED_ONCE_FOLDER);
  for await (const part of inspectJournal(folder, key)) {
    if (part.kind === "begin") firstSeq = part.end.tree.size;
    const kiosk = part.kind === "end" && part.key ? kioskOf(part.key.name) : undefined;
    const journal = kiosk !== undefined && hasItsOwnBeside(folder) ? { kiosk, life, firstSeq } : undefined;
    const damage = part.kind === "end" ? ((await lifeDamage(folder)) ?? (await usedDamage(beside, journal, isHome))) : undefined;
    yield damage ? { kind: "damage", damage } : part;
  }
}

/** Said before what it makes look as if it were missing. */
async function lifeDamage(folder: string): Promise<Damage | undefined> {
  return (await isLifeWhole(folder, nodeFileSystem)) ? undefined : { problem: "life-invalid", file: LIFE_FILE, offset: 0, seq: 0 };
}

async function usedDamage(folder: string, journal: JournalBeginning | undefined, isHome: boolean): Promise<Damage | undefined> {
  const files = runFolder(folder);
  for (let looks = 1; ; looks++) {
    const runs = (await files.list()).flatMap(({ name }) => parseRunName(name) ?? []);
    const missing = journal && (isHome || runs.length > 0) ? missingRun(journal, runs) : undefined;
    if (missing) return damageOf("used-once-missing", missing);
    let gone: RunRange | undefined;
    for (const run of runs) {
      const bytes = await files.read(runName(run));
      if (!bytes) gone ??= run;
      else if (!decodeRun(run, bytes)) return damageOf("used-once-damaged", run);
      await new Promise((resolve) => setImmediate(resolve)); // scans go on
    }
    if (!gone) return undefined;
    if (looks === LOOKS) return damageOf("used-once-missing", gone);
  }
}

function damageOf(problem: "used-once-damaged" | "used-once-missing", run: RunRange): Damage {
  return { problem, file: `../${USED_ONCE_FOLDER}/${runName(run)}`, offset: 0, seq: run.from };
}
