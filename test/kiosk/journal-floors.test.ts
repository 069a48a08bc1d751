import { describe, expect, test } from "vitest";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { NO_TIME } from "../../src/core/trusted-time.ts";
import { FLOOR_EVERY_ENTRIES, MAX_ENTRIES_READ, NO_FLOORS, readFloors } from "../../src/kiosk/journal-floors.ts";
import { floorsTogether, parseKeptFloors } from "../../src/kiosk/kept-floors.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const T = 1_795_000_000;
const UPDATED = {
  at: T + 100,
  reason: "event-trust-updated",
  root: 2,
  timestamp: 40,
  snapshot: 12,
  targets: 11,
  issuedAt: T,
  expiresAt: T + 1e6,
  origin: "central",
} as const;
const clockEvent = { at: T, reason: "event-clock", state: "ok", by: "system", was: 0, floor: T } as const;

async function floorsOf(...bodies: Parameters<ReturnType<typeof memoryJournal>["append"]>[0][]) {
  const journal = memoryJournal();
  for (const body of bodies) await journal.append(body);
  return await readFloors(journal);
}

test("an empty journal knows nothing", async () => {
  expect(await floorsOf()).toEqual(NO_FLOORS);
});

describe("the versions", () => {
  test("are the highest that were ever held, role by role under one root", async () => {
    const { versions } = await floorsOf(UPDATED, { ...UPDATED, timestamp: 41, targets: 10 });
    expect(versions).toEqual({ root: 2, timestamp: 41, snapshot: 12, targets: 11 });
  });

  test("are those of the newest root, which may begin to count anew", async () => {
    const { versions } = await floorsOf(UPDATED, { ...UPDATED, root: 3, timestamp: 1, snapshot: 1, targets: 1 });
    expect(versions).toEqual({ root: 3, timestamp: 1, snapshot: 1, targets: 1 });
  });

  test("are not raised by a bundle that was refused", async () => {
    const { versions } = await floorsOf({ at: T, reason: "event-trust-refused", refusal: "rollback", origin: "folder" });
    expect(versions).toEqual(NO_VERSIONS);
  });
});

describe("the time", () => {
  test("is that of the last record whose clock was believed", async () => {
    const { time } = await floorsOf(
      UPDATED,
      anEntry({ at: T + 500 }),
      anEntry({ at: 12, clock: "behind" }),
      anEntry({ at: T + 1e9, clock: "ahead" }),
    );
    expect(time).toMatchObject({ proven: T, claimed: T + 500 });
  });

  test("is proven by a trust timestamp alone: central's clock may be wrong for a day, and must be able to mend that", async () => {
    expect((await floorsOf({ ...clockEvent, floor: T + 50 })).time).toEqual({ ...NO_TIME, claimed: T + 50 });
    expect((await floorsOf(UPDATED, { ...clockEvent, by: "central", floor: T + 50 })).time).toMatchObject({ proven: T, claimed: T + 50 });
  });

  test("comes down only where a clock event says so", async () => {
    const spoilt = anEntry({ at: T + 100 * 86_400 });
    expect((await floorsOf(UPDATED, spoilt, anEntry({ at: T + 600 }))).time.claimed).toBe(spoilt.at);
    for (const by of ["central", "folder"] as const) {
      const { time } = await floorsOf(UPDATED, spoilt, { ...clockEvent, by, floor: T + 600 });
      expect(time).toEqual({ ...NO_TIME, proven: T, issued: T, claimed: T + 600 });
    }
  });

  test("is claimed as the event says, where the floor is higher by what was proven: that may fall later", async () => {
    const dated = { ...UPDATED, issuedAt: T + 50 * 86_400 };
    const behind = { ...clockEvent, state: "behind", floor: T + 50 * 86_400, claimed: T + 90, leapt: 0 } as const;
    expect((await floorsOf(dated, behind)).time).toMatchObject({ proven: T + 50 * 86_400, claimed: T + 90 });
  });

  test("that a replaced key had proven falls with the bundle under the new keys, and not with any other", async () => {
    const dated = { ...UPDATED, issuedAt: T + 50 * 86_400 };
    const next = { ...UPDATED, root: 3, timestamp: 1, issuedAt: T + 300 };
    expect((await floorsOf(dated, next)).time.proven).toBe(T + 50 * 86_400);
    expect((await floorsOf(dated, { ...next, proven: T + 300 })).time).toMatchObject({ proven: T + 300, issued: T + 300 });
  });

  test("that central has signed counts until a newer bundle", async () => {
    const said = { ...FLOOR, signed: T + 690 };
    expect((await floorsOf(said)).time.signed).toBe(T + 690);
    expect((await floorsOf(said, { ...UPDATED, timestamp: 41 })).time.signed).toBe(0);
    // A root that is renewed over the same timestamp: nobody but root has said anything, and that has no date.
    expect((await floorsOf(said, { ...UPDATED, root: 3 })).time.signed).toBe(T + 690);
  });

  test("keeps the leaps of the clock, what confirms them, and forgets them with the event that says so", async () => {
    const leap = { ...clockEvent, at: T + 40 * 86_400, floor: T + 40 * 86_400, claimed: T + 40 * 86_400, leapt: 39 * 86_400 };
    const later = anEntry({ at: T + 50 * 86_400 });
    const leapt = { claimed: T + 50 * 86_400, leapt: 39 * 86_400 };
    expect((await floorsOf(UPDATED, leap, later)).time).toMatchObject(leapt);
    const proof = { ...UPDATED, timestamp: 41, at: later.at, issuedAt: T + 45 * 86_400 };
    expect((await floorsOf(UPDATED, leap, later, proof)).time).toMatchObject({ ...leapt, leapt: 5 * 86_400 });
    const settled = { ...clockEvent, by: "central", floor: T + 51 * 86_400, claimed: T + 51 * 86_400, leapt: 0 } as const;
    expect((await floorsOf(UPDATED, leap, later, settled)).time).toMatchObject({ leapt: 0 });
  });
});

const { root, timestamp, snapshot, targets } = UPDATED;
const FLOOR = { at: T + 700, reason: "event-floor", root, timestamp, snapshot, targets, proven: T, floor: T + 650 } as const;

test("a floor that was said again counts as if all before it could still be read", async () => {
  expect(await floorsOf(FLOOR)).toEqual({
    versions: { root, timestamp, snapshot, targets },
    time: { ...NO_TIME, proven: T, claimed: T + 650 },
    saidAt: 0,
  });
  const times = { issued: T - 5, signed: T + 10, claimed: T + 640, leapt: 900_000, stood: 3600 };
  expect((await floorsOf({ ...FLOOR, ...times })).time).toEqual({ proven: T, ...times });
});

test("events are found far behind the newest decisions, within the distance in which floors are said again", async () => {
  const journal = memoryJournal();
  await journal.append(UPDATED);
  await journal.append(anEntry({ at: T + 200 }));
  const entry = anEntry({ at: T + 300, issuer: '"reason":"event-floor"' });
  for (let seq = 0; seq < FLOOR_EVERY_ENTRIES + 5000; seq++) await journal.append(entry);
  expect(await readFloors(journal)).toMatchObject({ versions: { root: 2, timestamp: 40 }, time: { proven: T, claimed: T + 300 } });
});

test("a start reads from the newest floor on: what is before may have been removed", async () => {
  const journal = memoryJournal();
  await journal.append(UPDATED);
  for (let seq = 0; seq < 20_000; seq++) await journal.append(anEntry({ at: T + 300 }));
  await journal.append({ ...FLOOR, claimed: T + 640 });
  await journal.append(anEntry({ at: T + 660 }));
  const read: number[] = [];
  const floors = await readFloors({
    size: journal.size,
    read(from, until) {
      read.push(from);
      return journal.read(from, until);
    },
  });
  expect(floors).toMatchObject({ versions: { root, timestamp }, time: { proven: T, claimed: T + 660 }, saidAt: 20_001 });
  expect(Math.min(...read)).toBeGreaterThan(10_000);
});

test("where no floor was said again in all that was read, no leap may be undone: nobody knows which lie further back", async () => {
  const journal = memoryJournal();
  for (let seq = 0; seq <= MAX_ENTRIES_READ; seq++) await journal.append(anEntry({ at: T + 300 }));
  expect((await readFloors(journal)).time).toEqual({ ...NO_TIME, claimed: T + 300 });
});

describe("what journal and state document know together", () => {
  const versions = { root: 2, timestamp: 40, snapshot: 12, targets: 11 };
  const newer = { ...versions, timestamp: 41 };
  const nextRoot = { root: 3, timestamp: 1, snapshot: 1, targets: 1 };
  const time = { ...NO_TIME, proven: T, issued: T, signed: T + 10, claimed: T + 20 };
  test.each([
    ["of one bundle the higher of both", versions, { versions, proven: T + 5, signed: T + 15 }, T + 5, T + 15],
    ["the same, the other way round", versions, { versions, proven: T - 5, signed: T + 5 }, T, T + 10],
    ["central's time as the one with the newer bundle has it", newer, { versions, proven: T + 5, signed: T + 15 }, T + 5, T + 10],
    ["also where that is the state document", versions, { versions: newer, proven: T - 5, signed: T + 5 }, T, T + 5],
    [
      "central's time as both have it where a root was renewed over the same timestamp",
      { ...versions, root: 3 },
      { versions, proven: T - 5, signed: T + 15 },
      T,
      T + 15,
    ],
    ["under a newer root only what that proves", nextRoot, { versions, proven: T + 5, signed: T + 15 }, T, T + 10],
    ["also where that is in the state document", versions, { versions: nextRoot, proven: T - 5, signed: 0 }, T - 5, 0],
  ] as const)("is %s", (_, written, kept, proven, signed) => {
    const together = floorsTogether({ versions: written, time }, { ...kept, issued: kept.proven }).time;
    expect(together).toMatchObject({ proven, issued: proven, signed, claimed: T + 20 });
  });

  test("is read from a state document of before, without what it did not know", () => {
    expect(parseKeptFloors({ versions, proven: T })).toEqual({ versions, proven: T, issued: 0, signed: 0 });
  });
});

test("an old entry that is damaged ends no start: the newer ones count, and what was not read is said", async () => {
  const journal = memoryJournal();
  await journal.append(UPDATED);
  for (let at = 0; at < 60; at++) await journal.append(anEntry({ at: T + at }));
  await journal.append({ ...UPDATED, timestamp: 41, at: T + 90 });
  const damaged = {
    size: journal.size,
    async *read(from: number, until?: number) {
      for await (const entry of journal.read(from, until)) {
        if (entry.seq === 33) throw new Error("damaged at entry 33");
        yield entry;
      }
    },
  };
  const floors = await readFloors(damaged);
  expect(floors).toMatchObject({ versions: { timestamp: 41 }, time: { claimed: T + 90, leapt: 0 }, saidAt: undefined });
  expect([floors.unread?.before, String(floors.unread?.cause)]).toEqual([34, "Error: damaged at entry 33"]);
});

test("the latest time counts that a believed decision has, whatever came after it and between two events", async () => {
  const decision = (at: number) => anEntry({ at: T + at });
  const ahead = { ...decision(5000), clock: "ahead" } as const;
  const { time } = await floorsOf(UPDATED, decision(200), decision(250), ahead, decision(240), ahead);
  expect(time.claimed).toBe(T + 250);
  const lower = { ...clockEvent, floor: T + 100, claimed: T + 100 };
  expect((await floorsOf(UPDATED, decision(200), lower, decision(150), decision(120))).time.claimed).toBe(T + 150);
});

test("a time is that of a decision only where all of it is one", async () => {
  const journal = memoryJournal();
  await journal.append(anEntry({ at: T + 10 }));
  for (const text of ['{"seq":1,"at":9000000000,"reason":"granted"}', '{"seq":2,"at":"x', "[]"]) journal.appendBytes(Buffer.from(text));
  expect((await readFloors(journal)).time.claimed).toBe(T + 10);
});
