/**
 * The 40-pin header of every Raspberry Pi since the B+, pin 1 first (Raspberry Pi documentation, "GPIO and the 40-pin header").
 * hardware/pins.yaml says the same for its readers; where it says another thing, it is wrong.
 */
export const RASPBERRY_HEADER: readonly string[] = [
  ...["3V3", "5V", "GPIO2", "5V", "GPIO3", "GND", "GPIO4", "GPIO14", "GND", "GPIO15"],
  ...["GPIO17", "GPIO18", "GPIO27", "GND", "GPIO22", "GPIO23", "3V3", "GPIO24", "GPIO10", "GND"],
  ...["GPIO9", "GPIO25", "GPIO11", "GPIO8", "GND", "GPIO7", "GPIO0", "GPIO1", "GPIO5", "GND"],
  ...["GPIO6", "GPIO12", "GPIO13", "GND", "GPIO19", "GPIO16", "GPIO26", "GPIO20", "GND", "GPIO21"],
];

/** The GPIO numbers of the header, 0 to 27. */
export const HEADER_GPIOS: readonly number[] = Array.from({ length: 28 }, (_, gpio) => gpio);

/** The pull of a pin of the header from power-on until somebody sets it (BCM2835 ARM Peripherals, table 6-31). */
export function bootPullOf(gpio: number): "up" | "down" {
  return gpio <= 8 ? "up" : "down";
}
