import type { PinFacts, TerminalFacts, VariantFacts } from "./pin-facts.ts";

/** The driver: what its outputs switch is in `loads`, so that IN1 of it is there where something hangs on OUT1. */
export const DRIVER = "U1";

/** What the header says of a pin, 1 to 40: `3V3`, `5V`, `GND` or `GPIO17`. */
export function headerName(facts: Pick<PinFacts, "header">, pinNumber: number): string {
  return facts.header[pinNumber - 1] ?? "";
}

/** The pin of the header that a terminal is wired to; undefined where it names a line that there is not. */
export function pinOf(facts: Pick<PinFacts, "outputs" | "inputs">, { line, pin: own }: TerminalFacts): number | undefined {
  return own ?? (line === undefined ? undefined : (facts.outputs[line] ?? facts.inputs[line])?.pin);
}

/** The input of the driver that switches one of its outputs. */
export function inputOf(output: string): string {
  return output.replace("OUT", "IN");
}

/** The terminals of a part that are wired in a variant: all but those inputs of the driver that would switch nothing. */
export function wiredTerminals({ parts, loads }: PinFacts, variant: Pick<VariantFacts, "loads">, ref: string): readonly TerminalFacts[] {
  const terminals = parts[ref]?.terminals ?? [];
  if (ref !== DRIVER) return terminals;
  const absent = Object.entries(loads).flatMap(([load, { outputs }]) => (variant.loads.includes(load) ? [] : Object.keys(outputs)));
  return terminals.filter(({ name }) => !absent.some((output) => inputOf(output) === name));
}
