import type { Clock } from "../ports.ts";
import type { Stick, TrustUpdate } from "../trust-ports.ts";

/**
 * A stick that could not be read to its end is tried again after so long, in milliseconds, each time twice as long as before up to the second:
 * somebody may still be copying. Sticks go before central, and one that stays broken must leave a slow line time for a whole bundle.
 */
const [RETRY_MS, LONGEST_RETRY_MS] = [10_000, 1_280_000];

/** Remembers which sticks have had their say. */
export interface StickWatch {
  /** Of the sticks that are in now those to be read: new ones, changed ones, and those that could not be read to the end. */
  due(sticks: readonly Stick[]): readonly Stick[];
  /** What came of one of them. */
  offered(stick: Stick, update: TrustUpdate): void;
}

/** A watch for sticks. One that is pulled out and put in again is new. */
export function createStickWatch(clock: Pick<Clock, "monotonicMs">): StickWatch {
  let known = new Map<string, { readonly mark: string; readonly retryAtMs: number; readonly nextWaitMs: number }>();
  return {
    due(sticks) {
      const isIn = (path: string) => sticks.some((stick) => stick.path === path);
      known = new Map([...known].filter(([path]) => isIn(path)));
      return sticks.filter(({ path, mark }) => {
        const before = known.get(path);
        return before?.mark !== mark || clock.monotonicMs() >= before.retryAtMs;
      });
    },
    offered({ path, mark }, update) {
      const before = known.get(path);
      const waitMs = before?.mark === mark ? before.nextWaitMs : RETRY_MS;
      const retryAtMs = isWorthAnother(update) ? clock.monotonicMs() + waitMs : Number.POSITIVE_INFINITY;
      known.set(path, { mark, retryAtMs, nextWaitMs: Math.min(2 * waitMs, LONGEST_RETRY_MS) });
    },
  };
}

function isWorthAnother(update: TrustUpdate): boolean {
  if (update.kind === "later") return true;
  // The last two hang on the clock as well, which somebody may set while the stick is in.
  return update.kind === "refused" && ["incomplete", "storage", "freeze", "clock-wrong"].includes(update.refusal);
}
