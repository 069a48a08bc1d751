/** How long between two offers of what central would not take, in milliseconds: whoever stood between may be gone tomorrow. */
const OFFER_EVERY_MS = 86_400_000;
/** Most entries offered in one round; the others have their turn a day later. */
const MAX_A_ROUND = 64;

/** The entries that central would not take. */
export interface SetAside {
  /** Those of which only the hash has travelled, as long as central has not said, signed, that it has them whole. */
  entries(): readonly number[];
  /** From now on only the hash of this entry travels, and not before this resolves; it is called again after it rejected. */
  put(seq: number, detail: string): Promise<void>;
}

/** When the entries of which central has got the hash alone are offered to it again, whole, so that none is missing there for good. */
export interface SecondOffer {
  /** Which of these to offer now; the next ones only a day later. */
  due(setAside: readonly number[], nowMs: number): readonly number[];
}

/** Begins with the entries that were set aside before the kiosk was started: they are due at once. */
export function createSecondOffer(before: readonly number[], nowMs: number): SecondOffer {
  let nextAtMs = before.length > 0 ? nowMs : nowMs + OFFER_EVERY_MS;
  let last = -1;
  return {
    due(setAside, nowMs) {
      // The first one waits a day, too: it was refused just now.
      if (setAside.length === 0) nextAtMs = nowMs + OFFER_EVERY_MS;
      if (nowMs < nextAtMs) return [];
      nextAtMs = nowMs + OFFER_EVERY_MS;
      // After those of the last round, so that all have their turn.
      const round = [...setAside.filter((seq) => seq > last), ...setAside.filter((seq) => seq <= last)].slice(0, MAX_A_ROUND);
      last = round.at(-1) ?? last;
      return round;
    },
  };
}
