import { type Portrait, portraitOf } from "../core/portrait.ts";
import type { Claims } from "../core/presentation.ts";
import type { StaffResult } from "../core/staff.ts";
import { MAX_RESULTS, RESULT_SECONDS } from "../core/staff-limits.ts";
import { hiddenResult, isPersonal, staffResult } from "../core/staff-result.ts";
import type { Clock } from "../ports.ts";
import { type After, afterTimeout } from "./after.ts";
import type { Answered } from "./kiosk.ts";

/** One result, and for two minutes the attributes that the policy lets staff see, as the credential has them. */
export interface KeptResult {
  readonly result: StaffResult;
  readonly claims?: Claims;
}

/** The last results, in memory only: what is personal in them is dropped after two minutes. */
export interface Results {
  /** A scan was answered, recorded and shown. */
  answered(answer: Answered): void;
  /** Adds what staff did with it; undefined: it is not kept any more. */
  mark(seq: number, what: Pick<StaffResult, "compared" | "overridden">): StaffResult | undefined;
  /** Drops what is personal in it at once; false: it is not kept any more. */
  hide(id: number): boolean;
  /** The oldest first. */
  list(): readonly StaffResult[];
  bySeq(seq: number): KeptResult | undefined;
  portrait(seq: number): Portrait | undefined;
  /** Called with each answer as it was recorded. */
  onAnswered(listener: (answer: Answered) => void): void;
  /** Called with each new result, at once; the return value ends it. What it hears it must not keep longer than two minutes. */
  onResult(listener: (kept: KeptResult) => void): () => void;
  /** Called with each result that has changed: hidden, compared or overridden. */
  onChanged(listener: (result: StaffResult) => void): () => void;
  /** Drops everything. */
  close(): void;
}

interface Held {
  readonly result: StaffResult;
  readonly claims: Claims | undefined;
  readonly hiddenAtMs: number;
}

/** Starts with none. */
export function keepResults(clock: Pick<Clock, "monotonicMs">, after: After = afterTimeout): Results {
  const held = new Map<number, Held>();
  const timers = new Map<number, () => void>();
  const answerListeners = new Set<(answer: Answered) => void>();
  const newListeners = new Set<(kept: KeptResult) => void>();
  const changeListeners = new Set<(result: StaffResult) => void>();

  function shown({ result, hiddenAtMs }: Held): StaffResult {
    if (!isPersonal(result)) return result;
    return { ...result, secondsLeft: Math.max(0, Math.ceil((hiddenAtMs - clock.monotonicMs()) / 1000)) };
  }

  function hide(id: number): boolean {
    timers.get(id)?.();
    timers.delete(id);
    const before = held.get(id);
    if (!before) return false;
    if (!isPersonal(before.result)) return true;
    const now = { result: hiddenResult(before.result), claims: undefined, hiddenAtMs: 0 };
    held.set(id, now);
    for (const listener of changeListeners) listener(now.result);
    return true;
  }

  function forget(id: number): void {
    timers.get(id)?.();
    timers.delete(id);
    held.delete(id);
  }

  const heldBySeq = (seq: number) => [...held.values()].find(({ result }) => result.seq === seq);
  return {
    answered(answer) {
      const { entry, seq, decision, view } = answer;
      for (const listener of answerListeners) listener(answer);
      const result = staffResult({ ...entry, ...(seq !== undefined && { seq }) }, view, decision);
      const kept: Held = { result, claims: decision.disclosed, hiddenAtMs: clock.monotonicMs() + RESULT_SECONDS * 1000 };
      held.set(result.id, kept);
      if (isPersonal(result))
        timers.set(
          result.id,
          after(RESULT_SECONDS * 1000, () => void hide(result.id)),
        );
      const [oldest] = held.keys();
      if (held.size > MAX_RESULTS && oldest !== undefined) forget(oldest);
      for (const listener of newListeners) listener({ result: shown(kept), ...(kept.claims && { claims: kept.claims }) });
    },
    mark(seq, what) {
      const before = heldBySeq(seq);
      if (!before) return undefined;
      const now = { ...before, result: { ...before.result, ...what } };
      held.set(now.result.id, now);
      const result = shown(now);
      for (const listener of changeListeners) listener(result);
      return result;
    },
    hide,
    list: () => [...held.values()].map(shown),
    bySeq(seq) {
      const found = heldBySeq(seq);
      return found && { result: shown(found), ...(found.claims && { claims: found.claims }) };
    },
    portrait(seq) {
      const claims = heldBySeq(seq)?.claims;
      return claims && portraitOf(claims);
    },
    onAnswered(listener) {
      answerListeners.add(listener);
    },
    onResult(listener) {
      newListeners.add(listener);
      return () => newListeners.delete(listener);
    },
    onChanged(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    close() {
      for (const id of [...held.keys()]) forget(id);
    },
  };
}
