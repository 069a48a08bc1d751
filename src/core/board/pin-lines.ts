import type { PinFacts, TerminalFacts } from "./pin-facts.ts";

/** What a rule has found, in both languages. */
export type Found = readonly [vi: string, en: string];

/** An output or input with its name. */
export interface Line {
  readonly name: string;
  readonly gpio: number;
  readonly pin: number;
  readonly volts: number;
  readonly ma: number;
}

/** A terminal with the part that it belongs to. */
export interface PartTerminal {
  readonly ref: string;
  /** `B1 TX`. */
  readonly name: string;
  readonly terminal: TerminalFacts;
}

/** All outputs, then all inputs. */
export function linesOf({ outputs, inputs }: Pick<PinFacts, "outputs" | "inputs">): readonly Line[] {
  return Object.entries({ ...outputs, ...inputs }).map(([name, line]) => ({ ...line, name }));
}

/** All terminals of all parts. */
export function terminalsOf({ parts }: Pick<PinFacts, "parts">): readonly PartTerminal[] {
  return Object.entries(parts).flatMap(([ref, part]) =>
    part.terminals.map((terminal) => ({ ref, name: `${ref} ${terminal.name}`, terminal })),
  );
}
