import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import { type Answered, startKiosk } from "../../src/kiosk/kiosk.ts";
import type { TrustVault } from "../../src/trust-ports.ts";
import { makeCredential } from "../support/credential-maker.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { offerTime } from "../support/offer-time.ts";
import { ISSUERS, LISTS, PLACES } from "./big-bundle.ts";
import { NEW_KEYS, NEW_PLACES } from "./big-office.ts";
import { median, quantile } from "./figures.ts";

const ROUNDS = 9;
/** A code comes in this often, whether or not the one before has been answered. */
const EVERY_MS = 5;
/** By how much an update may delay a scan, in milliseconds. */
const GOAL_MS = 20;
/**
 * How long an answer takes from the moment at which its code was due: with nothing beside it, with a thread that only keeps a core busy for as
 * long as an update does, and while the whole bundle is replaced by another. Each round has all three. What an update costs beyond a busy
 * machine is what it does to this thread. The journal is in memory; what a disk adds is the same in all.
 */
export async function benchUpdate(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How late an answer was, and how much of that this thread can have been busy itself: whatever else runs on the machine takes no part in it. */
interface Latency {
  readonly ms: number;
  readonly ownMs: number;
}

const CASES = ["nothing beside it", "a busy thread", "an update"] as const;
type Case = (typeof CASES)[number];

async function measure(folder: string): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1000);
  const repository = join(folder, "repository");
  const office = new Worker(new URL("big-office-worker.ts", import.meta.url), { workerData: { repository, now } });
  const [root] = (await once(office, "message")) as [Uint8Array];
  const publish = () => {
    office.postMessage("publish");
    return once(office, "message");
  };
  await publish();
  const vault = await openTrustVault({ folder: join(folder, "trust"), root, floor: NO_VERSIONS, demo: false });
  await update(vault, repository, now);
  const scans = startScans(vault);
  const found: Record<Case, (readonly Latency[])[]> = { "nothing beside it": [], "a busy thread": [], "an update": [] };
  const updateMs: number[] = [];
  await scans.until(delay(500)); // until then the code is being compiled
  for (let round = -1; round < ROUNDS; round++) {
    await publish();
    await delay(500);
    const startMs = performance.now();
    const busy = await scans.until(update(vault, repository, now));
    const tookMs = performance.now() - startMs;
    await delay(200);
    const control = await scans.until(keepACoreBusy(tookMs));
    const quiet = await scans.until(delay(tookMs));
    if (round < 0) continue; // the first update compiles what applies it
    updateMs.push(tookMs);
    found["an update"].push(busy);
    found["a busy thread"].push(control);
    found["nothing beside it"].push(quiet);
  }
  await scans.close();
  await vault.close();
  await office.terminate();
  const p99 = (name: Case) => medianOf(found[name], p99Of);
  const [added, ownMost] = [p99("an update") - p99("a busy thread"), Math.max(...found["an update"].flat().map(({ ownMs }) => ownMs))];
  return [
    `${ISSUERS} keys of which ${NEW_KEYS} are new, ${LISTS} lists of ${PLACES / 1e6} M with ${NEW_PLACES} new places each, by a delta;`,
    `an update takes ${median(updateMs).toFixed(0)} ms. Medians of ${ROUNDS} rounds, and the most of all; own: what this thread itself did meanwhile`,
    "  p50 ms   p99 ms   max ms  most ms  own p99 own most",
    ...CASES.map((name) => row(name, found[name])),
    `an update against a busy thread: p99 ${added.toFixed(1)} ms more (goal: at most ${GOAL_MS} ms); of any one answer at most ${ownMost.toFixed(1)} ms are this thread's own work`,
  ];
}

const p99Of = (round: readonly Latency[]) =>
  quantile(
    round.map(({ ms }) => ms),
    0.99,
  );

function medianOf(rounds: readonly (readonly Latency[])[], figure: (round: readonly Latency[]) => number): number {
  return median(rounds.map(figure));
}

function row(name: string, rounds: readonly (readonly Latency[])[]): string {
  const [ms, own] = [({ ms }: Latency) => ms, ({ ownMs }: Latency) => ownMs];
  const figures = [
    medianOf(rounds, (round) => quantile(round.map(ms), 0.5)),
    medianOf(rounds, p99Of),
    medianOf(rounds, (round) => Math.max(...round.map(ms))),
    Math.max(...rounds.flat().map(ms)),
    medianOf(rounds, (round) => quantile(round.map(own), 0.99)),
    Math.max(...rounds.flat().map(own)),
  ];
  return `${figures.map((figure) => figure.toFixed(2).padStart(8)).join(" ")}  with ${name}, ${rounds.flat().length} answers`;
}

async function update(vault: TrustVault, repository: string, now: number): Promise<void> {
  const done = await vault.update({ kind: "folder", path: repository }, offerTime(now), vault.held()?.versions ?? NO_VERSIONS);
  if (done.kind !== "updated") throw new Error(`bench: no update: ${JSON.stringify(done)}`);
}

/** A thread that does nothing for so long, as fast as it can. */
async function keepACoreBusy(ms: number): Promise<void> {
  const worker = new Worker(`const end = performance.now() + ${ms}; while (performance.now() < end);`, { eval: true });
  await new Promise((resolve) => worker.on("exit", resolve));
}

/** A kiosk at which one code after another is due; gives how long each answer took. */
function startScans(vault: TrustVault) {
  const symbol = Buffer.from(makeCredential().text);
  let answered = (_answer: Answered): void => undefined;
  const kiosk = startKiosk({
    clock: { now: () => Date.now() / 1000, doubt: () => undefined, monotonicMs: () => performance.now() },
    sources: [],
    outputs: [],
    journal: memoryJournal(),
    inForce: () => ({
      trust: vault.held()?.trust,
      policy: WANT_EVERYTHING,
      history: EMPTY_HISTORY,
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered: (answer) => answered(answer),
    onBug: (error) => {
      throw error;
    },
  });

  async function one(dueMs: number): Promise<Latency> {
    const before = process.threadCpuUsage();
    await delay(Math.max(0, Math.ceil(dueMs - performance.now())));
    const reason = await new Promise<string>((resolve) => {
      answered = ({ decision }) => resolve(decision.reason);
      kiosk.scan(symbol, "serial");
    });
    if (reason !== "granted") throw new Error(`bench: ${reason}`);
    const ms = performance.now() - dueMs;
    const { user, system } = process.threadCpuUsage(before);
    return { ms, ownMs: Math.min(ms, (user + system) / 1000) };
  }

  return {
    /** Latencies of the scans that are due while something goes on. */
    async until(work: Promise<unknown>): Promise<readonly Latency[]> {
      let isOver = false;
      const over = work.finally(() => {
        isOver = true;
      });
      const latencies: Latency[] = [];
      for (let dueMs = performance.now() + EVERY_MS; !isOver; dueMs = Math.max(dueMs, performance.now()) + EVERY_MS)
        latencies.push(await one(dueMs));
      await over;
      return latencies;
    },
    close: () => kiosk.close(),
  };
}
