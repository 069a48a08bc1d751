/** How long between two offers of what central would not take, in milliseconds: whoever stood between may be gone tomorrow. */
const OFFER_EVERY_MS = 86_400_000;
/** Most entries offered in one round; the others have their turn a day later. */
const MAX_A_ROUND = 64;

/** The entries of which central has got the hash alone. They are offered to it again, whole, so that none is missing there for good. */
export interface SecondOffer {
  readonly count: number;
  /** Central was sent the hash of this entry. */
  put(seq: number, nowMs: number): void;
  /** Central has taken the entry itself. */
  taken(seq: number): void;
  /** Those to offer now; the next ones only a day later. */
  due(nowMs: number): readonly number[];
}

/** Begins with the entries that were set aside before the kiosk was started: they are due at once. */
export function createSecondOffer(before: readonly number[]): SecondOffer {
  const waiting = new Set(before);
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return {
    get count() {
      return waiting.size;
    },
    put(seq, nowMs) {
      if (waiting.size === 0) nextAtMs = nowMs + OFFER_EVERY_MS;
      waiting.delete(seq);
      waiting.add(seq);
    },
    taken: (seq) => void waiting.delete(seq),
    due(nowMs) {
      if (waiting.size === 0 || nowMs < nextAtMs) return [];
      nextAtMs = nowMs + OFFER_EVERY_MS;
      const round = [...waiting].slice(0, MAX_A_ROUND);
      // To the end, so that all have their turn.
      for (const seq of round) {
        waiting.delete(seq);
        waiting.add(seq);
      }
      return round;
    },
  };
}
