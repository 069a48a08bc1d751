import type { Verdict } from "./reason.ts";
import type { StickView, View } from "./view.ts";

/** The output lines of a kiosk's board by function; hardware/pins.yaml says which pin each is. */
export const LINE_NAMES = ["red", "amber", "green", "white", "buzzer", "relay"] as const;
export type LineName = (typeof LINE_NAMES)[number];

/** The level of every line: true is on, whatever the wiring's polarity. */
export type Levels = Readonly<Record<LineName, boolean>>;

/** Everything off: how the board starts, ends, and waits. */
export const ALL_LOW: Levels = { red: false, amber: false, green: false, white: false, buzzer: false, relay: false };

/** Lines to drive, `afterMs` milliseconds after the start of the pattern; the others keep their level. */
export interface Step {
  readonly afterMs: number;
  readonly set: Partial<Levels>;
}

/** What lamps, buzzer and relay do for one answer. Steps ascend in time; the first is at 0 and sets every line. */
export interface Pattern {
  readonly steps: readonly Step[];
  /** Played from `fromMs` on, every `periodMs`, for as long as the answer is shown. Lamps only. */
  readonly loop?: { readonly fromMs: number; readonly periodMs: number; readonly steps: readonly Step[] };
}

/** Everything the lamps can say: the five verdicts, the two states in which there is no answer, and how it stands with a stick. */
export type IndicationName = Verdict | "attract" | "out-of-service" | `stick-${StickView["state"]}`;

/** How long the relay is held where the configuration names no other time: enough to push a door. */
export const RELAY_PULSE_MS = 3000;

/** A lock that stays open longer than this lets in more than the person who was accepted. */
export const MAX_RELAY_PULSE_MS = 10_000;

/** Half a period of the slow blink. 0.5 Hz is far below the three flashes a second that can cause seizures (WCAG 2.2, 2.3.1). */
const SLOW_BLINK_MS = 1000;

/**
 * Buzzer on, off, on … in milliseconds. The buzzer knows one pitch (an active buzzer), so rhythm carries the meaning:
 * two short is yes, two long is no, one is "look at the screen", a click is "try again".
 */
const BEEPS = {
  accept: [80, 100, 80],
  refuse: [400, 200, 400],
  "read-only": [120],
  unreadable: [15],
  "cannot-check": [250],
  "stick-working": [],
  // Longer than any verdict: whoever has pressed the button may look elsewhere by then.
  "stick-done": [80, 100, 80, 100, 400],
  "stick-failed": [400, 150, 80, 100, 80],
} as const satisfies Partial<Record<IndicationName, readonly number[]>>;

/**
 * The pattern of every indication. The relay is pulsed on accept, and only with `relayPulseMs`.
 * Throws a RangeError when that is not within 1 to MAX_RELAY_PULSE_MS: the configuration checks it first.
 */
export function patternsFor(options: { readonly relayPulseMs?: number }): Readonly<Record<IndicationName, Pattern>> {
  const { relayPulseMs = 0 } = options;
  if (options.relayPulseMs !== undefined && !(relayPulseMs >= 1 && relayPulseMs <= MAX_RELAY_PULSE_MS)) {
    throw new RangeError(`indication: relay pulse of ${relayPulseMs} ms is not within 1 to ${MAX_RELAY_PULSE_MS}`);
  }
  return {
    accept: pattern({ green: true }, BEEPS.accept, relayPulseMs),
    refuse: pattern({ red: true }, BEEPS.refuse),
    "read-only": pattern({ white: true }, BEEPS["read-only"]),
    unreadable: pattern({}, BEEPS.unreadable),
    "cannot-check": slowly("amber", pattern({ amber: true }, BEEPS["cannot-check"])),
    attract: pattern({}),
    "out-of-service": slowly("red", pattern({ red: true })),
    // White is nobody's yes or no.
    "stick-working": slowly("white", pattern({ white: true }, BEEPS["stick-working"])),
    "stick-done": pattern({ white: true }, BEEPS["stick-done"]),
    "stick-failed": slowly("amber", pattern({ amber: true }, BEEPS["stick-failed"])),
  };
}

/** Which pattern belongs to a view. */
export function indicationOf(view: View): IndicationName {
  if (view.kind === "stick") return `stick-${view.state}`;
  return view.kind === "answer" ? view.verdict : view.kind;
}

/** The steps of a pattern in order of time; without end when it loops. */
export function* timeline(pattern: Pattern): Generator<Step, void> {
  yield* pattern.steps;
  if (!pattern.loop) return;
  for (let startMs = pattern.loop.fromMs; ; startMs += pattern.loop.periodMs) {
    for (const step of pattern.loop.steps) yield { afterMs: startMs + step.afterMs, set: step.set };
  }
}

function pattern(lamps: Partial<Levels>, beepsMs: readonly number[] = [], relayPulseMs = 0): Pattern {
  const steps: Step[] = [{ afterMs: 0, set: { ...ALL_LOW, ...lamps, buzzer: beepsMs.length > 0, relay: relayPulseMs > 0 } }];
  let afterMs = 0;
  beepsMs.forEach((ms, index) => {
    afterMs += ms;
    steps.push({ afterMs, set: { buzzer: index % 2 === 1 } });
  });
  if (relayPulseMs > 0) steps.push({ afterMs: relayPulseMs, set: { relay: false } });
  return { steps: steps.toSorted((a, b) => a.afterMs - b.afterMs) };
}

/** Blinks a lamp that the pattern has switched on, for ever; the pattern's own beeps must end before the lamp first goes off. */
function slowly(lamp: LineName, { steps }: Pattern): Pattern {
  const dark: Step = { afterMs: SLOW_BLINK_MS, set: { [lamp]: false } };
  return {
    steps: [...steps, dark],
    loop: { fromMs: 2 * SLOW_BLINK_MS, periodMs: 2 * SLOW_BLINK_MS, steps: [{ afterMs: 0, set: { [lamp]: true } }, dark] },
  };
}
