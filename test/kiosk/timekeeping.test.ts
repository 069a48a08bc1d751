import { afterEach, expect, test } from "vitest";
import type { ClockFacts } from "../../src/core/machine-facts.ts";
import { type TimekeepingWatch, watchTimekeeping } from "../../src/kiosk/timekeeping.ts";
import { manualSleep } from "../support/manual-sleep.ts";

const NOW = 1_795_437_065;
let watch: TimekeepingWatch | undefined;
afterEach(() => watch?.close());

/** A watch over a machine whose facts the test changes; `next` lets a minute pass. */
async function start(first: () => Promise<ClockFacts>) {
  let look = first;
  const { waits, sleep, end } = manualSleep();
  const started = watchTimekeeping({ look: () => look(), clock: { now: () => NOW + 0.4 }, sleep });
  watch = started;
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const current = () => started.current();
  expect(current()).toBeUndefined();
  await settle();
  return {
    current,
    waits,
    async next(changed: () => Promise<ClockFacts>) {
      look = changed;
      end();
      await settle();
    },
  };
}

const facts =
  (changes: Partial<ClockFacts> = {}) =>
  async (): Promise<ClockFacts> => {
    return { programAt: 0, isSynchronised: false, rtcs: [], ...changes };
  };

test("what keeps the machine's clock is looked at once a minute", async () => {
  const { current, waits, next } = await start(facts());
  expect(current()).toEqual({ isSynchronised: false });
  await next(facts({ isSynchronised: true, rtcs: [{ name: "rtc0", at: NOW - 3, chip: "rtc-ds1307" }] }));
  expect(current()).toEqual({ isSynchronised: true, rtc: { chip: "rtc-ds1307", offsetSeconds: -3 } });
  expect(waits).toEqual([60_000, 60_000]);
});

test("a clock that does not answer has a name, and its battery is told where it can be", async () => {
  const { current } = await start(facts({ rtcs: [{ name: "rtc0", at: undefined, batteryVolts: 0 }] }));
  expect(current()).toEqual({ isSynchronised: false, rtc: { chip: "rtc0", batteryVolts: 0 } });
});

test("after a look that failed nothing is said, and the next one counts", async () => {
  const { current, next } = await start(() => Promise.reject(new Error("EIO")));
  expect(current()).toBeUndefined();
  await next(facts());
  expect(current()).toEqual({ isSynchronised: false });
});
