import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock, Sleep } from "../ports.ts";

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonicMs: () => performance.now(),
};

/** Minutes since midnight in Việt Nam (UTC+7), whatever zone the machine is set to, by its own clock. */
export function localMinute(): number {
  return Math.floor(Date.now() / 60_000 + 7 * 60) % (24 * 60);
}

/** Waits on a timer for which the process stays: what a command has switched on it must live to switch off. */
export const holdingSleep: Sleep = (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined);

/** Waits on a timer that lets the process end. */
export const systemSleep: Sleep = (ms, signal) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
