import type { Sleep } from "../ports.ts";

/** The waiting of one loop: ended by time, by wake(), or for good by close(). */
export interface Pause {
  readonly isClosed: boolean;
  /** Waits; `"wakeable"` waits end early at wake(), too. Returns at once when closed. */
  rest(ms: number, kind?: "wakeable"): Promise<void>;
  wake(): void;
  close(): void;
}

/** A loop's waiting, over an injected sleep. */
export function createPause(sleep: Sleep): Pause {
  let current = new AbortController();
  let isWakeable = false;
  let isClosed = false;
  return {
    get isClosed() {
      return isClosed;
    },
    async rest(ms, kind) {
      if (isClosed) return;
      current = new AbortController();
      isWakeable = kind === "wakeable";
      await sleep(ms, current.signal);
      isWakeable = false;
    },
    wake() {
      if (isWakeable) current.abort();
    },
    close() {
      isClosed = true;
      current.abort();
    },
  };
}
