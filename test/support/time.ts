import type { After } from "../../src/kiosk/after.ts";

/** Time that passes only when told to. */
export function createTime() {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly callback: () => void }[] = [];
  const after: After = (delayMs, callback) => {
    const timer = { atMs: nowMs + delayMs, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  function pass(ms: number): void {
    const endMs = nowMs + ms;
    for (;;) {
      const due = timers.filter((timer) => timer.atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      timers = timers.filter((timer) => timer !== due);
      nowMs = due.atMs;
      due.callback();
    }
    nowMs = endMs;
  }
  return { after, now: () => nowMs, pass, pending: () => timers.length };
}
