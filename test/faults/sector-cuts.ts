// Thousands of power cuts of a disk in memory that loses and reorders single sectors (sector-disk.ts), at every step of a journal's life.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hexOf } from "../../src/core/hex.ts";
import { type JournalFiles, openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import type { Chance } from "./chance.ts";
import { SectorDisk } from "./sector-disk.ts";
import { demand, type Outcome, type Trial } from "./suite.ts";
import { cutUsedNames } from "./used-cuts.ts";

const CUTS = 5000;
const CUTS_PER_JOURNAL = 50;
const LIVES_OF_NAMES = 100;
const SEGMENT_BYTES = 16_384;
/** The power goes within so many calls that change the disk. */
const CALLS = 90;

/** Cuts the power of a disk in memory. */
export async function trySectorCuts({ folder, chance, rounds }: Trial): Promise<Outcome> {
  const figures = { cuts: 0, entriesAcknowledged: 0, tornTails: 0, releases: 0 };
  for (let left = rounds(CUTS); left > 0; left -= CUTS_PER_JOURNAL) {
    const place = join(folder, String(left));
    mkdirSync(place); // for the lock, which is the kernel's
    const life = await liveWith(new SectorDisk(chance), place, chance, Math.min(left, CUTS_PER_JOURNAL));
    figures.cuts += life.cuts;
    figures.entriesAcknowledged += life.entriesAcknowledged;
    figures.tornTails += life.tornTails;
    figures.releases += life.releases;
  }
  const used = { livesOfNames: 0, nameCuts: 0, namesKept: 0, merges: 0 };
  for (; used.livesOfNames < rounds(LIVES_OF_NAMES); used.livesOfNames++) {
    const { nameCuts = 0, namesKept = 0, merges = 0 } = await cutUsedNames(chance.named(`names ${used.livesOfNames}`));
    used.nameCuts += nameCuts;
    used.namesKept += namesKept;
    used.merges += merges;
  }
  return { kind: "tried", figures: { ...figures, ...used } };
}

async function liveWith(disk: SectorDisk, folder: string, chance: Chance, cuts: number) {
  const acknowledged = new Map<number, string>();
  const figures = { cuts: 0, entriesAcknowledged: 0, tornTails: 0, releases: 0 };
  for (; figures.cuts < cuts; figures.cuts++) {
    disk.cutAfter(chance.below(CALLS));
    const journal = await untilDead(disk, () => openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES, files: disk }));
    while (journal && !disk.isDead) {
      await untilDead(disk, () => appendSome(journal, chance, acknowledged));
      if (!disk.isDead && chance.happens(0.01)) {
        const released = await untilDead(disk, () => journal.release(journal.size - 1 - chance.below(100)));
        if (released !== undefined) figures.releases++;
      }
    }
    await journal?.close().catch(() => undefined);
    disk.repower();
    if (await demandAll(disk, folder, acknowledged)) figures.tornTails++;
  }
  return { ...figures, entriesAcknowledged: acknowledged.size };
}

/** What a dead disk rejects is no fault; everything else is. */
async function untilDead<T>(disk: SectorDisk, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (disk.isDead) return undefined;
    throw error;
  }
}

async function appendSome(journal: JournalFiles, chance: Chance, acknowledged: Map<number, string>): Promise<void> {
  const appends = Array.from({ length: 1 + chance.below(6) }, async () => {
    const { seq, chain } = await journal.append(anEntry({ issuer: "x".repeat(chance.below(400)), durationMs: chance.below(9999) }));
    acknowledged.set(seq, hexOf(chain));
  });
  const [failed] = (await Promise.allSettled(appends)).filter((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** True where the cut had torn something that nobody was told of. */
async function demandAll(disk: SectorDisk, folder: string, acknowledged: ReadonlyMap<number, string>): Promise<boolean> {
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SEGMENT_BYTES, files: disk });
  const { firstSeq, size, dropped } = journal;
  const chains = new Map<number, string>();
  for await (const { seq, chain } of journal.read(firstSeq)) chains.set(seq, hexOf(chain));
  await journal.close();
  demand(chains.size === size - firstSeq, "a journal can be read from its first entry to its last");
  for (const [seq, chain] of acknowledged)
    demand(seq < firstSeq || chains.get(seq) === chain, `entry ${seq} was acknowledged, and is there after the power was cut`);
  const lines: string[] = [];
  const inspect: typeof inspectJournal = (place, key) => inspectJournal(place, key, disk);
  const exit = await verifyJournal(inspect, folder, { json: true }, (line) => void lines.push(line));
  demand(exit === 0, `the journal is whole after the power was cut: ${lines.join("\n")}`);
  return dropped !== undefined;
}
