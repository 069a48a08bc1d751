import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { publishTargets, type TargetContents } from "../../src/drivers/trust-repository.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import { type Answered, startKiosk } from "../../src/kiosk/kiosk.ts";
import { pseudonymsUnder } from "../../src/kiosk/pseudonym.ts";
import type { TrustVault } from "../../src/trust-ports.ts";
import { ED_KEY, ISSUER, makeCredential } from "../support/credential-maker.ts";
import { keyEntry } from "../support/judging.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { beginRepository, LIFETIMES, newPublisher, type Publisher } from "../support/tuf-publisher.ts";
import { bigShards, bigTrustList, ISSUERS, LISTS, PLACES } from "./big-bundle.ts";
import { quantile } from "./figures.ts";

const UPDATES = 8;
/** A code comes in this often, whether or not the one before has been answered. */
const EVERY_MS = 5;
const DAY = 86_400;
/** By how much an update may delay a scan, in milliseconds. */
const GOAL_MS = 20;

/** One published version of the big bundle; `turn` makes one file of it another. */
async function publish(repository: string, publisher: Publisher, now: number, turn: number): Promise<void> {
  const big = bigTrustList();
  const issuers = [{ id: ISSUER, types: ["citizen" as const], keys: [keyEntry(ED_KEY)] }, ...big.issuers];
  const list = { ...big, version: turn + 1, issuedAt: now, expiresAt: now + 90 * DAY, issuers };
  const targets = new Map<string, TargetContents & { readonly custom?: Readonly<Record<string, number>> }>([
    ["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }],
  ]);
  for (const [index, bytes] of bigShards().entries()) {
    targets.set(`status-${String(index).padStart(2, "0")}.bin`, { bytes, custom: { sequence: 1 } });
  }
  await publishTargets(repository, publisher, { targets, now, lifetimes: LIFETIMES });
}

/**
 * How long an answer takes from the moment at which its code was due, with and without an update of the whole bundle beside it, in turns: what
 * an update costs is what it does to this thread. The journal is in memory; what a disk adds is the same in both.
 */
export async function benchUpdate(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1000);
  const [repository, publisher] = [join(folder, "repository"), newPublisher()];
  const root = await beginRepository(repository, publisher, now);
  await publish(repository, publisher, now, 0);
  const vault = await openTrustVault({ folder: join(folder, "trust"), root, floor: NO_VERSIONS, demo: false });
  await update(vault, repository, now);
  const scans = startScans(vault);
  const quiet: number[] = [];
  const busy: number[] = [];
  const updateMs: number[] = [];
  await scans.until(delay(500)); // until then the code is being compiled
  for (let turn = 1; turn <= UPDATES; turn++) {
    await publish(repository, publisher, now, turn);
    await delay(200);
    const startMs = performance.now();
    busy.push(...(await scans.until(update(vault, repository, now))));
    updateMs.push(performance.now() - startMs);
    quiet.push(...(await scans.until(delay(updateMs.at(-1)))));
  }
  await scans.close();
  await vault.close();
  const row = (name: string, latencies: readonly number[]) => {
    const figures = [quantile(latencies, 0.5), quantile(latencies, 0.99), Math.max(...latencies)].map((ms) => ms.toFixed(2).padStart(8));
    return `${figures.join(" ")}  ${name}, ${latencies.length} answers`;
  };
  const added = quantile(busy, 0.99) - quantile(quiet, 0.99);
  const ratio = quantile(busy, 0.99) / quantile(quiet, 0.99);
  return [
    `${ISSUERS} keys, ${LISTS} lists of ${PLACES / 1e6} M; an update takes ${quantile(updateMs, 0.5).toFixed(0)} ms (median of ${UPDATES})`,
    "  p50 ms   p99 ms   max ms",
    row("without an update", quiet),
    row("while one runs", busy),
    `p99: ${ratio.toFixed(1)} times, ${added.toFixed(1)} ms more (goal: at most ${GOAL_MS} ms more)`,
  ];
}

async function update(vault: TrustVault, repository: string, now: number): Promise<void> {
  const done = await vault.update({ kind: "folder", path: repository }, now, vault.held()?.versions ?? NO_VERSIONS);
  if (done.kind !== "updated") throw new Error(`bench: no update: ${JSON.stringify(done)}`);
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
      history: { lastAccepted: () => undefined, wasPresented: () => false, remember: () => undefined },
    }),
    pseudonym: pseudonymsUnder(new Uint8Array(32)),
    onAnswered: (answer) => answered(answer),
    onBug: (error) => {
      throw error;
    },
  });

  async function one(dueMs: number): Promise<number> {
    await delay(Math.max(0, Math.ceil(dueMs - performance.now())));
    const reason = await new Promise<string>((resolve) => {
      answered = ({ decision }) => resolve(decision.reason);
      kiosk.scan(symbol, "serial");
    });
    if (reason !== "granted") throw new Error(`bench: ${reason}`);
    return performance.now() - dueMs;
  }

  return {
    /** Latencies of the scans that are due while something goes on. */
    async until(work: Promise<unknown>): Promise<readonly number[]> {
      let isOver = false;
      const over = work.finally(() => {
        isOver = true;
      });
      const latencies: number[] = [];
      for (let dueMs = performance.now() + EVERY_MS; !isOver; dueMs = Math.max(dueMs, performance.now()) + EVERY_MS)
        latencies.push(await one(dueMs));
      await over;
      return latencies;
    },
    close: () => kiosk.close(),
  };
}
