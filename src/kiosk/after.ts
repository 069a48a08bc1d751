/** Calls back once after a delay; the result cancels. */
export type After = (delayMs: number, callback: () => void) => () => void;

/** By the event loop's own timers. */
export function afterTimeout(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
