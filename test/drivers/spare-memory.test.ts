import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

const MODULE = new URL("../../src/drivers/spare-memory.ts", import.meta.url).href;

/** Fills the C library's memory with small pieces, frees all but a few of them, and says what is resident before and after, in megabytes. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
const residentMb = () => Number(/^VmRSS:\\s+(\\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1000;
let pieces = Array.from({ length: 3000 }, () => Buffer.allocUnsafeSlow(20_000).fill(1));
const kept = pieces.filter((_, index) => index % 100 === 0);
pieces = undefined;
globalThis.gc();
await delay(200);
const before = residentMb();
const { returnSpareMemory } = await import(${JSON.stringify(MODULE)});
const spare = returnSpareMemory(20);
await delay(400);
spare.close();
console.log(JSON.stringify([before - residentMb(), kept.length]));
`;

test("memory that was needed for a moment goes back to the machine, also where pieces in use lie between", () => {
  const env = { ...process.env, MALLOC_ARENA_MAX: "1" };
  const said = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", PROGRAM], { env, encoding: "utf8" });
  const [gaveBackMb] = JSON.parse(said);
  expect(gaveBackMb).toBeGreaterThan(20);
});
