// One rule for every PIN of the kiosk: how long somebody waits who did not know it.
import { pinWaitSeconds } from "../core/technician.ts";
import type { Clock } from "../ports.ts";

/** One PIN, as it is kept on disk, and what was typed. */
export interface PinAttempt {
  /** How often it was mistaken since it was last right; undefined: there is no such PIN. */
  mistakes(): Promise<number | undefined>;
  note(mistakes: number): Promise<void>;
  /** Absent: nothing was typed, which is no mistake. */
  readonly isRight?: () => Promise<boolean>;
}

/** What came of a PIN that is set. */
export type PinTried = { readonly kind: "right" } | { readonly kind: "wrong" | "wait"; readonly waitSeconds: number };
/** What an attempt came to; `no-pin`: there is none to try. */
export type PinOrNoneTried = PinTried | { readonly kind: "no-pin" };

/** Looks at attempts for a PIN each (`key`), one at a time for each. */
export type TryPin = (key: string, attempt: PinAttempt) => Promise<PinOrNoneTried>;

/** Starts with nobody waiting but for the mistakes that are noted on disk. */
export function openPinWaits(clock: Pick<Clock, "monotonicMs">): TryPin {
  const waits = new Map<string, number>();
  return async (key, { mistakes: readMistakes, note, isRight }) => {
    const mistakes = await readMistakes();
    if (mistakes === undefined) return { kind: "no-pin" };
    const nowMs = clock.monotonicMs();
    const waitSeconds = pinWaitSeconds(mistakes);
    // After a start the wait begins anew: switching off and on must not shorten it. A PIN that was set meanwhile ends it.
    const untilMs = waitSeconds === 0 ? nowMs : (waits.get(key) ?? nowMs + waitSeconds * 1000);
    waits.set(key, untilMs);
    if (nowMs < untilMs) return { kind: "wait", waitSeconds: Math.ceil((untilMs - nowMs) / 1000) };
    if (!isRight) return { kind: "wrong", waitSeconds: 0 };
    // Written down before it is looked at: a power cut saves nobody from the wait.
    await note(mistakes + 1);
    if (await isRight()) {
      await note(0);
      waits.delete(key);
      return { kind: "right" };
    }
    const nextSeconds = pinWaitSeconds(mistakes + 1);
    waits.set(key, clock.monotonicMs() + nextSeconds * 1000);
    return { kind: "wrong", waitSeconds: nextSeconds };
  };
}
