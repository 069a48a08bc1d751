import type { Lines } from "../board-ports.ts";
import { ALL_LOW, indicationOf, type Levels, type Pattern, patternsFor, type Step, timeline } from "../core/indication.ts";
import type { View } from "../core/view.ts";
import type { Output, SourceHealth } from "../ports.ts";
import { type After, afterTimeout } from "./after.ts";

export interface LampsOptions {
  readonly lines: Lines;
  /** How long the relay is held on accept. Absent: the relay is never driven. */
  readonly relayPulseMs?: number;
  /** Told once when the lines break, and again only when they have worked in between. */
  readonly onFault: (error: unknown) => void;
  readonly after?: After;
  /** Milliseconds on a clock that never jumps. */
  readonly now?: () => number;
}

/**
 * With a slow blink before them these are three flashes, as many a second as WCAG 2.2 (2.3.1) allows. Whoever holds up code after code, on a
 * phone that turns them by itself, must not make a strobe of the lamps.
 */
const MAX_FLASHES_A_SECOND = 2;

const LAMPS = ["red", "amber", "green", "white", "illumination"] as const;

/** No word of the pattern before is left; the light that codes are read by stays as it is. */
const DARK: Step = { afterMs: 0, set: { red: false, amber: false, green: false, white: false, buzzer: false, relay: false } };

/** The lamps, buzzer and relay as an output. */
export interface Lamps extends Output {
  /** `missing` with the fault's text from the failure until a view could be shown again. */
  health(): SourceHealth;
  /**
   * Plays something for whoever looks whether the lines work, and reads them back at each step; then, or when the next view comes, what is shown goes on. Nothing of an
   * answer is played twice: the lamps stay off until the next view.
   */
  demonstrate(pattern: Pattern): void;
  /** The lines have come back: plays what is shown, unless it is an answer, whose relay was for somebody who has gone. */
  resume(): void;
}

/**
 * Plays the indication of each view on the lines. A new view ends the old pattern at once: its first step sets every line, so
 * neither buzzer nor relay outlives it; from the third one on that lights a lamp within a second, blinks and demonstrations counted, the lamps stay
 * dark for the rest of that second. Broken lines never delay or stop the kiosk, whose screen still answers.
 * close() closes the lines, too. Throws a RangeError for a relay pulse out of bounds.
 */
export function createLamps({ lines, relayPulseMs, onFault, after = afterTimeout, now = () => performance.now() }: LampsOptions): Lamps {
  const patterns = patternsFor(relayPulseMs === undefined ? {} : { relayPulseMs });
  let cancel = () => {};
  let shown: string | undefined;
  let resting: Pattern | undefined;
  let flashes: readonly number[] = [];
  let driven: Levels = ALL_LOW;
  let fault: string | undefined;
  let isClosed = false;

  function begin(pattern: Pattern, onEnd = () => {}, onShown = () => {}): void {
    cancel();
    const steps = timeline(pattern);
    const first = steps.next();
    if (first.done) return;
    const waitMs = isFlash(first.value) ? untilNextFlash() : 0;
    if (waitMs > 0) {
      drive(DARK);
      cancel = after(waitMs, () => begin(pattern, onEnd, onShown));
      return;
    }
    play(first.value, steps, onEnd, onShown);
  }

  /** Whether a lamp goes on that is off. */
  function isFlash({ set }: Step): boolean {
    return LAMPS.some((lamp) => set[lamp] === true && !driven[lamp]);
  }

  /** How long a lamp must wait that a view would light; 0: not at all. */
  function untilNextFlash(): number {
    const [oldest, ...others] = recentFlashes();
    return oldest !== undefined && others.length + 1 >= MAX_FLASHES_A_SECOND ? oldest + 1000 - now() : 0;
  }

  function recentFlashes(): readonly number[] {
    const nowMs = now();
    return flashes.filter((atMs) => atMs > nowMs - 1000);
  }

  function play(step: Step, rest: Iterator<Step, void>, onEnd: () => void, onShown: () => void): void {
    if (!drive(step)) return;
    const next = rest.next();
    if (next.done) {
      onEnd();
      return;
    }
    const { value } = next;
    cancel = after(value.afterMs - step.afterMs, () => {
      onShown();
      play(value, rest, onEnd, onShown);
    });
  }

  function resume(): void {
    if (resting && !isClosed) begin(resting);
  }

  /** Where a line has gone astray is told by whoever keeps the lines; one that cannot be read is told of by the next step. */
  function readBack(): void {
    try {
      lines.astray();
    } catch {
      // see above
    }
  }

  function drive({ set, toneHz }: Step): boolean {
    try {
      lines.set(set, toneHz);
      if (isFlash({ afterMs: 0, set })) flashes = [...recentFlashes(), now()];
      driven = { ...driven, ...set };
      fault = undefined;
      return true;
    } catch (error) {
      if (fault === undefined) onFault(error);
      fault = error instanceof Error ? error.message : String(error);
    }
    driven = ALL_LOW;
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
      shown = key;
      const pattern = patterns[indicationOf(view)];
      resting = view.kind === "answer" ? undefined : pattern;
      begin(pattern);
    },
    demonstrate(pattern): void {
      if (!isClosed) begin(pattern, resume, readBack);
    },
    resume,
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
