import type { TrustOrigin, TrustUpdate } from "../trust-ports.ts";

/** Lets one offer at a time into a vault. */
export interface TrustTurns {
  /** Runs `work` when it is its turn. Where the signal aborts, its reason says why in words, and `later` is the answer. */
  take(origin: TrustOrigin["kind"], work: (stop: AbortSignal) => Promise<TrustUpdate>): Promise<TrustUpdate>;
}

/**
 * One after another, and a stick before central: somebody stands there and waits for the answer, and a line of a few bytes a second may take
 * an hour. What of central is waiting then, or being fetched, ends with `later`; what has been fetched is taken over first.
 */
export function createTrustTurns(closing: AbortSignal): TrustTurns {
  let idle: Promise<unknown> = Promise.resolve();
  let askingCentral = new AbortController();
  return {
    async take(origin, work) {
      if (origin === "folder") {
        askingCentral.abort("a stick goes first");
        askingCentral = new AbortController();
      }
      const stops = origin === "folder" ? [closing] : [closing, askingCentral.signal];
      const turn = idle;
      const done = turn.then(() => {
        const stopped = stops.find(({ aborted }) => aborted);
        if (stopped) return { kind: "later" as const, detail: String(stopped.reason) };
        // Put together only now: one that waits without a listener can be forgotten by those it follows, and never hears of them (seen on Node 24).
        return work(AbortSignal.any(stops));
      });
      idle = done.catch(() => undefined);
      return await done;
    },
  };
}
