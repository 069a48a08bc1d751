// What a kiosk remembers of a long journal where every entry was good for one time only: the index of it, and a start with that.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { UnnumberedBody } from "../../src/core/journal-event.ts";
import type { Policy } from "../../src/core/policy.ts";
import { historyFolder } from "../../src/drivers/history-index.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { type GrowingHistory, loadHistory } from "../../src/kiosk/recent-history.ts";
import type { Journal } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { historyParts } from "../support/names.ts";
import { median } from "./figures.ts";

const ONCE: Policy = { id: "pharmacy", once: ["prescription"] };
const LOOK_UPS = 20_000;

/** The floors, as a kiosk says them now and then. */
export const A_FLOOR: UnnumberedBody = {
  ...{ at: 1_795_437_065, reason: "event-floor", root: 1, timestamp: 40, snapshot: 12, targets: 11 },
  ...{ proven: 1_795_430_000, floor: 1_795_437_065, issued: 1_795_430_000, signed: 0, claimed: 1_795_437_065, leapt: 0, stood: 0 },
};

/** An accepted prescription, each under a name of its own. */
export function aPrescription(count: number): UnnumberedBody {
  const name = Buffer.alloc(16);
  name.writeUInt32LE(Math.imul(count, 2_654_435_761) >>> 0);
  name.writeUInt32LE(count, 8);
  return anEntry({ type: "prescription", credential: name.toString("base64url") });
}

/** What `history-start-once.ts` says. */
export interface HistoryFigures {
  readonly startMs: number;
  readonly megabytes: number;
}

/** The memory of a pharmacy, with its index in a folder beside the journal. */
export function benchHistory(journal: Journal, folder: string): Promise<GrowingHistory> {
  const indices = historyFolder(`${folder}-history`, (error) => {
    throw error;
  });
  return loadHistory({ ...historyParts(journal, ONCE, 1_795_437_065), indices });
}

/** Makes the index of a journal, asks it, and starts with it in processes of their own. */
export async function historyLines(folder: string): Promise<readonly string[]> {
  const journal = await openJournal(folder, TEST_SIGNER);
  const startMs = performance.now();
  const history = await benchHistory(journal, folder);
  const madeMs = performance.now() - startMs;
  const askedMs = performance.now();
  for (let count = 0; count < LOOK_UPS; count++) history.lastAccepted(count.toString(16).padStart(64, "0"));
  const each = ((performance.now() - askedMs) / LOOK_UPS) * 1000;
  await history.close();
  await journal.close();
  const program = fileURLToPath(new URL("history-start-once.ts", import.meta.url));
  const starts = Array.from({ length: 7 }, () => {
    const { stdout } = spawnSync(process.execPath, ["--expose-gc", program, folder], { encoding: "utf8" });
    return JSON.parse(stdout) as HistoryFigures;
  });
  const of = (member: keyof HistoryFigures) => median(starts.map((start) => start[member])).toFixed(1);
  return [
    `index of all of them for a policy with once: made in ${(madeMs / 1000).toFixed(1)} s; a question under 2 names ${each.toFixed(1)} µs`,
    `start with it, journal, floors and history, first append: ${of("startMs")} ms (aim: below 100 ms); ${of("megabytes")} MB more memory (aim: below 63 MB = 60 MiB)`,
  ];
}
