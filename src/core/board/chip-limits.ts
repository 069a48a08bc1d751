/** What the pins of a chip give, in milliamperes. */
export interface ChipLimits {
  /** One pin, at the highest drive strength that the chip has. */
  readonly pinMa: number;
  /** All pins of the header together. */
  readonly allPinsMa: number;
}

/**
 * By the chip's label; nothing in hardware/pins.yaml can raise it. BCM2835 and later: BCM2835 data sheet, "GPIO Pads Control", field DRIVE, 2 to 16 mA;
 * RP1: RP1 Peripherals, pads, field DRIVE, 2, 4, 8 or 12 mA, as Linux has it (drivers/pinctrl/pinctrl-rp1.c, RP1_PAD_DRIVE_12MA). Together 50 mA: what is
 * said of the first boards, whose 3.3 V supply gave the header no more; we know of no figure for the later ones, so that it holds for all.
 */
const LIMITS: Readonly<Record<string, ChipLimits>> = {
  "pinctrl-bcm2835": { pinMa: 16, allPinsMa: 50 },
  "pinctrl-bcm2711": { pinMa: 16, allPinsMa: 50 },
  "pinctrl-rp1": { pinMa: 12, allPinsMa: 50 },
};

/** The limits of a chip; undefined for one that nobody has looked up. */
export function chipLimits(label: string): ChipLimits | undefined {
  return Object.hasOwn(LIMITS, label) ? LIMITS[label] : undefined;
}
