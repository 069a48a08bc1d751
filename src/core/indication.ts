import type { Verdict } from "./reason.ts";
import type { StickView, View } from "./view.ts";

/** The output lines of a kiosk's board by function; hardware/pins.yaml says which pin each is. */
export const LINE_NAMES = ["red", "amber", "green", "white", "buzzer", "relay", "illumination"] as const;
export type LineName = (typeof LINE_NAMES)[number];

/** The order in which lines are switched off where they are so one by one: a door before a lamp. */
export const RELAY_FIRST: readonly LineName[] = ["relay", ...LINE_NAMES.filter((name) => name !== "relay")];

/** The level of every line: true is on, whatever the wiring's polarity. */
export type Levels = Readonly<Record<LineName, boolean>>;

/** Everything off: how the board starts, ends, and waits. */
export const ALL_LOW: Levels = { red: false, amber: false, green: false, white: false, buzzer: false, relay: false, illumination: false };

/** Lines to drive, `afterMs` milliseconds after the start of the pattern; the others keep their level. */
export interface Step {
  readonly afterMs: number;
  readonly set: Partial<Levels>;
  /** The pitch where this step switches the buzzer on, in Hz; for a board that has but one, nothing. */
  readonly toneHz?: number;
}

/** What lamps, buzzer and relay do for one answer. Steps ascend in time; the first is at 0 and sets every line. */
export interface Pattern {
  readonly steps: readonly Step[];
  /** Played from `fromMs` on, every `periodMs`, for as long as the answer is shown. Lamps only. */
  readonly loop?: { readonly fromMs: number; readonly periodMs: number; readonly steps: readonly Step[] };
}

/** Everything the lamps can say: the five verdicts, the two states in which there is no answer, that somebody calls staff, and how it stands with a stick. */
export type IndicationName = Verdict | "attract" | "out-of-service" | "help-call" | `stick-${StickView["state"]}`;

/** How long the relay is held where the configuration names no other time: enough to push a door. */
export const RELAY_PULSE_MS = 3000;

/** A lock that stays open longer than this lets in more than the person who was accepted. */
export const MAX_RELAY_PULSE_MS = 10_000;

/** Half a period of the slow blink. 0.5 Hz is far below the three flashes a second that can cause seizures (WCAG 2.2, 2.3.1). */
const SLOW_BLINK_MS = 1000;

/** Two pitches that a small piezo sounds loudly and an older ear still hears, a fifth apart; and a low one. In Hz. */
const [HIGH_HZ, MIDDLE_HZ, LOW_HZ] = [3000, 2000, 1000] as const;

/** A sound of so many milliseconds; a silence has no pitch. */
type Sound = readonly [ms: number, hz: number];

/**
 * Sound, silence, sound … A buzzer of one pitch carries the meaning by rhythm alone: two short is yes, two long is no, one is "look at the
 * screen", a click is "try again". Where there are pitches, yes rises and no is low.
 */
const BEEPS = {
  accept: [
    [80, MIDDLE_HZ],
    [100, 0],
    [80, HIGH_HZ],
  ],
  refuse: [
    [400, LOW_HZ],
    [200, 0],
    [400, LOW_HZ],
  ],
  "read-only": [[120, MIDDLE_HZ]],
  unreadable: [[15, MIDDLE_HZ]],
  "cannot-check": [[250, MIDDLE_HZ]],
  "stick-working": [],
  // Longer than any verdict: whoever has pressed the button may look elsewhere by then.
  "stick-done": [
    [80, MIDDLE_HZ],
    [100, 0],
    [80, MIDDLE_HZ],
    [100, 0],
    [400, HIGH_HZ],
  ],
  "stick-failed": [
    [400, LOW_HZ],
    [150, 0],
    [80, LOW_HZ],
    [100, 0],
    [80, LOW_HZ],
  ],
} as const satisfies Partial<Record<IndicationName, readonly Sound[]>>;

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
    // Nothing is read now: no light on what is held up.
    "out-of-service": slowly("red", pattern({ red: true, illumination: false })),
    // As slowly as where staff are needed to check, and without a tone: it goes on for two minutes.
    "help-call": slowly("amber", pattern({ amber: true })),
    // White is nobody's yes or no.
    "stick-working": slowly("white", pattern({ white: true }, BEEPS["stick-working"])),
    "stick-done": pattern({ white: true }, BEEPS["stick-done"]),
    "stick-failed": slowly("amber", pattern({ amber: true }, BEEPS["stick-failed"])),
  };
}

/** Which pattern belongs to a view. `isCalled`: somebody calls staff, which shows wherever nobody is being answered. */
export function indicationOf(view: View, isCalled = false): IndicationName {
  if (isCalled && (view.kind === "attract" || view.kind === "out-of-service")) return "help-call";
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

/** How long each lamp is shown alone when a person looks whether they work, and the tone after them. */
const [CHECK_LAMP_MS, CHECK_TONE_MS] = [1000, 200] as const;

/** Each lamp in turn, then one tone. Never the relay: nobody has been accepted. */
export function lampCheckPattern(): Pattern {
  const lamps = (["red", "amber", "green", "white", "illumination"] as const).map(
    (lamp, index): Step => ({ afterMs: index * CHECK_LAMP_MS, set: { ...ALL_LOW, [lamp]: true } }),
  );
  const endMs = lamps.length * CHECK_LAMP_MS;
  return {
    steps: [
      ...lamps,
      { afterMs: endMs, set: { ...ALL_LOW, buzzer: true }, toneHz: MIDDLE_HZ },
      { afterMs: endMs + CHECK_TONE_MS, set: ALL_LOW },
    ],
  };
}

/** One line alone for a second, be it the relay: a technician has asked for it. */
export function linePattern(line: LineName): Pattern {
  return {
    steps: [
      { afterMs: 0, set: { ...ALL_LOW, [line]: true }, ...(line === "buzzer" && { toneHz: MIDDLE_HZ }) },
      { afterMs: 1000, set: ALL_LOW },
    ],
  };
}

/** The light that codes are read by is on unless `lamps` says otherwise. */
function pattern(lamps: Partial<Levels>, beeps: readonly Sound[] = [], relayPulseMs = 0): Pattern {
  const [first] = beeps;
  const set = { ...ALL_LOW, illumination: true, ...lamps, buzzer: first !== undefined, relay: relayPulseMs > 0 };
  const steps: Step[] = [{ afterMs: 0, set, ...(first && { toneHz: first[1] }) }];
  let afterMs = 0;
  beeps.forEach(([ms], index) => {
    afterMs += ms;
    const [, hz = 0] = beeps[index + 1] ?? [];
    steps.push({ afterMs, set: { buzzer: hz > 0 }, ...(hz > 0 && { toneHz: hz }) });
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
