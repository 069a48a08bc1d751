import type { Lines } from "../board-ports.ts";
import { ALL_LOW, indicationOf, type Levels, type LineName, type Pattern, patternsFor, type Step, timeline } from "../core/indication.ts";
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

/** The lamps, buzzer and relay as an output. */
export interface Lamps extends Output {
  /** `missing` with the fault's text from the failure until a view could be shown again. */
  health(): SourceHealth;
  /**
   * Plays something for whoever looks whether the lines work, and reads them back at each step; then, or when the next view comes, what is shown goes on. Nothing of an
   * answer is played twice: the lamps stay off until the next view. Not while somebody who was accepted goes through the door.
   */
  demonstrate(pattern: Pattern): void;
  /** Plays the tones of a view beside what is shown, and nothing else of it: for whoever waits for them, while somebody else is answered. */
  hear(view: View): void;
  /** Somebody calls staff, or does no longer: shown wherever nobody is being answered. */
  call(isCalled: boolean): void;
  /** The lines have come back: plays what is shown, unless it is an answer, whose relay was for somebody who has gone. */
  resume(): void;
}

/**
 * Plays the indication of each view on the lines. A new view ends the old pattern at once: its first step sets every line, so
 * neither buzzer nor relay outlives it; from the third one on that lights a lamp within a second, blinks and demonstrations counted, the lamps stay
 * dark for the rest of that second: buzzer and relay wait for nothing. Broken lines never delay or stop the kiosk, whose screen still answers.
 * close() closes the lines, too. Throws a RangeError for a relay pulse out of bounds.
 */
export function createLamps({ lines, relayPulseMs, onFault, after = afterTimeout, now = () => performance.now() }: LampsOptions): Lamps {
  const patterns = patternsFor(relayPulseMs === undefined ? {} : { relayPulseMs });
  let cancel = () => {};
  let cancelLight = () => {};
  let cancelTones = () => {};
  /** What the pattern's lamps would be by now, where they stay dark for a while. */
  let unlit: Partial<Levels> | undefined;
  let isDemonstrating = false;
  /** The view whose tones hear() has played last. */
  let heard: string | undefined;
  let shown: string | undefined;
  let resting: Pattern | undefined;
  let last: View | undefined;
  let isCalled = false;
  let flashes: readonly number[] = [];
  let driven: Levels = ALL_LOW;
  let fault: string | undefined;
  let isClosed = false;

  /** Nothing of what is played comes any more. */
  function end(): void {
    cancel();
    cancelLight();
    cancelTones();
    unlit = undefined;
  }

  function begin(pattern: Pattern, onEnd = () => {}, onShown = () => {}): void {
    end();
    isDemonstrating = false;
    const steps = timeline(pattern);
    const first = steps.next();
    if (first.done) return;
    const waitMs = isFlash(first.value) ? untilNextFlash() : 0;
    if (waitMs > 0) {
      unlit = {};
      cancelLight = after(waitMs, () => {
        const set = unlit ?? {};
        unlit = undefined;
        drive({ afterMs: 0, set });
      });
    }
    play(first.value, steps, onEnd, onShown);
  }

  /** The step without its lamps, where they must stay dark; the light that codes are read by stays as it is. */
  function dimmed(step: Step): Step {
    if (!unlit) return step;
    const set: Partial<Record<LineName, boolean>> = { ...step.set };
    for (const lamp of LAMPS) {
      const level = set[lamp];
      if (level === undefined) continue;
      unlit = { ...unlit, [lamp]: level };
      set[lamp] = level && lamp === "illumination" && driven.illumination;
    }
    return { ...step, set };
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
    if (!drive(dimmed(step))) return;
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

  /** The first of the steps that have tones is due; undefined: none are left. */
  function sound([first, ...others]: readonly Step[]): void {
    const buzzer = first?.set.buzzer;
    if (!first || buzzer === undefined || !drive({ ...first, set: { buzzer } })) return;
    const [next] = others;
    if (next) cancelTones = after(next.afterMs - first.afterMs, () => sound(others));
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
    end(); // what is left of it waits for the next view
    driven = ALL_LOW;
    try {
      lines.set(ALL_LOW); // the fault may have come between the relay's on and its off
    } catch {
      // reported above; what the relay does now is decided by the kernel and the wiring (hardware/README.md)
    }
    return false;
  }

  function show(view: View): void {
    last = view;
    const key = `${keyOf(view)} ${isResting(view) && isCalled}`;
    // The same answer again must not pulse the relay twice, nor a repeated state restart its blink and so flash faster.
    if (isClosed || (key === shown && fault === undefined)) return;
    shown = key;
    // Its tones have been heard: twice would be two of them.
    const usual = patterns[indicationOf(view, isCalled)];
    const pattern = keyOf(view) === heard ? silent(usual) : usual;
    resting = view.kind === "answer" ? undefined : pattern;
    begin(pattern);
  }

  return {
    show,
    demonstrate(pattern): void {
      if (isClosed || (driven.relay && !isDemonstrating)) return;
      begin(pattern, resume, readBack);
      isDemonstrating = true;
    },
    hear(view): void {
      if (isClosed) return;
      cancelTones();
      heard = keyOf(view);
      sound(patterns[indicationOf(view, isCalled)].steps.filter(({ set }) => set.buzzer !== undefined));
    },
    call(isNow): void {
      if (isNow === isCalled) return;
      isCalled = isNow;
      if (last && isResting(last)) show(last);
    },
    resume,
    health: () => (fault === undefined ? { state: "ok", detail: "" } : { state: "missing", detail: fault }),
    async close(): Promise<void> {
      if (isClosed) return;
      isClosed = true;
      end();
      try {
        lines.close();
      } catch (error) {
        onFault(error);
      }
    },
  };
}

function silent({ steps, ...pattern }: Pattern): Pattern {
  return { ...pattern, steps: steps.map(({ afterMs, set }) => ({ afterMs, set: set.buzzer ? { ...set, buzzer: false } : set })) };
}

/** Whether nobody is being answered, and nothing is being written. */
function isResting({ kind }: View): boolean {
  return kind === "attract" || kind === "out-of-service";
}

/** What is the same indication, though the words may be others. */
function keyOf(view: View): string {
  if (view.kind === "stick") return `stick ${view.id} ${view.state}`;
  return view.kind === "answer" ? `answer ${view.id}` : view.kind;
}
