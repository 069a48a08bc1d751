import { CHIP_LABELS, INPUT_PINS, type InputName, OUTPUT_PINS } from "../core/board/standard-pins.ts";
import type { LineName } from "../core/indication.ts";

/** Where an input is, and what its levels mean. */
export interface InputWiring {
  readonly offset: number;
  readonly pull: "up" | "down";
  /** True: the pin is low when the button is pressed, the contact open. */
  readonly isActiveLow: boolean;
  /** How long a new level must rest there before it counts. */
  readonly debounceMs: number;
}

/** Where the lines of a board are. */
export interface GpioWiring {
  /** Labels of chips that carry these lines; exactly one such chip must be there. Chip numbers change with the kernel, labels do not. */
  readonly labels: readonly string[];
  /** Offset on the chip of each line that is wired; the others do not exist on this kiosk. */
  readonly offsets: { readonly [Name in LineName]?: number | undefined };
  /** Lines whose device is on when the pin is low. Never the relay. */
  readonly activeLow?: readonly LineName[] | undefined;
  /** Inputs that are wired. An open contact's pin reads as an open door: what is not wired must not stand here. */
  readonly inputs?: { readonly [Name in InputName]?: InputWiring | undefined } | undefined;
}

/** Where Linux keeps these things. */
export interface GpioPlaces {
  readonly devices: string;
  readonly modules: string;
  /** The older interface, of kernels without the character device. */
  readonly sysfs: string;
  readonly pwm: string;
}

/** Their places on every Linux. */
export const LINUX: GpioPlaces = { devices: "/dev", modules: "/sys/module", sysfs: "/sys/class/gpio", pwm: "/sys/class/pwm" };

const { red, amber, green, white, buzzer, relay, illumination } = OUTPUT_PINS;

/** The wiring of hardware/pins.yaml, without inputs: those differ from kiosk to kiosk. */
export const STANDARD_WIRING: GpioWiring = {
  labels: CHIP_LABELS,
  offsets: {
    red: red.gpio,
    amber: amber.gpio,
    green: green.gpio,
    white: white.gpio,
    buzzer: buzzer.gpio,
    relay: relay.gpio,
    illumination: illumination.gpio,
  },
};

/** Those inputs of a standard board that are wired here, on other pins where `pins` says so. */
export function standardInputs(
  names: readonly InputName[],
  pins: { readonly [Name in InputName]?: number | undefined } = {},
): NonNullable<GpioWiring["inputs"]> {
  return Object.fromEntries(
    names.map((name): [InputName, InputWiring] => {
      const { gpio, pull, active, debounceMs } = INPUT_PINS[name];
      return [name, { offset: pins[name] ?? gpio, pull, isActiveLow: active === "low", debounceMs }];
    }),
  );
}

/** The outputs of a wiring in the order in which a request has them. Throws where two lines, in or out, share a pin. */
export function wiredOutputs(
  wiring: GpioWiring,
  names: readonly LineName[],
): readonly { readonly name: LineName; readonly offset: number; readonly isActiveLow: boolean }[] {
  const inputs = Object.values(wiring.inputs ?? {}).flatMap((input) => (input ? [input.offset] : []));
  const outputs = names.flatMap((name) => {
    const offset = wiring.offsets[name];
    return offset === undefined ? [] : [{ name, offset, isActiveLow: wiring.activeLow?.includes(name) ?? false }];
  });
  const all = [...inputs, ...outputs.map(({ offset }) => offset)];
  if (new Set(all).size < all.length) throw new Error("gpio: two lines are wired to the same pin");
  return outputs;
}
