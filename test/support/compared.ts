import type { OwnComparison } from "../../src/kiosk/own-comparison.ts";

/** A journal that was compared, and goes on from what was signed of it. */
export const GOES_ON: Pick<OwnComparison, "goesOn" | "contradiction" | "settled"> = {
  goesOn: true,
  contradiction: undefined,
  settled: Promise.resolve(),
};
