import * as v from "valibot";
import { CORE_COLOURS } from "./core-colours.ts";

/** GPIO numbers of the chips; the header carries 0 to 27. */
const gpio = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(63));
const pin = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(40));
const milliamperes = v.pipe(v.number(), v.minValue(0), v.maxValue(10_000));
const volts = v.pipe(v.number(), v.minValue(0), v.maxValue(24));
const words = v.pipe(v.string(), v.minLength(1), v.maxLength(60));
const texts = { vi: words, en: words };
const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/));
const level = v.picklist(["high", "low"]);
const lines = v.array(words);
/** Sections of config.txt that one board alone reads (Raspberry Pi documentation, "Model filters"), and the one that all read. */
const FILTERS = ["pi3", "pi4", "pi5", "pi02"] as const;
const tableOf = <Value extends v.GenericSchema>(value: Value) => v.record(name, value);

const Terminal = v.strictObject({
  name: words,
  /** The line it is wired to … */
  line: v.exactOptional(name),
  /** … or the pin of the header, with the level that the part puts on it. */
  pin: v.exactOptional(pin),
  volts: v.exactOptional(volts),
  colour: v.picklist(CORE_COLOURS),
  /** Height in the picture, in rows of the header from its top; absent: that of its pin. */
  row: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(20))),
  /** A resistor in the wire, and one from the wire to the ground of the terminal above it. */
  series: v.exactOptional(name),
  pullDown: v.exactOptional(name),
});

const Part = v.strictObject({
  side: v.picklist(["left", "right"]),
  ...texts,
  note: v.exactOptional(v.strictObject(texts)),
  /** What it takes at 5 V, in milliamperes. */
  ma5: v.exactOptional(milliamperes),
  /** Of a switch: the contact that is wired, and whether something holds it pressed while all is well. */
  contact: v.exactOptional(v.picklist(["NO", "NC"])),
  held: v.exactOptional(v.boolean()),
  terminals: v.array(Terminal),
});

/** Shape of hardware/pins.yaml, which explains each key. Whether the facts agree with each other, pin-checks.ts says. */
const PinFactsSchema = v.strictObject({
  header: v.pipe(
    v.string(),
    v.transform((text) => text.trim().split(/\s+/)),
    v.array(v.pipe(v.string(), v.regex(/^(3V3|5V|GND|GPIO\d{1,2})$/))),
    v.length(40, "the header has 40 pins"),
  ),
  bootPulls: v.strictObject({ up: v.array(gpio), down: v.array(gpio) }),
  limits: v.strictObject({ volts, pinMa: milliamperes, allPinsMa: milliamperes }),
  chips: tableOf(v.strictObject({ pwm: v.strictObject({ device: name, channels: v.record(v.string(), v.picklist([0, 1, 2, 3])) }) })),
  boards: tableOf(
    v.strictObject({
      name: words,
      model: words,
      chip: name,
      filter: v.picklist(FILTERS),
      supplyMa: milliamperes,
      ownMa: milliamperes,
      usbMa: milliamperes,
    }),
  ),
  estimates: tableOf(
    v.strictObject({
      ...texts,
      ma5: milliamperes,
      /** What it takes in the large case, where that is another. */
      large: v.exactOptional(milliamperes),
      camera: v.exactOptional(v.boolean()),
      usb: v.exactOptional(v.boolean()),
    }),
  ),
  functions: tableOf(
    v.strictObject({
      gpios: v.array(gpio),
      config: v.exactOptional(
        v.strictObject({
          all: v.exactOptional(lines),
          pi3: v.exactOptional(lines),
          pi4: v.exactOptional(lines),
          pi5: v.exactOptional(lines),
          pi02: v.exactOptional(lines),
        }),
      ),
    }),
  ),
  outputs: tableOf(v.strictObject({ gpio, pin, active: level, safe: level, volts, ma: milliamperes, ...texts })),
  inputs: tableOf(
    v.strictObject({
      gpio,
      pin,
      /** Absent or none is refused, by a rule that says why. */
      pull: v.exactOptional(v.picklist(["up", "down", "none"])),
      active: level,
      debounceMs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
      volts,
      ma: milliamperes,
      ...texts,
    }),
  ),
  parts: tableOf(Part),
  resistors: tableOf(words),
  /** outputs: the line that each output of the driver follows. */
  loads: tableOf(v.strictObject({ ...texts, plus: words, minus: words, outputs: tableOf(name) })),
  variants: tableOf(
    v.strictObject({
      ...texts,
      parts: v.array(name),
      loads: v.array(name),
      camera: v.boolean(),
      relay: v.boolean(),
      functions: v.array(name),
    }),
  ),
});
export type PinFacts = v.InferOutput<typeof PinFactsSchema>;
export type PartFacts = PinFacts["parts"][string];
export type TerminalFacts = PartFacts["terminals"][number];
export type VariantFacts = PinFacts["variants"][string];

/** The facts, or what is wrong with the shape of each, one a line: `outputs.red.pin: …`. */
export type ParsedPinFacts = { readonly ok: true; readonly facts: PinFacts } | { readonly ok: false; readonly problems: readonly string[] };

/** Reads what the YAML parser made of hardware/pins.yaml. Unknown keys are problems, too: a misspelt key would silently do nothing. */
export function parsePinFacts(value: unknown): ParsedPinFacts {
  const parsed = v.safeParse(PinFactsSchema, value);
  if (parsed.success) return { ok: true, facts: parsed.output };
  return { ok: false, problems: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "(file)"}: ${issue.message}`) };
}
