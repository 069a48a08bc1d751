import { ALL_LOW, indicationOf, type Levels, patternsFor, type Step, timeline } from "../core/indication.ts";
import type { View } from "../core/view.ts";
import type { Lines, Output, SourceHealth } from "../ports.ts";

/** Calls back once after a delay; the result cancels. */
export type After = (delayMs: number, callback: () => void) => () => void;

export interface LampsOptions {
  readonly lines: Lines;
  /** How long the relay is held on accept. Absent: the relay is never driven. */
  readonly relayPulseMs?: number;
  /** Told once when the lines break, and again only when they have worked in between. */
  readonly onFault: (error: unknown) => void;
  readonly after?: After;
}

/** The lamps, buzzer and relay as an output. */
export interface Lamps extends Output {
  /** `missing` with the fault's text from the failure until a view could be shown again. */
  health(): SourceHealth;
}

/**
 * Plays the indication of each view on the lines. A new view ends the old pattern at once: its first step sets every line, so
 * neither buzzer nor relay outlives it. Broken lines never delay or stop the kiosk, whose screen still answers.
 * close() closes the lines, too. Throws a RangeError for a relay pulse out of bounds.
 */
export function createLamps({ lines, relayPulseMs, onFault, after = afterTimeout }: LampsOptions): Lamps {
  const patterns = patternsFor(relayPulseMs === undefined ? {} : { relayPulseMs });
  let cancel = () => {};
  let shown: string | undefined;
  let fault: string | undefined;
  let isClosed = false;

  function play(step: Step, rest: Iterator<Step, void>): void {
    if (!drive(step.set)) return;
    const next = rest.next();
    if (next.done) return;
    const { value } = next;
    cancel = after(value.afterMs - step.afterMs, () => play(value, rest));
  }

  function drive(levels: Partial<Levels>): boolean {
    try {
      lines.set(levels);
      fault = undefined;
      return true;
    } catch (error) {
      if (fault === undefined) onFault(error);
      fault = error instanceof Error ? error.message : String(error);
    }
    try {
      lines.set(ALL_LOW); // the fault may have come between the relay's on and its off
    } catch {
      // reported above; what the relay does now is decided by the kernel and the wiring (hardware/README.md)
    }
    return false;
  }

  return {
    show(view: View): void {
      const key = keyOf(view);
      // The same answer again must not pulse the relay twice, nor a repeated state restart its blink and so flash faster.
      if (isClosed || (key === shown && fault === undefined)) return;
      cancel();
      shown = key;
      const steps = timeline(patterns[indicationOf(view)]);
      const first = steps.next();
      if (!first.done) play(first.value, steps);
    },
    health: () => (fault === undefined ? { state: "ok", detail: "" } : { state: "missing", detail: fault }),
    async close(): Promise<void> {
      if (isClosed) return;
      isClosed = true;
      cancel();
      try {
        lines.close();
      } catch (error) {
        onFault(error);
      }
    },
  };
}

/** What is the same indication, though the words may be others. */
function keyOf(view: View): string {
  if (view.kind === "stick") return `stick ${view.id} ${view.state}`;
  return view.kind === "answer" ? `answer ${view.id}` : view.kind;
}

function afterTimeout(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
