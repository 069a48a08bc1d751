// No input below 8 KiB takes longer than 50 ms or 32 MiB to judge, whatever it contains. Measured in processes of their own.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { decide } from "../../src/core/decide.ts";
import { displayJson } from "../../src/core/display-text.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { claimsToJson } from "../../src/core/json-claims.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { answerView } from "../../src/core/view.ts";
import { fullTrust, type HostileInput, hostileInputs } from "../support/hostile-inputs.ts";
import { garbage, mutatedCodes } from "../support/mutated-codes.ts";
import { VALID_AT, validCodes } from "../support/valid-codes.ts";

const LIMIT_MS = 50;
const LIMIT_MIB = 32;
/** Other work on the machine makes single measurements longer, never shorter: each input counts with the shortest of as many. */
const PROCESSES = 3;
const AGAIN = 3;
const SEED = 20_261_123;
const FUZZED_INPUTS = 10_000;

interface Measured {
  readonly name: string;
  readonly value: number;
}

/** How long an input took when it was first seen, and at best afterwards. */
interface Times {
  readonly name: string;
  readonly bytes: number;
  readonly firstMs: number;
  readonly laterMs: number;
}

/** The slowest judgement and the largest, against the limits. The number of fuzzed inputs may stand after the bench's name. */
export async function benchWorstCase(): Promise<readonly string[]> {
  const runs = Array.from({ length: PROCESSES }, () => inProcess<readonly Times[]>("time"));
  const times = (runs[0] ?? []).map((input, index) => ({
    ...input,
    firstMs: Math.min(...runs.map((run) => run[index]?.firstMs ?? Number.POSITIVE_INFINITY)),
    laterMs: Math.min(...runs.map((run) => run[index]?.laterMs ?? Number.POSITIVE_INFINITY)),
  }));
  const byFirst = times.toSorted((a, b) => b.firstMs - a.firstMs);
  const byLater = times.toSorted((a, b) => b.laterMs - a.laterMs);
  const { allocated, resident, grown } = inProcess<Memory>("memory");

  const slowestMs = byFirst[0]?.firstMs ?? Number.NaN;
  const largestMib = Math.max(allocated[0]?.value ?? Number.NaN, resident[0]?.value ?? Number.NaN);
  const holds = slowestMs <= LIMIT_MS && largestMib <= LIMIT_MIB;
  if (!holds) process.exitCode = 1;
  return [
    `${times.length} inputs below ${MAX_SYMBOL_BYTES} bytes (${times.length - fuzzedCount()} made by hand, ${fuzzedCount()} fuzzed with seed ${SEED}), the shortest of ${PROCESSES} processes`,
    "slowest when seen first, ms (and when seen again):",
    ...byFirst.slice(0, 8).map(lineOf),
    "slowest when seen again:",
    ...byLater.slice(0, 4).map(lineOf),
    "most memory allocated by one judgement, MiB, as if nothing were freed meanwhile:",
    ...allocated.map(({ name, value }) => `  ${value.toFixed(1).padStart(6)}  ${name}`),
    "most growth of resident memory during one judgement, MiB:",
    ...resident.map(({ name, value }) => `  ${value.toFixed(1).padStart(6)}  ${name}`),
    `growth of resident memory over all inputs: ${Math.max(0, grown).toFixed(1)} MiB`,
    `${holds ? "holds" : "BROKEN"}: at most ${slowestMs.toFixed(1)} ms (limit ${LIMIT_MS}) and ${largestMib.toFixed(1)} MiB (limit ${LIMIT_MIB}) an input`,
  ];
}

function lineOf({ name, bytes, firstMs, laterMs }: Times): string {
  return `  ${firstMs.toFixed(2).padStart(6)} (${laterMs.toFixed(2)})  ${name}, ${bytes} bytes`;
}

function fuzzedCount(): number {
  return Number(process.argv[3] ?? FUZZED_INPUTS);
}

function inProcess<T>(what: "time" | "memory"): T {
  // The young generation is as large as the test needs it, so that what one judgement allocates can be told from what was freed.
  const flags = what === "memory" ? ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"] : [];
  const output = execFileSync(process.execPath, [...flags, fileURLToPath(import.meta.url), what, String(fuzzedCount())], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output) as T;
}

function inputs(): readonly HostileInput[] {
  const options = { numRuns: Math.ceil(fuzzedCount() / 2), seed: SEED };
  const mutated = fc.sample(mutatedCodes(), options).map(({ name, symbol }, index) => ({ name: `edit ${index} of ${name}`, symbol }));
  const wild = fc
    .sample(garbage(), { ...options, numRuns: fuzzedCount() - options.numRuns })
    .map((symbol, index) => ({ name: `garbage ${index}`, symbol }));
  const valid = validCodes().map(({ name, code }) => ({ name: `valid: ${name}`, symbol: Buffer.from(code) }));
  return [...valid, ...hostileInputs(), ...mutated, ...wild].filter(({ symbol }) => symbol.length <= MAX_SYMBOL_BYTES);
}

const isMeasuring = process.argv[1] === fileURLToPath(import.meta.url);
const trust = isMeasuring ? fullTrust() : undefined;

/** All that happens between the code and the screen. */
function judgeAndShow(symbol: Uint8Array): void {
  const decision = decide({ symbol, source: "camera", at: VALID_AT }, trust, WANT_EVERYTHING, NO_HISTORY);
  answerView(decision, WANT_EVERYTHING, 1, VALID_AT);
  displayJson(claimsToJson(decision.claims ?? {}));
}

function millisecondsOf(symbol: Uint8Array): number {
  const startMs = performance.now();
  judgeAndShow(symbol);
  return performance.now() - startMs;
}

async function measureTimes(): Promise<readonly Times[]> {
  const times: Times[] = [];
  for (const { name, symbol } of inputs()) {
    const firstMs = millisecondsOf(symbol);
    const laterMs = Math.min(...Array.from({ length: AGAIN }, () => millisecondsOf(symbol)));
    times.push({ name, bytes: symbol.length, firstMs, laterMs });
    await nextTurn();
  }
  return times;
}

interface Memory {
  /** The largest first. */
  readonly allocated: readonly Measured[];
  readonly resident: readonly Measured[];
  readonly grown: number;
}

async function measureMemory(): Promise<Memory> {
  const all = inputs();
  for (const { code } of validCodes()) judgeAndShow(Buffer.from(code));
  globalThis.gc?.();
  const residentBefore = process.memoryUsage.rss();
  const measured: { readonly name: string; readonly allocated: number; readonly resident: number }[] = [];
  for (const [index, { name, symbol }] of all.entries()) {
    // A collection takes longer than a judgement: of the fuzzed inputs every tenth is enough.
    if (index % 10 === 0 || index < 400) globalThis.gc?.();
    forgetPeak();
    const [rss, before] = [process.memoryUsage.rss(), heapBytes()];
    judgeAndShow(symbol);
    measured.push({ name, allocated: mib(heapBytes() - before), resident: mib(peakBytes() - rss) });
    // As between two scans: Node closes what it has opened.
    await nextTurn();
  }
  const largest = (of: (one: (typeof measured)[number]) => number) =>
    measured
      .map((one) => ({ name: one.name, value: of(one) }))
      .toSorted((a, b) => b.value - a.value)
      .slice(0, 4);
  globalThis.gc?.();
  const grown = mib(process.memoryUsage.rss() - residentBefore);
  return { allocated: largest((one) => one.allocated), resident: largest((one) => one.resident), grown };
}

const mib = (bytes: number) => bytes / 2 ** 20;

function heapBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The peak of resident memory since forgetPeak(), in bytes (proc_pid_status(5), proc_pid_clear_refs(5)). */
function peakBytes(): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

function forgetPeak(): void {
  writeFileSync("/proc/self/clear_refs", "5");
}

if (isMeasuring) {
  console.log(JSON.stringify(await (process.argv[2] === "memory" ? measureMemory() : measureTimes())));
}
