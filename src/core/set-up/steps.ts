// The way through a first run: which step comes when, and where a person may go. Pages load this, so nothing here parses.

/** Steps of a first run in their order; each is asked once. */
export const SET_UP_STEPS = ["language", "time", "board", "reader", "screen", "place", "test", "finish"] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** How far somebody has come. Nothing answered yet: who only holds up a sheet is not led through the steps. */
export interface Progress {
  readonly step: SetUpStep;
  /** Steps that a person has answered, in the order of SET_UP_STEPS. */
  readonly answered: readonly SetUpStep[];
}

/** A machine out of its box. */
export const NOT_BEGUN: Progress = { step: "language", answered: [] };

/** The step's number, from 1. */
export function placeOf(step: SetUpStep): number {
  return SET_UP_STEPS.indexOf(step) + 1;
}

/** The step is answered: the one after it comes. The last has none after it. */
export function nextStep({ step, answered }: Progress): Progress {
  const all = new Set([...answered, step]);
  return { step: SET_UP_STEPS[placeOf(step)] ?? step, answered: SET_UP_STEPS.filter((each) => all.has(each)) };
}

/** One step back, and nothing is unlearned by it. */
export function stepBefore({ step, answered }: Progress): Progress {
  return { step: SET_UP_STEPS[placeOf(step) - 2] ?? step, answered };
}

/** To a step that was answered before, or the first that was not; anywhere else nobody has been yet. */
export function goTo(progress: Progress, step: SetUpStep): Progress {
  return mayGoTo(progress, step) ? { ...progress, step } : progress;
}

/** Whether a person may jump there. */
export function mayGoTo({ step: now, answered }: Progress, step: SetUpStep): boolean {
  const open = SET_UP_STEPS.find((each) => !answered.includes(each));
  return answered.includes(step) || step === open || placeOf(step) <= placeOf(now);
}

/** A sheet or a stick has come. Whoever has answered steps is led on; whoever has touched nothing wants it read, and nothing else. */
export function withPaper(progress: Progress, isComplete: boolean): Progress {
  return progress.answered.length > 0 ? progress : { ...progress, step: isComplete ? "finish" : "place" };
}
