/**
 * The pin of a part itself by its terminal. U1: TBD62083APG and ULN2803A, DIP-18 (data sheets, pin assignment). K1: Omron G5LE-1 (data sheet, terminal
 * arrangement, bottom view); other relays number theirs otherwise, so that the guide has them measured.
 */
const PINS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  U1: {
    ...{ IN1: 1, IN2: 2, IN3: 3, IN4: 4, IN5: 5, IN6: 6, IN7: 7, GND: 9, COM: 10 },
    ...{ OUT7: 12, OUT6: 13, OUT5: 14, OUT4: 15, OUT3: 16, OUT2: 17, OUT1: 18 },
  },
  K1: { COM: 1, A1: 2, NO: 3, NC: 4, A2: 5 },
};

/** The number of a part's own pin, as text; undefined where its terminals have names alone. */
export function chipPin(ref: string, terminal: string): string | undefined {
  return PINS[ref]?.[terminal]?.toString();
}
