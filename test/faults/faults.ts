// `npm run test:faults`: everything that can go wrong, often. README.md beside this file says what is tried and how.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chanceOf } from "./chance.ts";
import { tryFlippedBits } from "./flipped-bits.ts";
import { tryForgeries } from "./forgeries.ts";
import { tryFullDisks } from "./full-disk.ts";
import { tryKills } from "./kills.ts";
import { tryOfficeCuts } from "./office-cuts.ts";
import { tryPowerCuts } from "./power-cuts.ts";
import { tryRemovals } from "./removals.ts";
import { tryRestoredDisks } from "./restored-disks.ts";
import { trySectorCuts } from "./sector-cuts.ts";
import { trySticks } from "./sticks.ts";
import type { Figures, Outcome, Suite } from "./suite.ts";

const SUITES: Readonly<Record<string, Suite>> = {
  kills: tryKills,
  "power-cuts": tryPowerCuts,
  "sector-cuts": trySectorCuts,
  "office-cuts": tryOfficeCuts,
  removals: tryRemovals,
  sticks: trySticks,
  "full-disk": tryFullDisks,
  forgeries: tryForgeries,
  "restored-disks": tryRestoredDisks,
  "flipped-bits": tryFlippedBits,
};

/** More than the whole suite, for a night. */
const MAX_SHARE = 100;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    share: { type: "string", default: "1" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const share = Number(values.share);
const only = values.only?.split(",");
const names = Object.keys(SUITES).filter((name) => only?.includes(name) ?? true);
if (!Number.isSafeInteger(seed) || !(share > 0 && share <= MAX_SHARE) || names.length < (only?.length ?? 1)) {
  console.error(`usage: npm run test:faults -- [--seed N] [--share 0.1] [--only ${Object.keys(SUITES).join(",")}] [--json]`);
  process.exit(2);
}

// What is for people goes to the error output, so that --json is the JSON alone.
const say = (line: string) => console.error(line);
say(`faults: seed ${seed}, share ${share}`);
const results: Record<string, Outcome & { readonly seconds: number }> = {};
for (const name of names) {
  const folder = mkdtempSync(join(tmpdir(), `tram-faults-${name}-`));
  const startMs = performance.now();
  try {
    const outcome = await SUITES[name]?.({ folder, chance: chanceOf(seed, name), rounds: (whole) => Math.ceil(whole * share), say });
    if (!outcome) continue;
    const result = { ...outcome, seconds: Math.round((performance.now() - startMs) / 100) / 10 };
    results[name] = result;
    say(`${name}: ${result.kind === "skipped" ? `SKIPPED, ${result.why}` : figuresText(result.figures)} (${result.seconds} s)`);
    rmSync(folder, { recursive: true });
  } catch (error) {
    console.error(error);
    console.error(`faults: ${name} found something. Its folder is kept: ${folder}`);
    console.error(`faults: the same choices once more: npm run test:faults -- --only ${name} --seed ${seed} --share ${share}`);
    process.exit(1);
  }
}
if (values.json) console.log(JSON.stringify({ seed, share, suites: results }));
process.exit();

function figuresText(figures: Figures): string {
  return Object.entries(figures)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");
}
