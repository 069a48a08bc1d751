import { beforeEach, describe, expect, test } from "vitest";
import { bodyFromJson } from "../../src/core/journal-event.ts";
import { NO_TIME } from "../../src/core/trusted-time.ts";
import { createEventRecorder, type EventRecorderOptions } from "../../src/kiosk/event-recorder.ts";
import { FLOOR_EVERY_ENTRIES, MAX_DECISIONS_READ, NO_FLOORS, readFloors } from "../../src/kiosk/journal-floors.ts";
import type { KeptFloors } from "../../src/kiosk/kept-floors.ts";
import { aClock } from "../support/a-clock.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { heldTrust } from "../support/memory-vault.ts";
import { setClock } from "../support/set-clock.ts";

const NOW = 1_795_437_065;
let journal = memoryJournal();
let kept: KeptFloors[] = [];
let faults: unknown[] = [];
beforeEach(() => {
  journal = memoryJournal();
  kept = [];
  faults = [];
});

function start(options: Partial<EventRecorderOptions> = {}, now = NOW) {
  const system = setClock(now);
  const clock = aClock(system, { proven: NOW - 5000 });
  const recorder = createEventRecorder({
    journal,
    clock,
    versions: { root: 1, timestamp: 3, snapshot: 3, targets: 3 },
    written: NO_FLOORS,
    keep: async (floors) => void kept.push(floors),
    onAppended: () => undefined,
    onFault: (error) => faults.push(error),
    ...options,
  });
  return { recorder, clock, system };
}

const bodies = async () => (await Array.fromAsync(journal.read(0))).map(({ body }) => bodyFromJson(body));

test("a bundle that is held raises the floor, in the journal and beside it", async () => {
  const { recorder } = start();
  await recorder.trustUpdated(heldTrust(7, NOW - 100, NOW + 1e6), "folder", false);
  const versions = { root: 1, timestamp: 7, snapshot: 7, targets: 7 };
  expect(await bodies()).toEqual([
    { seq: 0, at: NOW, reason: "event-trust-updated", ...versions, issuedAt: NOW - 100, expiresAt: NOW + 1e6, origin: "folder" },
  ]);
  expect(recorder.versions).toEqual(versions);
  expect(kept).toEqual([{ versions, proven: NOW - 5000, issued: 0, signed: 0 }]);
  expect((await readFloors(journal)).versions).toEqual(versions);
});

test("a refusal is written once for each origin, and again after something better", async () => {
  const { recorder } = start();
  for (let turn = 0; turn < 3; turn++) await recorder.trustRefused("rollback", "central");
  await recorder.trustRefused("rollback", "folder");
  await recorder.trustRefused("freeze", "central");
  await recorder.trustUpdated(heldTrust(7, NOW, NOW + 1e6), "central", false);
  await recorder.trustRefused("freeze", "central");
  expect((await bodies()).map((body) => body && "refusal" in body && [body.refusal, body.origin])).toEqual([
    ["rollback", "central"],
    ["rollback", "folder"],
    ["freeze", "central"],
    false,
    ["freeze", "central"],
  ]);
});

test("a refusal that lasts is written again once a day, however often it is met, and however it alternates", async () => {
  const { recorder, system } = start();
  for (let hour = 0; hour < 49; hour++) {
    await recorder.trustRefused("rollback", "central");
    await recorder.trustRefused("freeze", "central");
    system.pass(3600);
  }
  const written = (await bodies()).map((body) => body && "refusal" in body && body.refusal);
  expect(written).toEqual(["rollback", "freeze", "rollback", "freeze", "rollback", "freeze"]);
});

describe("what happens while the clock is in doubt", () => {
  test("is written with the doubt, and raises no time floor", async () => {
    const { recorder } = start({}, 12);
    await recorder.trustUpdated(heldTrust(7, NOW - 100, NOW + 1e6), "folder", false);
    await recorder.clockChanged({
      state: "behind",
      by: "system",
      was: 12,
      floor: { ...NO_TIME, proven: NOW - 100, claimed: NOW - 4000, leapt: 900_000 },
    });
    expect((await bodies()).map((body) => [body?.at, body?.clock])).toEqual([
      [12, "behind"],
      [12, "behind"],
    ]);
    expect(await bodies()).toMatchObject([{}, { floor: NOW - 100, claimed: NOW - 4000 }]);
    const time = { ...NO_TIME, proven: NOW - 100, issued: NOW - 100, claimed: NOW - 4000, leapt: 900_000 };
    expect((await readFloors(journal)).time).toEqual(time);
  });
});

test("a door that was opened stands in the journal, with the clock's doubt; one that could not be written down says so", async () => {
  expect(await start({}, 12).recorder.contactChanged("event-door-opened")).toBe(true);
  expect(await bodies()).toEqual([{ seq: 0, at: 12, reason: "event-door-opened", clock: "behind" }]);
  expect((await readFloors(journal)).versions).toEqual(NO_FLOORS.versions);
  const { recorder } = start({ journal: { size: 0, append: () => Promise.reject(new Error("disk full")) } });
  expect(await recorder.contactChanged("event-case-closed")).toBe(false);
  expect(faults).toHaveLength(1);
});

test("a journal that fails loses no call, and the version floor of this run rises all the same", async () => {
  const { recorder } = start({ journal: { size: 0, append: () => Promise.reject(new Error("disk full")) } });
  await recorder.trustUpdated(heldTrust(7, NOW, NOW + 1e6), "central", false);
  await recorder.trustRefused("freeze", "central");
  expect(recorder.versions.timestamp).toBe(7);
  expect(faults).toHaveLength(2);
  expect(kept).toHaveLength(1);
});

test("a state document that cannot be kept is told, too", async () => {
  const { recorder } = start({ keep: () => Promise.reject(new Error("disk full")) });
  await recorder.trustUpdated(heldTrust(7, NOW, NOW + 1e6), "central", false);
  expect(faults).toHaveLength(1);
  expect(await bodies()).toHaveLength(1);
});

describe("the floors are said again", () => {
  test("soon after a start that has passed decisions over, then after ten thousand entries, and not before", async () => {
    const begun = { append: journal.append, size: MAX_DECISIONS_READ - 1 };
    const { recorder: running } = start({ journal: begun });
    await running.repeatFloor();
    begun.size = FLOOR_EVERY_ENTRIES - 1;
    await running.repeatFloor();
    expect(await bodies()).toHaveLength(0);
    const { recorder: another } = start({
      journal: { append: async () => ({ seq: 0, leaf: new Uint8Array(), chain: new Uint8Array() }), size: MAX_DECISIONS_READ },
    });
    await another.repeatFloor();
    const full = { append: journal.append, size: FLOOR_EVERY_ENTRIES };
    const { recorder } = start({ journal: full });
    await Promise.all([recorder.repeatFloor(), recorder.repeatFloor()]);
    const said = {
      root: 1,
      timestamp: 3,
      proven: NOW - 5000,
      floor: NOW,
      issued: 0,
      signed: 0,
      claimed: NOW,
      leapt: NOW,
    };
    expect(await bodies()).toMatchObject([{ reason: "event-floor", ...said }]);
  });

  test("once more where the journal failed", async () => {
    const failing = { size: FLOOR_EVERY_ENTRIES, append: () => Promise.reject(new Error("disk full")) };
    const { recorder } = start({ journal: failing });
    await recorder.repeatFloor();
    await recorder.repeatFloor();
    expect(faults).toHaveLength(2);
  });
});

test("with floors of one kiosk read back, nothing is lower than before, whatever it went through", async () => {
  const { recorder, system } = start();
  await journal.append(anEntry({ at: NOW - 10 }));
  await recorder.trustUpdated(heldTrust(7, NOW - 100, NOW + 1e6), "central", false);
  system.set(NOW + 500);
  await recorder.clockChanged({ state: "ok", by: "central", was: NOW, floor: { ...NO_TIME, claimed: NOW + 500 } });
  const floors = await readFloors(journal);
  expect(floors.versions).toEqual(recorder.versions);
  expect(floors.time).toEqual({ ...NO_TIME, proven: NOW - 100, issued: NOW - 100, claimed: NOW + 500 });
});
