import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bigShards, bigTrustList, ISSUERS, LISTS, PLACES } from "./big-bundle.ts";
import { median } from "./figures.ts";

/** What one loading took. */
export interface LoadedInNumbers {
  readonly ms: number;
  readonly parsingMs: number;
  /** Longest stretch of work between two places where the loader can be stopped, and between two turns of the event loop. */
  readonly longestStepMs: number;
  readonly longestTurnMs: number;
  /** What the process has grown by. */
  readonly megabytes: number;
  readonly keys: number;
  readonly lists: number;
}

const ROUNDS = 5;

/** A whole bundle made ready for scans, as at start: verified before. Aims: below 2 s and 64 MiB, and no scan waits for long. */
export async function benchTrustLoad(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const [list, shards] = [JSON.stringify(bigTrustList()), bigShards()];
  writeFileSync(join(folder, "trust-list.json"), list);
  for (const [index, shard] of shards.entries()) writeFileSync(join(folder, `status-${index}.bin`), shard);
  const program = fileURLToPath(new URL("trust-load-once.ts", import.meta.url));
  const runs = Array.from({ length: ROUNDS }, () => {
    const answer = execFileSync(process.execPath, ["--expose-gc", program, folder], { encoding: "utf8" });
    return JSON.parse(answer) as LoadedInNumbers;
  });
  rmSync(folder, { recursive: true });
  const [first] = runs;
  if (first?.keys !== ISSUERS || first.lists !== LISTS) throw new Error("trust-load: not everything was loaded");
  const of = (member: keyof LoadedInNumbers) => median(runs.map((run) => run[member]));
  const most = (member: keyof LoadedInNumbers) => Math.max(...runs.map((run) => run[member]));
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  return [
    `${ISSUERS} keys (${kilobytes(list.length)}), ${LISTS} lists of ${PLACES / 1e6} M (${kilobytes(shards.reduce((sum, { length }) => sum + length, 0))})`,
    `time: median ${of("ms").toFixed(0)} ms, most ${most("ms").toFixed(0)} ms (aim: below 2000 ms); of these JSON.parse ${of("parsingMs").toFixed(0)} ms`,
    `memory: median ${of("megabytes").toFixed(0)} MB, most ${most("megabytes").toFixed(0)} MB (aim: below 67 MB = 64 MiB)`,
    `longest step: median ${of("longestStepMs").toFixed(1)} ms, most ${most("longestStepMs").toFixed(1)} ms; longest turn of the event loop: ${most("longestTurnMs").toFixed(1)} ms`,
  ];
}
