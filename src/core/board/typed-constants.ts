import type { PinFacts } from "./pin-facts.ts";

const MADE = "// Made by `npm run hardware` from hardware/pins.yaml: change that, not this.";

/** The pins as TypeScript: src/core/board/standard-pins.ts, before the formatter has been over it. */
export function pinConstants({ chips, outputs, inputs }: PinFacts): string {
  const driven = Object.entries(outputs).map(([name, { gpio, pin, active }]) => [name, { gpio, pin, active }]);
  const watched = Object.entries(inputs).map(([name, { gpio, pin, pull, active, debounceMs }]) => {
    return [name, { gpio, pin, pull, active, debounceMs }];
  });
  const tones = Object.entries(chips).map(([label, { pwm }]) => {
    return [label, { device: pwm.device, channel: pwm.channels[outputs["buzzer"]?.gpio ?? ""] }];
  });
  return `${MADE}

/** Labels of the GPIO chips that carry the 40-pin header; on each of them a line's offset is its GPIO number. */
export const CHIP_LABELS = ${JSON.stringify(Object.keys(chips))} as const;

/** What the kiosk drives: GPIO number, pin on the header, and the level at which the device is on. */
export const OUTPUT_PINS = {${entries(driven)}} as const;
export type OutputName = keyof typeof OUTPUT_PINS;

/** What the kiosk watches: the chip's own pull, the level at which the input counts as active, and how long it must rest there. */
export const INPUT_PINS = {${entries(watched)}} as const;
export type InputName = keyof typeof INPUT_PINS;

/** The hardware PWM of the buzzer's pin by the chip's label: the device behind /sys/class/pwm/pwmchipN, and its channel. */
export const BUZZER_PWM = {${entries(tones)}} as const;
`;
}

/** The parts as TypeScript: src/core/board/standard-parts.ts, not yet formatted. */
export function partConstants({ parts }: PinFacts): string {
  return `${MADE}
import type { PinFacts } from "./pin-facts.ts";

/** The parts at the header, of STANDARD_FACTS. */
export const STANDARD_PARTS: PinFacts["parts"] = {${entries(Object.entries(parts))}};
`;
}

/** All facts as TypeScript, for the picture on the technician's page: src/core/board/standard-facts.ts, not yet formatted. */
export function factConstants({ header, parts: _parts, ...facts }: PinFacts): string {
  return `${MADE}
import type { PinFacts } from "./pin-facts.ts";
import { STANDARD_PARTS } from "./standard-parts.ts";

const HEADER = ${JSON.stringify(header.join(" "))};

/** Everything that hardware/pins.yaml says. */
export const STANDARD_FACTS: PinFacts = {
  header: HEADER.split(" "),
  parts: STANDARD_PARTS,
  ${entries(Object.entries(facts))}
};
`;
}

/** An entry a line, the way the formatter leaves them where they fit. */
function entries(of: readonly (readonly unknown[])[]): string {
  return of.map(([name, value]) => `\n${JSON.stringify(name)}: ${JSON.stringify(value)},`).join("");
}
