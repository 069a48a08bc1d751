import type { Clock } from "../ports.ts";
import type { Stick, TrustUpdate } from "../trust-ports.ts";

/** A stick that could not be read to its end is tried again after so long, in milliseconds: somebody may still be copying. */
const RETRY_MS = 10_000;

/** Remembers which sticks have had their say. */
export interface StickWatch {
  /** Of the sticks that are in now those to be read: new ones, changed ones, and those that could not be read to the end. */
  due(sticks: readonly Stick[]): readonly Stick[];
  /** What came of one of them. */
  offered(stick: Stick, update: TrustUpdate): void;
}

/** A watch for sticks. One that is pulled out and put in again is new. */
export function createStickWatch(clock: Pick<Clock, "monotonicMs">): StickWatch {
  let known = new Map<string, { readonly mark: string; readonly retryAtMs: number }>();
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
      known.set(path, { mark, retryAtMs: isWorthAnother(update) ? clock.monotonicMs() + RETRY_MS : Number.POSITIVE_INFINITY });
    },
  };
}

function isWorthAnother(update: TrustUpdate): boolean {
  if (update.kind === "later") return true;
  return update.kind === "refused" && (update.refusal === "incomplete" || update.refusal === "storage");
}
