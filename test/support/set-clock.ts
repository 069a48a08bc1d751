import type { Clock } from "../../src/ports.ts";

/** A machine's clocks, set by a test. */
export interface SetClock extends Clock {
  /** Time passes: both clocks go on. */
  pass(seconds: number): void;
  /** Somebody sets the wall clock; the other does not notice. */
  set(now: number): void;
}

/** Clocks that show `now` and stand still until the test says otherwise. */
export function setClock(now: number): SetClock {
  let wall = now;
  let ms = 1000;
  return {
    now: () => wall,
    monotonicMs: () => ms,
    pass(seconds) {
      wall += seconds;
      ms += seconds * 1000;
    },
    set(next) {
      wall = next;
    },
  };
}
