// Who can set a clock, has a stick, central or the timestamp's key, and what becomes of it: docs/decisions/0012-time.md, row by row.
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { NO_KEPT_FLOORS } from "../../src/kiosk/kept-floors.ts";
import { KioskTime } from "../support/kiosk-time.ts";
import { type SetClock, setClock } from "../support/set-clock.ts";
import "../support/properties.ts";

const DAY = 86_400;
const HOUR = 3600;
const BUILT = 1_790_000_000;
const T = 1_795_000_000;

let system: SetClock;
let kiosk: KioskTime;
/** A kiosk that has a bundle of this day. */
beforeEach(async () => {
  system = setClock(T);
  kiosk = await KioskTime.open(system, BUILT);
  await kiosk.take(T - HOUR, "folder");
  await kiosk.scan();
});

/** Days at the counter, twelve hours each; at night the kiosk is off, and its battery keeps the time. */
async function daysAtTheCounter(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    for (let hour = 0; hour < 12; hour++) {
      system.pass(HOUR);
      await kiosk.scan();
    }
    await kiosk.restart(12 * HOUR);
  }
}

describe("a stick and a clock set back to its day", () => {
  test("revive nothing on a kiosk whose clock was right all the time", async () => {
    await daysAtTheCounter(44);
    system.set(T + 9 * DAY + HOUR);
    expect(kiosk.clock.doubt()).toBe("behind");
    await kiosk.take(T + 9 * DAY, "folder");
    expect([kiosk.clock.doubt(), kiosk.highest]).toEqual(["behind", T + 44 * DAY]);
    await kiosk.restart(0);
    expect([kiosk.clock.doubt(), kiosk.highest]).toEqual(["behind", T + 44 * DAY]);
  });

  test("nor after the attacker has made the clock leap himself: the leap alone is taken back", async () => {
    await daysAtTheCounter(30);
    system.set(T + 100 * DAY);
    await kiosk.scan();
    system.set(T + 9 * DAY + HOUR);
    await kiosk.take(T + 9 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
    system.set(T + 30 * DAY + HOUR);
    await kiosk.take(T + 30 * DAY - HOUR, "folder");
    expect([kiosk.clock.doubt(), kiosk.highest]).toEqual([undefined, T + 30 * DAY + HOUR]);
  });

  test("nor after he has set it back and forth: what it only regained was no leap", async () => {
    await daysAtTheCounter(30);
    system.set(T + 2 * DAY);
    await kiosk.scan();
    system.set(T + 30 * DAY + 60);
    await kiosk.scan();
    expect(kiosk.floor.leapt).toBeLessThan(3 * HOUR);
    system.set(T + 9 * DAY + HOUR);
    await kiosk.take(T + 9 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
  });

  test("nor where they made it leap by a little each day: less than a week is none, and cannot be taken back", async () => {
    for (let week = 1; week <= 5; week++) {
      await kiosk.restart(6 * DAY);
      await kiosk.scan();
    }
    system.set(T + 9 * DAY + HOUR);
    await kiosk.take(T + 9 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
  });

  test("reach back into a time in which it really lay in a drawer, and not into the one before; what the next bundle or central says, closes that", async () => {
    await kiosk.restart(34 * DAY);
    expect(kiosk.changes.at(-1)).toMatchObject({
      state: "ok",
      by: "system",
      was: T,
      floor: { claimed: T + 34 * DAY, leapt: expect.any(Number) },
    });
    await daysAtTheCounter(3);
    system.set(T + 9 * DAY);
    await kiosk.take(T + 8 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBeUndefined();

    await kiosk.restart(30 * DAY);
    await kiosk.take(T + 38 * DAY, "folder");
    system.set(T + 20 * DAY);
    await kiosk.take(T + 19 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
  });
});

describe("a stick that was kept back for a later day", () => {
  /** The clock set back to the day of a stick that is newer than all before. */
  async function reach(day: number): Promise<unknown> {
    system.set(T + day * DAY + HOUR);
    await kiosk.take(T + day * DAY, "folder");
    return kiosk.clock.doubt();
  }

  test("brings back no time at a kiosk whose first stick was fresh", async () => {
    system = setClock(T);
    kiosk = await KioskTime.open(system, BUILT);
    await kiosk.take(T - 6 * DAY, "folder");
    await daysAtTheCounter(3);
    expect([kiosk.floor.leapt, await reach(-1)]).toEqual([0, "behind"]);
  });

  test.each([20, 40])("nor where the first one was %i days old, once the clock was believed for two weeks", async (age) => {
    system = setClock(T);
    kiosk = await KioskTime.open(system, BUILT);
    await kiosk.take(T - age * DAY, "folder");
    await daysAtTheCounter(15);
    expect([kiosk.floor.leapt, await reach(-1), kiosk.highest]).toEqual([0, "behind", T + 15 * DAY]);
  });

  test("nor what he had made the clock leap himself, before it was set right and the time had come again", async () => {
    system.set(T + 8 * DAY);
    await kiosk.scan();
    system.set(T);
    for (let hour = 0; hour < 8 * 24 + 1; hour++) {
      system.pass(HOUR);
      await kiosk.scan();
    }
    expect(kiosk.clock.doubt()).toBeUndefined();
    await daysAtTheCounter(22);
    expect([kiosk.floor.leapt, await reach(23)]).toEqual([0, "behind"]);
  });
});

test("a time in a drawer that central's answer has confirmed is not reached any more, also after a restart", async () => {
  await kiosk.restart(34 * DAY);
  expect(await kiosk.answer(T + 34 * DAY)).toBe(true);
  expect(kiosk.changes.at(-1)).toMatchObject({ state: "ok", by: "central", floor: { leapt: 0 } });
  await kiosk.restart(0);
  system.set(T + 9 * DAY);
  await kiosk.take(T + 8 * DAY, "folder");
  expect(kiosk.clock.doubt()).toBe("behind");
});

describe("a clock that once leapt ahead in an office without a network", () => {
  test.each(["while the kiosk runs", "between two starts"])("%s comes back with a fresh stick, also some restarts later", async (when) => {
    if (when === "between two starts") await kiosk.restart(100 * DAY);
    else system.set(T + 100 * DAY);
    await kiosk.scan();
    await kiosk.restart(HOUR);
    await kiosk.scan();
    system.set(T + 2 * DAY);
    expect(kiosk.clock.doubt()).toBe("behind");
    // The stick was signed today: by what the clock claimed, it has expired long ago.
    expect(kiosk.clock.offerTime().at).toBeLessThan(T + DAY);
    await kiosk.take(T + 2 * DAY - HOUR, "folder");
    expect([kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([undefined, T + 2 * DAY]);
    await kiosk.restart(HOUR);
    expect([kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([undefined, T + 2 * DAY + HOUR]);
  });

  test("and was looked at for days before somebody set it right comes back, too", async () => {
    system.set(T + 100 * DAY);
    await daysAtTheCounter(10);
    system.set(T + 10 * DAY);
    await kiosk.scan();
    await kiosk.restart(3 * DAY);
    await kiosk.take(T + 13 * DAY - HOUR, "folder");
    expect([kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([undefined, T + 13 * DAY]);
  });

  test("by many settings of less than a week in one run comes back, too, but for the first: that may be the time switched off", async () => {
    for (let setting = 0; setting < 57; setting++) {
      system.pass(60);
      system.set(system.now() + 6.9 * DAY);
      await kiosk.scan();
    }
    await kiosk.restart(HOUR);
    system.set(T + DAY);
    expect(kiosk.clock.doubt()).toBe("behind");
    await kiosk.take(T + DAY - HOUR, "folder");
    system.pass(7 * DAY);
    expect([kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([undefined, T + 8 * DAY]);
  });

  test("set right by somebody after every night gives no stick a claim on those nights", async () => {
    // No battery: each morning the clock goes on where it stopped, and is set by the night.
    for (let day = 1; day <= 40; day++) {
      system.pass(8 * HOUR);
      await kiosk.scan();
      await kiosk.restart(0);
      await kiosk.scan();
      system.set(system.now() + 16 * HOUR);
      await kiosk.scan();
    }
    system.set(T + 14 * DAY);
    await kiosk.take(T + 9 * DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
  });

  test("that was so on its first day comes back, too", async () => {
    system = setClock(T + 100 * DAY);
    kiosk = await KioskTime.open(system, BUILT);
    await kiosk.take(T - HOUR, "folder");
    await kiosk.restart(HOUR);
    system.set(T + DAY);
    expect(kiosk.clock.doubt()).toBe("behind");
    await kiosk.take(T + DAY - HOUR, "folder");
    expect(kiosk.clock.doubt()).toBeUndefined();
  });
});

describe("whoever has central", () => {
  test("cannot let the same day last: not in a run, and not through restarts", async () => {
    const taken: boolean[] = [];
    for (let day = 0; day < 20; day++) {
      taken.push(await kiosk.answer(T + 1));
      system.pass(DAY);
      await kiosk.scan();
      await kiosk.restart(0);
    }
    expect(taken).toEqual([true, ...Array(19).fill(false)]);
    expect([kiosk.clock.doubt(), kiosk.highest]).toEqual([undefined, T + 20 * DAY]);
  });

  test("can leave out the nights, and no more: time goes on as long as the kiosk is on", async () => {
    for (let day = 0; day < 20; day++) {
      expect(await kiosk.answer(T + day * 12 * HOUR)).toBe(true);
      system.pass(12 * HOUR);
      await kiosk.scan();
      expect(await kiosk.answer(T + day * 12 * HOUR)).toBe(false);
      await kiosk.restart(12 * HOUR);
    }
    expect(kiosk.floor.signed).toBeGreaterThan(T + 9.9 * DAY);
    expect(kiosk.floor.proven).toBeGreaterThan(T + 9.9 * DAY);
  });

  test("and whose clock was ahead by mistake: a publication, and its right answer is taken, also after restarts", async () => {
    expect(await kiosk.answer(T + 90 * DAY)).toBe(true);
    await kiosk.scan();
    system.pass(HOUR);
    expect(await kiosk.answer(T + HOUR)).toBe(false);
    expect(kiosk.clock.doubt()).toBe("behind");
    await kiosk.restart(0);
    expect([kiosk.clock.doubt(), await kiosk.answer(T + HOUR)]).toEqual(["behind", false]);
    await kiosk.take(T + HOUR - 60, "central");
    await kiosk.restart(0);
    expect([await kiosk.answer(T + HOUR), kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([true, undefined, T + HOUR]);
    await kiosk.restart(0);
    expect(kiosk.clock.doubt()).toBeUndefined();
  });

  test("gets no word taken back by a root that was renewed over the same timestamp", async () => {
    await kiosk.answer(T + 10 * DAY);
    for (const origin of ["central", "folder"] as const) {
      await kiosk.takeRoot(T - HOUR, origin);
      expect([await kiosk.answer(T + DAY), kiosk.floor.signed >= T + 10 * DAY]).toEqual([false, true]);
      await kiosk.restart(0);
      expect([await kiosk.answer(T + DAY), kiosk.floor.signed >= T + 10 * DAY - 1]).toEqual([false, true]);
    }
  });

  test.each([
    ["in an orderly way", true, 1],
    ["by a power cut", false, DAY],
  ])("gets none back by the loss of the state document, where the kiosk was stopped %s", async (_, orderly, lost) => {
    await kiosk.answer(T);
    for (let hour = 0; hour < 71; hour++) {
      system.pass(HOUR);
      await kiosk.scan();
    }
    const { proven, signed } = kiosk.floor;
    await kiosk.restart(0, { orderly, keeps: NO_KEPT_FLOORS });
    expect(kiosk.floor.proven).toBeGreaterThan(proven - lost);
    expect(kiosk.floor.signed).toBeGreaterThan(signed - lost);
    expect(await kiosk.answer(T)).toBe(false);
  });

  test("and what the state document alone had known stands in the journal from the next start on", async () => {
    await kiosk.answer(T);
    system.pass(6 * HOUR);
    await kiosk.answer(T + 6 * HOUR);
    await kiosk.restart(0, { orderly: false });
    await kiosk.restart(0, { orderly: false, keeps: NO_KEPT_FLOORS });
    expect(kiosk.floor.signed).toBeGreaterThan(T + 6 * HOUR - 2);
  });

  test("fills no journal with refusals", async () => {
    await kiosk.answer(T + 90 * DAY);
    const before = kiosk.journal.size;
    for (let turn = 0; turn < 500; turn++) await kiosk.answer(T);
    expect(kiosk.journal.size - before).toBe(1);
  });
});

describe("whoever has the timestamp's key and dates a bundle ahead", () => {
  beforeEach(async () => {
    await kiosk.take(T + 50 * DAY, "folder");
    system.pass(DAY);
    await kiosk.scan();
    await kiosk.restart(0);
  });

  test("stops the kiosk, until root replaces the key: through restarts, by central", async () => {
    expect([kiosk.clock.doubt(), await kiosk.answer(T + DAY)]).toEqual(["behind", false]);
    expect(kiosk.clock.offerTime().atUnderNewKeys).toBe(BUILT);
    await kiosk.take(T + DAY - HOUR, "central", true);
    expect([kiosk.clock.doubt(), await kiosk.answer(T + DAY)]).toEqual([undefined, true]);
    await kiosk.restart(0);
    expect([kiosk.clock.doubt(), kiosk.floor.proven < T + 2 * DAY]).toEqual([undefined, true]);
  });

  test("by a stick, where somebody has set the clock to the day that the kiosk had asked for", async () => {
    system.set(T + 51 * DAY + HOUR);
    await kiosk.scan();
    expect(kiosk.clock.doubt()).toBeUndefined();
    await kiosk.restart(DAY);
    system.set(T + 2 * DAY);
    expect(kiosk.clock.doubt()).toBe("behind");
    await kiosk.take(T + 2 * DAY - HOUR, "folder", true);
    expect([kiosk.clock.doubt(), kiosk.clock.now()]).toEqual([undefined, T + 2 * DAY]);
    await kiosk.restart(HOUR);
    expect(kiosk.clock.doubt()).toBeUndefined();
  });

  test("another bundle under the old key mends nothing", async () => {
    await kiosk.take(T + DAY, "folder");
    expect(kiosk.clock.doubt()).toBe("behind");
  });

  test("and the bundle with the new keys, kept back for a month, brings back no time that the clock has shown", async () => {
    await kiosk.take(T + DAY - HOUR, "folder", true);
    await daysAtTheCounter(30);
    const { proven } = kiosk.floor;
    system.set(T + 3 * DAY);
    await kiosk.take(T + 2 * DAY, "folder", true);
    expect([kiosk.clock.doubt(), kiosk.highest]).toEqual(["behind", T + 31 * DAY]);
    expect(kiosk.floor.proven).toBe(proven);
  });
});

describe("whatever happens,", () => {
  const seconds = fc.integer({ min: 1, max: 60 * DAY });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("pass" as const), seconds }),
    fc.record({ kind: fc.constant("set" as const), to: fc.integer({ min: -40 * DAY, max: 300 * DAY }) }),
    fc.record({ kind: fc.constant("stick" as const), age: fc.integer({ min: -2 * DAY, max: 20 * DAY }), rotates: fc.boolean() }),
    fc.record({ kind: fc.constant("bundle" as const), age: fc.integer({ min: -2 * DAY, max: 20 * DAY }) }),
    fc.record({ kind: fc.constant("answer" as const), offset: fc.integer({ min: -40 * DAY, max: 40 * DAY }) }),
    fc.record({ kind: fc.constant("restart" as const), seconds, orderly: fc.boolean() }),
    fc.record({ kind: fc.constant("scan" as const) }),
  );

  test("what is proven only rises and counts, but under new keys; and the floor falls to central, to a stick by leaps, under new keys, and else never", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        system = setClock(T);
        kiosk = await KioskTime.open(system, BUILT);
        await kiosk.take(T - HOUR, "folder");
        let certain = kiosk.floor.proven;
        let newest = T - HOUR;
        /** By how much the machine's clock has gone ahead of what was counted, since the floor was last settled. */
        let jumps = HOUR;
        for (const next of steps) {
          await kiosk.scan(); // so that the floor in memory is the one in the journal
          const before = kiosk.floor;
          const [least, now] = [kiosk.highest, system.now()];
          let mayFallTo = least;
          switch (next.kind) {
            case "pass":
              system.pass(next.seconds);
              certain += 0.999 * next.seconds;
              break;
            case "set":
              system.set(T + next.to);
              jumps += Math.max(0, T + next.to - now);
              break;
            case "stick":
            case "bundle": {
              const rotates = next.kind === "stick" && next.rotates;
              const issued = now - next.age;
              await kiosk.take(issued, next.kind === "stick" ? "folder" : "central", rotates);
              const isDatedAhead = rotates && newest > issued + 300;
              certain = isDatedAhead ? Math.max(BUILT, issued) : Math.max(certain, issued);
              newest = isDatedAhead ? issued : Math.max(newest, issued);
              // Central's word is released, and what old keys have proved; what the clock showed falls by its leaps only.
              const claimedAtLeast =
                next.kind === "stick" ? Math.max(before.claimed - jumps, Math.min(now, before.claimed)) : before.claimed;
              mayFallTo = Math.max(claimedAtLeast, certain);
              break;
            }
            case "answer": {
              const at = now + next.offset;
              const isTaken = await kiosk.answer(at);
              if (isTaken) {
                expect(at).toBeGreaterThanOrEqual(Math.max(before.proven, before.signed) - 300);
                jumps = 0;
                mayFallTo = Math.max(at, before.proven, before.signed);
              }
              break;
            }
            case "restart":
              await kiosk.restart(next.seconds, { orderly: next.orderly });
              jumps += next.seconds;
              // Whole seconds are kept; and after a crash an hour may be lost.
              certain = Math.max(BUILT, certain - (next.orderly ? 1 : HOUR + 1));
              mayFallTo = Math.max(before.claimed, least - (next.orderly ? 1 : HOUR + 1));
              break;
            case "scan":
              break;
          }
          const after = kiosk.floor;
          expect(after.proven).toBeGreaterThanOrEqual(certain - 0.01);
          expect(kiosk.highest).toBeGreaterThanOrEqual(mayFallTo - 0.01);
          expect(after.leapt).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
