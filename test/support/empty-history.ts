import { NO_HISTORY } from "../../src/core/history.ts";
import type { InForce } from "../../src/kiosk/in-force.ts";

/** A history in which nothing was ever accepted, and which keeps nothing. */
export const EMPTY_HISTORY: InForce["history"] = {
  ...NO_HISTORY,
  remember: () => undefined,
  isForEver: () => false,
  close: async () => undefined,
};
