import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import { offerTime } from "../support/offer-time.ts";
import { ISSUERS, LISTS, PLACES } from "./big-bundle.ts";
import { BigOffice } from "./big-office.ts";
import { median } from "./figures.ts";

/** What one start took. */
export interface OpenedInNumbers {
  readonly ms: number;
  /** Most resident memory of the process until then, and what it has afterwards. */
  readonly peakBytes: number;
  readonly keptBytes: number;
  readonly keys: number;
  readonly lists: number;
}

const ROUNDS = 9;
const MIB = 1_048_576;

/**
 * A whole bundle read from the disk, verified from the kiosk's own root on and made ready for scans, in a new process each time. Memory is
 * counted from the same program without a vault. Goals: below 2 s and 64 MiB.
 */
export async function benchTrustLoad(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  try {
    return await measure(join(folder, "trust"), join(folder, "root.json"), join(folder, "repository"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string, rootFile: string, repository: string): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1000);
  const office = new BigOffice(repository, now);
  const root = await office.begin();
  await office.publish();
  writeFileSync(rootFile, root);
  const vault = await openTrustVault({ folder, root, floor: NO_VERSIONS, demo: false });
  const update = await vault.update({ kind: "folder", path: repository }, offerTime(now), NO_VERSIONS);
  await vault.close();
  if (update.kind !== "updated") throw new Error(`trust-load: no bundle: ${JSON.stringify(update)}`);
  const rounds = Array.from({ length: ROUNDS }, () => ({ empty: emptyPeak(), without: run(), opened: run(folder, rootFile) }));
  const [first] = rounds;
  if (first?.opened.keys !== ISSUERS + 1 || first.opened.lists !== LISTS) throw new Error("trust-load: not everything was loaded");
  const figures = (figure: (round: (typeof rounds)[number]) => number, unit: string) => {
    const all = rounds.map(figure);
    return `median ${median(all).toFixed(0)} ${unit}, most ${Math.max(...all).toFixed(0)} ${unit}`;
  };
  const bytes = readdirSync(join(folder, "targets")).reduce((sum, name) => sum + statSync(join(folder, "targets", name)).size, 0);
  return [
    `${ISSUERS} keys and ${LISTS} lists of ${PLACES / 1e6} M, ${(bytes / 1e6).toFixed(1)} MB on the disk; ${ROUNDS} new processes`,
    `time: ${figures(({ opened }) => opened.ms, "ms")} (goal: below 2000 ms)`,
    `memory at its most: ${figures(({ opened, without }) => (opened.peakBytes - without.peakBytes) / MIB, "MiB")} more than without (goal: below 64 MiB)`,
    `memory afterwards: ${figures(({ opened, without }) => (opened.keptBytes - without.keptBytes) / MIB, "MiB")} more than without`,
    `the program itself, from its sources: ${figures(({ without, empty }) => (without.peakBytes - empty) / MIB, "MiB")} more than an empty process`,
  ];
}

/** Most memory of a process that does nothing, in bytes. */
function emptyPeak(): number {
  return 1024 * Number(execFileSync(process.execPath, ["--eval", "console.log(process.resourceUsage().maxRSS)"], { encoding: "utf8" }));
}

function run(...args: readonly string[]): OpenedInNumbers {
  const program = fileURLToPath(new URL("trust-load-once.ts", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: "utf8" })) as OpenedInNumbers;
}
