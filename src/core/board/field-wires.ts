import type { CoreColour } from "./core-colours.ts";
import { DRIVER, inputOf } from "./header-pins.ts";
import type { PinFacts } from "./pin-facts.ts";
import { type FieldWire, wiresOf } from "./pin-table.ts";

/** The relay among the loads, and what its contact switches. */
export const RELAY = "K1";

/** What the lamps of a stack are called, by their line: nothing that hardware/pins.yaml says can call the red one green. */
const LAMPS: Readonly<Record<string, string>> = { red: "đỏ · red", amber: "vàng · amber", green: "xanh · green" };

/** The terminal of a load that a line switches: its minus, or one of several lamps. */
export function placeOf({ minus, outputs }: PinFacts["loads"][string], line: string): string {
  return Object.keys(outputs).length > 1 ? (LAMPS[line] ?? line) : minus;
}

type Unnumbered = readonly [from: string, to: string, colour: CoreColour, note?: string];

/** The wires of the 12 V side: supply, distribution, driver, devices, and last the door. */
export function fieldWires(facts: PinFacts): readonly FieldWire[] {
  const first = wiresOf(facts).length + 1;
  const loads = Object.keys(facts.loads).toSorted((a, b) => Number(a === RELAY) - Number(b === RELAY));
  return [...supplyWires(), ...loads.flatMap((ref) => loadWires(facts, ref)), ...(facts.loads[RELAY] ? doorWires() : [])].map(
    ([from, to, colour, note = ""], index) => ({ label: `W${first + index}`, from, to, colour, note }),
  );
}

function supplyWires(): readonly Unnumbered[] {
  return [
    ["PS2 +", "F1", "RD", "CB6"],
    ["F1", "X2", "RD", "1 A"],
    ["PS2 −", "X3", "BK", "CB6"],
    ["X3", `${DRIVER} GND`, "BK"],
    ["X2", `${DRIVER} COM`, "RD"],
  ];
}

function loadWires({ loads, parts }: PinFacts, ref: string): readonly Unnumbered[] {
  const load = loads[ref];
  if (!load) return [];
  const { plus, outputs } = load;
  const names = Object.entries(outputs);
  const bridged = names.length > 1 ? "bắc cầu sang mọi đèn · bridged to all lamps" : "";
  const switched = names.map(([output, line]): Unnumbered => {
    const colour = parts[DRIVER]?.terminals.find(({ name }) => name === inputOf(output))?.colour ?? "BK";
    return [`${DRIVER} ${output}`, `${ref} ${placeOf(load, line)}`, colour];
  });
  return [["X2", `${ref} ${plus}`, "RD", bridged], ...switched];
}

/** A strike that opens on current; its diode takes the coil's kick at the strike itself. */
function doorWires(): readonly Unnumbered[] {
  const diode = "D1 tại khoá, vạch về + · at the strike, ring to +";
  return [
    ["X2", `${RELAY} COM`, "RD"],
    [`${RELAY} NO`, "Y1 +", "BN", diode],
    ["X3", "Y1 −", "BK"],
  ];
}
