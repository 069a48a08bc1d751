// What a start reads back of the time, from little of the journal: never lower than all of it says, but by what two clocks may differ.
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyFromJson, isJournalEvent } from "../../src/core/journal-event.ts";
import { CLOCK_TOLERANCE_SECONDS } from "../../src/core/trusted-time.ts";
import { MAX_DECISIONS_READ, MAX_ENTRIES_READ, readFloors } from "../../src/kiosk/journal-floors.ts";
import { NO_KEPT_FLOORS } from "../../src/kiosk/kept-floors.ts";
import type { Journal } from "../../src/ports.ts";
import { anEntry } from "../support/entries.ts";
import { KioskTime } from "../support/kiosk-time.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { setClock } from "../support/set-clock.ts";

const T = 1_795_000_000;
const DAY = 86_400;

/** The latest time that the journal says the clock was believed to show, every entry of it read; a clock event may take it back. */
async function claimedInAll(journal: Pick<Journal, "size" | "read">): Promise<number> {
  let claimed = 0;
  for await (const { body } of journal.read(0)) {
    const said = bodyFromJson(body);
    if (!said) continue;
    if (said.clock === undefined) claimed = Math.max(claimed, said.at);
    const says = isJournalEvent(said) && (said.reason === "event-clock" || said.reason === "event-floor") ? said : undefined;
    if (says) claimed = says.claimed ?? says.floor;
  }
  return claimed;
}

type Step = (kiosk: KioskTime, clock: ReturnType<typeof setClock>) => unknown;
const scans = fc.constantFrom(1, 30, MAX_DECISIONS_READ + 1).map<Step>((count) => async (kiosk, clock) => {
  for (let scan = 0; scan < count; scan++, clock.pass(1)) await kiosk.scan();
});
const seconds = fc.oneof(
  fc.integer({ min: -CLOCK_TOLERANCE_SECONDS, max: CLOCK_TOLERANCE_SECONDS }),
  fc.integer({ min: -40 * DAY, max: 40 * DAY }),
);
const turned = seconds.map<Step>((by) => (_, clock) => clock.set(clock.now() + by));
const passed = fc.integer({ min: 1, max: 3 * DAY }).map<Step>((by) => (_, clock) => clock.pass(by));
const taken = fc.integer({ min: -DAY, max: 5 * DAY }).map<Step>((by) => (kiosk) => kiosk.take(T + by, "central"));
const answered = fc.integer({ min: -DAY, max: 5 * DAY }).map<Step>((by) => (kiosk) => kiosk.answer(T + by));
/** Off and on, in order or not, and the state document is gone each time: only the journal remembers. */
const restarted = fc.record({ off: fc.integer({ min: 0, max: DAY }), orderly: fc.boolean() });

test("whatever the clock does, and however often it starts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(fc.oneof(scans, turned, passed, taken, answered), { maxLength: 4 }), scans, restarted), { maxLength: 5 }),
      async (runs) => {
        const clock = setClock(T);
        const kiosk = await KioskTime.open(clock, T - 100 * DAY);
        for (const [steps, last, { off, orderly }] of runs) {
          for (const step of [...steps, last]) await step(kiosk, clock);
          await kiosk.restart(off, { orderly, keeps: NO_KEPT_FLOORS });
          const { time } = await readFloors(kiosk.journal);
          expect(time.claimed).toBeGreaterThanOrEqual((await claimedInAll(kiosk.journal)) - CLOCK_TOLERANCE_SECONDS);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("a clock that is set back a little before each start goes back once, not every time", async () => {
  const clock = setClock(T);
  const kiosk = await KioskTime.open(clock, T - 100 * DAY);
  for (let start = 0; start < 6; start++) {
    for (let scan = 0; scan <= MAX_DECISIONS_READ; scan++) await kiosk.scan();
    clock.set(clock.now() - CLOCK_TOLERANCE_SECONDS);
    for (let scan = 0; scan <= MAX_DECISIONS_READ; scan++) await kiosk.scan();
    await kiosk.restart(0, { orderly: false, keeps: NO_KEPT_FLOORS });
  }
  expect((await readFloors(kiosk.journal)).time.claimed).toBeGreaterThanOrEqual(T - CLOCK_TOLERANCE_SECONDS);
});

test("a long journal of an older version, with no clock event and no floor, says the time of its newest decisions", async () => {
  const journal = memoryJournal();
  for (let seq = 0; seq < MAX_ENTRIES_READ + 10; seq++) await journal.append(anEntry({ at: T + seq }));
  const { time, saidAt } = await readFloors(journal);
  expect([time.claimed, saidAt]).toEqual([T + MAX_ENTRIES_READ + 9, undefined]);
});
