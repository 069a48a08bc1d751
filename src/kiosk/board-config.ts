import * as v from "valibot";
import { INPUT_PINS, type InputName, OUTPUT_PINS } from "../core/board/standard-pins.ts";
import { LINE_NAMES } from "../core/indication.ts";

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
    chips: v.optional(v.array(v.string())),
    /** Line offset on the chip by function; absent: the wiring of hardware/pins.yaml. */
    pins: v.optional(v.strictObject(v.entriesFromList(LINE_NAMES, v.exactOptional(offset)))),
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

/** BCM2835 ARM Peripherals, 6.2: these are pulled up from power-on until somebody takes them. */
const LAST_PULLED_UP = 8;

/** What cannot be right about a wiring, whatever the machine: a kiosk must not start with it. */
export function boardProblems({ pins, activeLow, inputs, inputPins, relay }: GpioBoardConfig): readonly string[] {
  const outputs = pins ?? Object.fromEntries(LINE_NAMES.map((name) => [name, OUTPUT_PINS[name].gpio]));
  const wired = [...Object.values(outputs), ...inputs.map((name) => inputPins[name] ?? INPUT_PINS[name].gpio)];
  const problems: string[] = [];
  if (new Set(wired).size < wired.length) problems.push("board.pins: one pin cannot be two lines");
  if (!relay) return problems;
  if (outputs.relay === undefined) problems.push("board.pins.relay: missing, but board.relay is true");
  else if (outputs.relay <= LAST_PULLED_UP) {
    problems.push(`board.pins.relay: GPIO ${outputs.relay} is high while the board starts, and a relay with it; use one of 9 to 27`);
  }
  if (activeLow?.includes("relay")) {
    problems.push("board.activeLow: a relay that is on when its pin is low is on when the program is not; wire an active-high one");
  }
  return problems;
}
