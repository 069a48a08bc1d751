import type { Sleep } from "../ports.ts";

/** What may end a wait early: something to do, or word that the other side can be reached again. */
export type WakeReason = "work" | "reached";

/** The waiting of one loop: ended by time, by wake(), or for good by close(). */
export interface Pause {
  readonly isClosed: boolean;
  /** Waits; ends early at a wake() for this reason. Returns at once when closed. */
  rest(ms: number, until?: WakeReason): Promise<void>;
  wake(reason?: WakeReason): void;
  close(): void;
}

/** A loop's waiting, over an injected sleep. */
export function createPause(sleep: Sleep): Pause {
  let current = new AbortController();
  let awaited: WakeReason | undefined;
  let isClosed = false;
  return {
    get isClosed() {
      return isClosed;
    },
    async rest(ms, until) {
      if (isClosed) return;
      current = new AbortController();
      awaited = until;
      await sleep(ms, current.signal);
      awaited = undefined;
    },
    wake(reason = "work") {
      if (awaited === reason) current.abort();
    },
    close() {
      isClosed = true;
      current.abort();
    },
  };
}
