import { NO_TIME, type TimeFloor } from "../../src/core/trusted-time.ts";
import { type ClockChange, createTrustedClock, type TrustedClock } from "../../src/kiosk/trusted-clock.ts";
import type { Clock } from "../../src/ports.ts";

/** When the program of these kiosks was built: long before everything else. */
export const TEST_BUILT_AT = 1_700_000_000;

/** A kiosk's clock over a machine's, with what it knows at its start. */
export function aClock(system: Clock, known: Partial<TimeFloor>, onChange: (change: ClockChange) => void = () => undefined): TrustedClock {
  return createTrustedClock({ system, floor: { ...NO_TIME, ...known }, builtAt: TEST_BUILT_AT, onChange });
}
