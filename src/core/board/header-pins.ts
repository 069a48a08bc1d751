import type { PinFacts, TerminalFacts } from "./pin-facts.ts";

/** What the header says of a pin, 1 to 40: `3V3`, `5V`, `GND` or `GPIO17`. */
export function headerName(facts: Pick<PinFacts, "header">, pinNumber: number): string {
  return facts.header[pinNumber - 1] ?? "";
}

/** The pin of the header that a terminal is wired to; undefined where it names a line that there is not. */
export function pinOf(facts: Pick<PinFacts, "outputs" | "inputs">, { line, pin: own }: TerminalFacts): number | undefined {
  return own ?? (line === undefined ? undefined : (facts.outputs[line] ?? facts.inputs[line])?.pin);
}
