import type { ClockFacts } from "../core/machine-facts.ts";
import type { Timekeeping } from "../core/screen.ts";
import type { Clock, Sleep } from "../ports.ts";
import { createPause } from "./pause.ts";

/** How often somebody looks, in milliseconds: time services come and batteries go over hours. */
const LOOK_EVERY_MS = 60_000;

/** Knows what keeps the machine's clock. */
export interface TimekeepingWatch {
  /** Undefined until the first look is done, and after one that failed. */
  current(): Timekeeping | undefined;
  close(): Promise<void>;
}

export interface TimekeepingOptions {
  readonly look: () => Promise<ClockFacts>;
  /** The time that the kiosk goes by. */
  readonly clock: Pick<Clock, "now">;
  readonly sleep: Sleep;
}

/** Looks now and every minute, beside the scans. */
export function watchTimekeeping({ look, clock, sleep }: TimekeepingOptions): TimekeepingWatch {
  const pause = createPause(sleep);
  let current: Timekeeping | undefined;

  async function run(): Promise<void> {
    while (!pause.isClosed) {
      current = await look().then(
        (facts) => timekeepingOf(facts, clock.now()),
        () => undefined,
      );
      await pause.rest(LOOK_EVERY_MS);
    }
  }

  const running = run();
  return {
    current: () => current,
    async close() {
      pause.close();
      await running;
    },
  };
}

/** The first real-time clock counts: it is the one that the kernel starts by. */
function timekeepingOf({ isSynchronised, rtcs: [rtc] }: ClockFacts, now: number): Timekeeping {
  if (!rtc) return { isSynchronised };
  const { name, chip = name, at, batteryVolts } = rtc;
  return {
    isSynchronised,
    rtc: {
      chip,
      ...(at !== undefined && { offsetSeconds: Math.round(at - now) }),
      ...(batteryVolts !== undefined && { batteryVolts }),
    },
  };
}
