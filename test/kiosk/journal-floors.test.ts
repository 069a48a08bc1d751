import { describe, expect, test } from "vitest";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { FLOOR_EVERY_ENTRIES, NO_FLOORS, readFloors } from "../../src/kiosk/journal-floors.ts";
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
    expect(time).toEqual({ proven: T, claimed: T + 500 });
  });

  test("is proven by a trust timestamp alone: central's clock may be wrong for a day, and must be able to mend that", async () => {
    expect((await floorsOf({ ...clockEvent, floor: T + 50 })).time).toEqual({ proven: 0, claimed: T + 50 });
    expect((await floorsOf(UPDATED, { ...clockEvent, by: "central", floor: T + 50 })).time).toEqual({ proven: T, claimed: T + 50 });
  });

  test("comes down only where a clock event says so", async () => {
    const spoilt = anEntry({ at: T + 100 * 86_400 });
    expect((await floorsOf(UPDATED, spoilt, anEntry({ at: T + 600 }))).time.claimed).toBe(spoilt.at);
    expect((await floorsOf(UPDATED, spoilt, { ...clockEvent, by: "central", floor: T + 600 })).time.claimed).toBe(T + 600);
    expect((await floorsOf(UPDATED, spoilt, { ...clockEvent, by: "folder", floor: T + 600 })).time).toEqual({
      proven: T,
      claimed: T + 600,
    });
  });
});

test("a floor that was said again counts as if all before it could still be read", async () => {
  const { root, timestamp, snapshot, targets } = UPDATED;
  const said = { at: T + 700, reason: "event-floor", root, timestamp, snapshot, targets, proven: T, floor: T + 650 } as const;
  expect(await floorsOf(said)).toEqual({
    versions: { root, timestamp, snapshot, targets },
    time: { proven: T, claimed: T + 650 },
    saidAt: 0,
  });
});

test("events are found far behind the newest decisions, within the distance in which floors are said again", async () => {
  const journal = memoryJournal();
  await journal.append(UPDATED);
  await journal.append(anEntry({ at: T + 200 }));
  const entry = anEntry({ at: T + 300, issuer: '"reason":"event-floor"' });
  for (let seq = 0; seq < FLOOR_EVERY_ENTRIES + 5000; seq++) await journal.append(entry);
  expect(await readFloors(journal)).toMatchObject({ versions: { root: 2, timestamp: 40 }, time: { proven: T, claimed: T + 300 } });
});
