import { expect, test } from "vitest";
import type { Damage, JournalPart } from "../../src/core/journal-scan.ts";
import { JOURNAL_START } from "../../src/core/journal-scan.ts";
import { parseCheck, startJournalAudit } from "../../src/kiosk/journal-audit.ts";
import type { KeptFile } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { eventually } from "../support/eventually.ts";

const RECORD = { seq: 0, offset: 4096, groupBefore: 0, body: new Uint8Array(), chain: new Uint8Array(32), tree: JOURNAL_START.tree };
const END: JournalPart = { kind: "end", segments: 1, torn: undefined, end: JOURNAL_START, key: undefined };
const DAMAGE: Damage = { problem: "tree-broken", file: "00000003.tramlog", offset: 0, seq: 250 };

async function* journalOf(entries: number, last: JournalPart): AsyncGenerator<JournalPart> {
  for (let seq = 0; seq < entries; seq++) yield { kind: "entry", entry: { ...anEntry(), seq }, record: RECORD };
  yield last;
}

/** An audit on a clock that goes 3 ms at each look, with sleeps that end at once, until a number of them. */
function audit(inspect: () => AsyncIterable<JournalPart>, sleeps = 100, before?: Uint8Array) {
  let ms = 0;
  const seen = { waits: [] as number[], damages: [] as Damage[], faults: [] as unknown[], kept: before };
  const kept: KeptFile = {
    read: async () => seen.kept,
    replace: async (bytes) => {
      seen.kept = bytes;
    },
  };
  const started = startJournalAudit({
    inspect,
    clock: { now: () => 1_795_437_065, monotonicMs: () => (ms += 3) },
    sleep: (wait, signal) => {
      seen.waits.push(wait);
      if (seen.waits.length <= sleeps) return Promise.resolve();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
    kept,
    onDamage: (damage) => seen.damages.push(damage),
    onFault: (fault) => seen.faults.push(fault),
  });
  return { started, seen };
}

test("goes over the whole journal a minute after the start and then every day, and rests nineteen times as long as it works", async () => {
  const { started, seen } = audit(() => journalOf(250, END), 7);
  await eventually(() => seen.waits.length).toBe(8);
  expect(seen.waits).toEqual([60_000, 57, 57, 86_400_000, 57, 57, 86_400_000, 57]);
  expect(started.last()).toEqual({ at: 1_795_437_065, entries: 250 });
  expect(seen.kept && parseCheck(seen.kept)).toEqual({ at: 1_795_437_065, entries: 250 });
  await started.close();
  expect([seen.damages, seen.faults]).toEqual([[], []]);
});

test("tells of a damage, keeps it for the doctor, and goes on looking", async () => {
  const { started, seen } = audit(() => journalOf(249, { kind: "damage", damage: DAMAGE }), 6);
  await eventually(() => seen.damages).toEqual([DAMAGE, DAMAGE]);
  expect(started.last()).toEqual({ at: 1_795_437_065, entries: 249, damage: DAMAGE });
  expect(seen.kept && parseCheck(seen.kept)).toEqual(started.last());
  await started.close();
});

test("knows of a run before what was found, until it knows better", async () => {
  const before = Buffer.from(JSON.stringify({ at: 5, entries: 7, damage: DAMAGE }));
  const { started } = audit(() => journalOf(250, END), 0, before);
  await eventually(() => started.last()).toEqual({ at: 5, entries: 7, damage: DAMAGE });
  await started.close();
});

test("a check that cannot be brought to its end says so, and is tried again", async () => {
  let attempts = 0;
  const { started, seen } = audit(async function* () {
    yield* journalOf(10, END);
    if (attempts++ === 0) throw new Error("a sector cannot be read");
  }, 2);
  await eventually(() => seen.waits).toEqual([60_000, 60_000, 86_400_000]);
  expect(seen.faults).toHaveLength(1);
  expect(started.last()?.entries).toBe(10);
  await started.close();
});

test("counts what remains where old entries are removed meanwhile", async () => {
  const { started } = audit(async function* () {
    yield* journalOf(10, { kind: "begin", end: JOURNAL_START });
    yield* journalOf(7, END);
  }, 1);
  await eventually(() => started.last()?.entries).toBe(7);
  await started.close();
});

test("is closed in the middle of a check without waiting for its end", async () => {
  const { started, seen } = audit(() => journalOf(1_000_000, END), 2);
  await eventually(() => seen.waits.length).toBe(3);
  await started.close();
  expect(started.last()).toBeUndefined();
});

test("what is no check of ours is none", () => {
  for (const text of ["", "{}", '{"at":1}', '{"at":1,"entries":-1}', '{"at":1,"entries":1,"damage":{"problem":"x"}}', "null"]) {
    expect(parseCheck(Buffer.from(text))).toBeUndefined();
  }
});
