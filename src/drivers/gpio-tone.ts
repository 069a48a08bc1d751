import { BUZZER_PWM, OUTPUT_PINS } from "../core/board/standard-pins.ts";
import type { GpioPlaces, GpioWiring } from "./gpio-wiring.ts";
import { hasPwm, openPwmTone, type PwmTone, pwmFault } from "./pwm-tone.ts";

/** `passive`: the buzzer has no tone of its own, and needs a PWM; `active`: a plain line. Undefined: it has what the machine has. */
export type BuzzerKind = "active" | "passive" | undefined;

/** What gives a buzzer its pitches. */
export interface FoundTone {
  readonly pwm?: PwmTone;
  /** Why there is none, where there should be. */
  readonly fault?: string;
}

/**
 * The PWM of a wiring's buzzer, silent. Lamps are worth more than a tone: where that is not to be had, the buzzer is a line as the others. Not so a
 * passive one, which only clicks on a line: a line takes the pin from its PWM until the next boot, and udev may have given us that a second later.
 */
export function openTone(wiring: GpioWiring, buzzer: BuzzerKind, places: GpioPlaces): FoundTone {
  const { device, fault } = toneOf(wiring, buzzer, places);
  if (!device) return fault === undefined ? {} : { fault };
  if (buzzer === "passive") return { pwm: lateTone(() => openPwmTone(places.pwm, device.device, device.channel)) };
  try {
    return { pwm: openPwmTone(places.pwm, device.device, device.channel) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** A tone that is opened when it is first asked for anything, or later where that fails. */
function lateTone(open: () => PwmTone): PwmTone {
  let tone: PwmTone | undefined;
  return {
    sound(hz): void {
      tone ??= open();
      tone.sound(hz);
    },
  };
}

/** Why a wiring's buzzer would have no pitches though it should, as far as can be seen without taking any; undefined: it would, or need not. */
export function toneFaultOf(wiring: GpioWiring, buzzer: BuzzerKind, places: GpioPlaces): string | undefined {
  const { device, fault } = toneOf(wiring, buzzer, places);
  return device ? pwmFault(places.pwm, device.device, device.channel) : fault;
}

interface ToneDevice {
  readonly device?: { readonly device: string; readonly channel: number };
  readonly fault?: string;
}

function toneOf({ labels, offsets, activeLow }: GpioWiring, buzzer: BuzzerKind, { pwm }: GpioPlaces): ToneDevice {
  if (buzzer === "active" || offsets.buzzer === undefined) return {};
  // A silent PWM is low, and such a buzzer would sound from then on.
  if (activeLow?.includes("buzzer")) return buzzer === "passive" ? { fault: ACTIVE_LOW } : {};
  const pwms = labels.flatMap((label) => (isKnown(label) ? [BUZZER_PWM[label]] : []));
  const isStandardPin = offsets.buzzer === OUTPUT_PINS.buzzer.gpio;
  const device = isStandardPin ? pwms.find((each) => hasPwm(pwm, each.device)) : undefined;
  if (device) return { device };
  return buzzer === "passive" ? { fault: noPwmText(offsets.buzzer) } : {};
}

function isKnown(label: string): label is keyof typeof BUZZER_PWM {
  return Object.hasOwn(BUZZER_PWM, label);
}

const ACTIVE_LOW = "buzzer: a passive one has no pitches where it is active-low; wire it active-high, or an active one";

function noPwmText(gpio: number): string {
  const standard = OUTPUT_PINS.buzzer.gpio;
  const todo =
    gpio === standard
      ? `add dtoverlay=pwm,pin=${standard},func=4 to config.txt and reboot`
      : `wire it to GPIO ${standard} and add dtoverlay=pwm,pin=${standard},func=4 to config.txt`;
  return `buzzer: no PWM on GPIO ${gpio}; ${todo}, or wire an active buzzer`;
}
