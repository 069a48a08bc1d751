// Run by trust-load.ts in a process of its own, so that its memory is nobody else's: loads the bundle in a folder as a kiosk does.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { loadTrustInSteps } from "../../src/core/trust-loading.ts";
import type { LoadedInNumbers } from "./trust-load.ts";

/** Work between two turns of the event loop, in milliseconds. */
const TURN_MS = 2;

const [folder = ""] = process.argv.slice(2);
const shards = readdirSync(folder)
  .filter((name) => name.endsWith(".bin"))
  .map((name) => readFileSync(join(folder, name)));
const text = readFileSync(join(folder, "trust-list.json"), "utf8");
globalThis.gc?.();
const before = process.memoryUsage.rss();
const began = performance.now();

const list: unknown = JSON.parse(text);
const parsingMs = performance.now() - began;
const steps = loadTrustInSteps({ list, shards, version: 1, issuedAt: 0, expiresAt: 4_000_000_000 });
let [longestStepMs, longestTurnMs, turnBegan] = [0, 0, performance.now()];
let step = steps.next();
for (; !step.done; ) {
  const stepBegan = performance.now();
  step = steps.next();
  const now = performance.now();
  longestStepMs = Math.max(longestStepMs, now - stepBegan);
  if (now - turnBegan < TURN_MS) continue;
  longestTurnMs = Math.max(longestTurnMs, now - turnBegan);
  await nextTurn();
  turnBegan = performance.now();
}
if (!step.value.ok) throw new Error(step.value.problem);
const { keys, revocations } = step.value.trust;
const loaded: LoadedInNumbers = {
  ms: performance.now() - began,
  parsingMs,
  longestStepMs,
  longestTurnMs,
  megabytes: (process.memoryUsage.rss() - before) / 1e6,
  keys: keys.all.length,
  lists: revocations.tokenStatus.size,
};
console.log(JSON.stringify(loaded));
