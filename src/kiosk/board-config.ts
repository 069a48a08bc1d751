import * as v from "valibot";
import { lampPinFault, relayPinFault } from "../core/board/relay-pins.ts";
import { CHIP_LABELS, INPUT_PINS, type InputName, OUTPUT_PINS } from "../core/board/standard-pins.ts";
import { LINE_NAMES, type LineName } from "../core/indication.ts";

const INPUT_NAMES = Object.keys(INPUT_PINS) as InputName[]; // the keys of that very table
const offset = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(63));

/** The `[board]` of a kiosk's configuration. */
export const BoardSchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("none") }),
  /** Lamps drawn on the screen: a desk without hardware. */
  v.strictObject({ kind: v.literal("simulated"), relay: v.optional(v.boolean(), false) }),
  v.strictObject({
    kind: v.literal("gpio"),
    /** Labels of the GPIO chip, one of which must be there; absent: those of the Raspberry Pi. Never its number, which changes with the kernel. */
    chips: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1))),
    /** Line offset on the chip by function; absent: the wiring of hardware/pins.yaml. */
    pins: v.optional(
      v.pipe(
        v.strictObject(v.entriesFromList(LINE_NAMES, v.exactOptional(offset))),
        v.check((pins) => Object.keys(pins).length > 0, "names no line"),
      ),
    ),
    /** Lines whose device is on when the pin is low. */
    activeLow: v.optional(v.array(v.picklist(LINE_NAMES))),
    /** `passive`: without a tone of its own, it needs a PWM; `active`: a plain line. Absent: a PWM where its pin has one. */
    buzzer: v.exactOptional(v.picklist(["active", "passive"])),
    /** Inputs that are wired. The button alone, unless it says more: a contact that is not there reads as an open door. */
    inputs: v.optional(v.array(v.picklist(INPUT_NAMES)), ["service-button"]),
    /** Their offsets on the chip; absent: as in hardware/pins.yaml. */
    inputPins: v.optional(v.strictObject(v.entriesFromList(INPUT_NAMES, v.exactOptional(offset))), {}),
    /** Drive the door relay on an accepted credential. */
    relay: v.optional(v.boolean(), false),
  }),
]);

/** A board of real lines. */
export type GpioBoardConfig = Extract<v.InferOutput<typeof BoardSchema>, { readonly kind: "gpio" }>;

const CHIPS: ReadonlySet<string> = new Set(CHIP_LABELS);

/** What cannot be right about a wiring, whatever the machine: a kiosk must not start with it. */
export function boardProblems({ chips, pins, activeLow = [], inputs, inputPins, relay }: GpioBoardConfig): readonly string[] {
  const outputs: Partial<Record<LineName, number>> = pins ?? Object.fromEntries(LINE_NAMES.map((name) => [name, OUTPUT_PINS[name].gpio]));
  const wired = [...Object.values(outputs), ...inputs.map((name) => inputPins[name] ?? INPUT_PINS[name].gpio)];
  const problems: string[] = [];
  if (new Set(wired).size < wired.length) problems.push("board.pins: one pin cannot be two lines");
  // What the pins of another chip do at power-on nobody knows here; a relay on one is never driven.
  if (chips === undefined || chips.some((label) => CHIPS.has(label))) problems.push(...pinProblems(outputs, activeLow));
  if (!relay) return problems;
  if (outputs.relay === undefined) problems.push("board.pins.relay: missing, but board.relay is true");
  else {
    const pinFault = relayPinFault(outputs.relay);
    if (pinFault !== undefined) problems.push(`board.pins.relay: ${pinFault}`);
  }
  if (activeLow.includes("relay")) {
    problems.push("board.activeLow: a relay that is on when its pin is low is on when the program is not; wire an active-high one");
  }
  return problems;
}

/** Lamps and buzzer that would speak before anybody has told them to. */
function pinProblems(outputs: Partial<Record<LineName, number>>, activeLow: readonly LineName[]): readonly string[] {
  return LINE_NAMES.flatMap((name) => {
    const gpio = outputs[name];
    if (gpio === undefined || name === "relay") return [];
    const pinFault = lampPinFault(gpio, activeLow.includes(name));
    return pinFault === undefined ? [] : [`board.pins.${name}: ${pinFault}`];
  });
}
