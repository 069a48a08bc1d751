import type { Chance } from "./chance.ts";

/** Where one kind of fault is tried, and how long. */
export interface Trial {
  /** A folder of its own; it stays where something was found, and goes where nothing was. */
  readonly folder: string;
  readonly chance: Chance;
  /** How many rounds the whole suite has of this kind, scaled to what was asked for. */
  rounds(whole: number): number;
  /** A line for whoever waits. */
  say(line: string): void;
}

/** What came of it: figures by name, or why it could not be tried here. */
export type Outcome = { readonly kind: "tried"; readonly figures: Figures } | { readonly kind: "skipped"; readonly why: string };

/** Counts by what was counted. */
export type Figures = Readonly<Record<string, number>>;

/** Tries one kind of fault. Rejects with what was found: where it does, something promised does not hold. */
export type Suite = (trial: Trial) => Promise<Outcome>;

/** Throws, with what was promised, where it does not hold. */
export function demand(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(promise);
}

/** Resolves when it is so; rejects with what was waited for when it takes longer. */
export async function until(what: string, limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await isSo())) {
    demand(performance.now() < endMs, `${what}: not within ${limitMs} ms`);
    await pause(20);
  }
}

/** Lets so many milliseconds go by. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
