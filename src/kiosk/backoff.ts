/** First and longest wait after a failure, in milliseconds. */
const BASE_MS = 1000;
const CAP_MS = 15 * 60_000;
/** A central that asks for more patience than this is not believed, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 3600;

/**
 * How long to wait after the failure number `attempt` (from 0): exponential with full jitter (a random share of the whole
 * wait), so that kiosks which lost one network together do not come back together. What central asked for comes on top.
 * `random`: 0 ≤ random < 1. `capMs`: the longest wait, but for what central asked for.
 */
export function backoffMs(attempt: number, random: number, retryAfterSeconds = 0, capMs = CAP_MS): number {
  const asked = Math.min(Math.max(retryAfterSeconds, 0), MAX_RETRY_AFTER_SECONDS) * 1000;
  return asked + random * Math.min(CAP_MS, capMs, BASE_MS * 2 ** attempt);
}
