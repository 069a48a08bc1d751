import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import { parseLife } from "../../src/core/used-names.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { reserveFile } from "../../src/drivers/reserve-file.ts";
import type { KioskConfig } from "../../src/kiosk/config.ts";
import { openKeptMemory, openKioskMemory } from "../../src/kiosk/memory-assembly.ts";
import { startRetention } from "../../src/kiosk/retention.ts";
import type { TrustedClock } from "../../src/kiosk/trusted-clock.ts";
import type { Journal } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";

const T = 1_795_000_000;
const DAY = 86_400;
const ONCE: Policy = { id: "a", once: ["prescription"] };
const NOT_ONCE: Policy = { id: "b" };
const idOf = (seq: number) => Buffer.alloc(32, seq).toString("hex");

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "tram-ever-once-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const clock: TrustedClock = Object.assign(Object.create(null), {
  now: () => T + 100 * DAY,
  certain: () => T + 100 * DAY,
  atLeast: () => T + 100 * DAY,
  monotonicMs: () => 0,
  doubt: () => undefined,
});
const openIn = (name = "journal") => openJournal(join(data, name), TEST_SIGNER, { segmentBytes: SMALL });
async function memoryFor(journal: Journal, id = "hanoi-01") {
  const config = { id, data } as KioskConfig;
  const kept = await openKeptMemory(config, journal);
  const memory = await openKioskMemory({ config, journal, kept, clock, policy: () => ONCE, log: pino({ level: "silent" }) });
  return { ...memory, used: kept.used };
}
type Memory = Awaited<ReturnType<typeof memoryFor>>;

async function knows(memory: Memory, policy: Policy, seq: number): Promise<boolean> {
  const history = await memory.loadHistory(policy);
  try {
    return history.lastAccepted(idOf(seq)) !== undefined;
  } finally {
    await history.close();
  }
}

/** A journal of prescriptions, all of them accepted once for all. */
async function dispensed(journal: Journal, memory: Memory): Promise<void> {
  await (await memory.loadHistory(ONCE)).close();
  for (let seq = 0; seq < 200; seq++) {
    const credential = memory.pseudonyms.name(idOf(seq), true);
    await journal.append(anEntry({ at: T + seq * 3600, type: "prescription", credential }));
  }
}

/** Most of it goes, under a policy by which nothing is good for one time only. */
async function removed(journal: Journal, memory: Memory): Promise<void> {
  const faults: unknown[] = [];
  await startRetention({
    journal,
    acknowledged: { sizeAt: () => 150, since: () => T + 40 * DAY },
    clock,
    keepDays: 40,
    memory: () => memory.memoryOf(NOT_ONCE),
    used: memory.used,
    releasing: async () => true,
    reserve: reserveFile(join(data, "reserve"), SMALL),
    onReleased: () => undefined,
    onFault: (error) => faults.push(error),
  }).settled();
  expect(faults).toEqual([]);
  expect(journal.firstSeq).toBeGreaterThan(10);
}

test("what was accepted once for all stays used, though another policy was in force when it was removed", async () => {
  const journal = await openIn();
  await dispensed(journal, await memoryFor(journal));
  const memory = await memoryFor(journal);
  const history = await memory.loadHistory(NOT_ONCE);
  // What is accepted now must be found as well when the first policy is back.
  expect([history.isForEver("prescription"), history.isForEver("citizen")]).toEqual([true, false]);
  await history.close();
  await removed(journal, memory);
  const again = await memoryFor(journal);
  expect([await knows(again, ONCE, 3), await knows(again, NOT_ONCE, 3), await knows(again, ONCE, 199)]).toEqual([true, true, true]);
  expect(readFileSync(join(data, "ever-once.json"), "utf8")).toBe('{"form":1,"types":["prescription"]}\n');
  await journal.close();
});

test("a kiosk that was never told of such a type starts again after its first removal", async () => {
  const journal = await openIn();
  const memory = await memoryFor(journal);
  await (await memory.loadHistory(NOT_ONCE)).close();
  for (let seq = 0; seq < 200; seq++) await journal.append(anEntry({ at: T + seq * 3600 }));
  await removed(journal, memory);
  await expect(memoryFor(journal)).resolves.toBeDefined();
  await journal.close();
});

test("no policy counts before its types are kept", async () => {
  const journal = await openIn();
  const memory = await memoryFor(journal);
  mkdirSync(join(data, "ever-once.json.new"));
  await expect(memory.loadHistory(ONCE)).rejects.toThrow();
  expect(memory.memoryOf(NOT_ONCE).isForEver("prescription")).toBe(false);
  rmSync(join(data, "ever-once.json.new"), { recursive: true });
  await (await memory.loadHistory(ONCE)).close();
  expect(memory.memoryOf(NOT_ONCE).isForEver("prescription")).toBe(true);
  await journal.close();
});

test.each(["{}", '{"form":1,"types":["all"]}', `{"form":1,"types":[${Array(40).fill('"citizen"')}]}`, undefined])(
  "types that cannot be read are not guessed once entries were removed: %s",
  async (text) => {
    const journal = await openIn();
    const memory = await memoryFor(journal);
    await dispensed(journal, memory);
    await removed(journal, memory);
    const file = join(data, "ever-once.json");
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    await expect(memoryFor(journal)).rejects.toThrow("ever-once.json is");
    await journal.close();
  },
);

test("another kiosk in its place knows what was removed here, and says where that is missing", async () => {
  const journal = await openIn();
  const memory = await memoryFor(journal);
  await dispensed(journal, memory);
  await removed(journal, memory);
  await journal.close();
  mkdirSync(join(data, "inherited"));
  renameSync(join(data, "journal"), join(data, "inherited", "hanoi-01"));
  const next = await openIn("next");
  const replacement = await memoryFor(next, "hanoi-02");
  expect(await knows(replacement, ONCE, 3)).toBe(true);
  rmSync(join(data, "history"), { recursive: true });
  renameSync(join(data, "used-once"), join(data, "aside"));
  await expect(replacement.loadHistory(ONCE)).rejects.toThrow("is missing");
  // The way out of operating.md.
  renameSync(join(data, "inherited", "hanoi-01"), join(data, "hanoi-01"));
  expect(await knows(replacement, ONCE, 3)).toBe(false);
  await next.close();
});

test("a journal that is begun anew under the old name knows what was removed from the one before, and so does that one when it is put back", async () => {
  const journal = await openIn();
  const memory = await memoryFor(journal);
  await dispensed(journal, memory);
  await removed(journal, memory);
  const { firstSeq } = journal;
  await journal.close();
  renameSync(join(data, "journal"), join(data, "old"));
  const anew = await openIn();
  const next = await memoryFor(anew);
  expect(await knows(next, ONCE, 3)).toBe(true);
  await dispensed(anew, next);
  await removed(anew, next);
  const run = (life: string, until: number) => `hanoi-01.${life}_000000000000-${String(until).padStart(12, "0")}`;
  const lifeIn = (folder: string) => parseLife(readFileSync(join(data, folder, "life"), "utf8")) ?? "?";
  expect(readdirSync(join(data, "used-once")).toSorted()).toEqual(
    [run(lifeIn("old"), firstSeq), run(lifeIn("journal"), anew.firstSeq)].toSorted(),
  );
  expect(await knows(await memoryFor(anew), ONCE, 3)).toBe(true);
  // A missing file shows, whatever the other journal has.
  rmSync(join(data, "history"), { recursive: true });
  renameSync(join(data, "used-once", run(lifeIn("journal"), anew.firstSeq)), join(data, "run"));
  await expect((await memoryFor(anew)).loadHistory(ONCE)).rejects.toThrow("is missing");
  await anew.close();
  renameSync(join(data, "journal"), join(data, "new"));
  renameSync(join(data, "old"), join(data, "journal"));
  const back = await openIn();
  expect(back.firstSeq).toBe(firstSeq);
  expect(await knows(await memoryFor(back), ONCE, 3)).toBe(true);
  await back.close();
});
