import { STANDARD_FACTS } from "./standard-facts.ts";

const { bootPulls, functions } = STANDARD_FACTS;

/** Where a relay may be: pulled down from power-on, on the header, and without a serial line that rests high as soon as the firmware has set it up. */
const RELAY_GPIOS = bootPulls.down.filter((gpio) => !bootPulls.up.includes(gpio) && !functions["uart"]?.gpios.includes(gpio));

/** Why a relay on this pin of a Raspberry Pi would open the door while the board starts; undefined: it would not. */
export function relayPinFault(gpio: number): string | undefined {
  if (RELAY_GPIOS.includes(gpio)) return undefined;
  const why = STANDARD_FACTS.header.includes(`GPIO${gpio}`)
    ? "is high while the board starts, and a relay with it"
    : "is not on the header";
  return `GPIO ${gpio} ${why}; use one of ${rangesOf(RELAY_GPIOS)}`;
}

/**
 * Why a lamp or buzzer on this pin would be on while the board starts, as nothing has told it to; undefined: it would not. One that is active-low
 * is so on nearly every pin: whoever wires it knows.
 */
export function lampPinFault(gpio: number, isActiveLow: boolean): string | undefined {
  const isOnHeader = STANDARD_FACTS.header.includes(`GPIO${gpio}`);
  if (RELAY_GPIOS.includes(gpio) || (isActiveLow && isOnHeader)) return undefined;
  const why = isOnHeader ? "is high while the board starts, and a lamp or buzzer on it would speak" : "is not on the header";
  return `GPIO ${gpio} ${why}; use one of ${rangesOf(RELAY_GPIOS)}`;
}

/** `9 to 13, 16 to 27`. */
function rangesOf(gpios: readonly number[]): string {
  const sorted = gpios.toSorted((a, b) => a - b);
  const starts = sorted.filter((gpio) => !sorted.includes(gpio - 1));
  const ends = sorted.filter((gpio) => !sorted.includes(gpio + 1));
  return starts.map((start, index) => (start === ends[index] ? `${start}` : `${start} to ${ends[index]}`)).join(", ");
}
