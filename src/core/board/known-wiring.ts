// What this kiosk is wired like, written down apart from hardware/pins.yaml: which GPIO a line is on may change there, what hangs on it may not.
import type { CoreColour } from "./core-colours.ts";
import type { PinFacts } from "./pin-facts.ts";

/** What each terminal of a part meets: a name of the header, or a line. A chip's outputs send into another's inputs: GPIO14 is the board's TX. */
export const TERMINALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  U2: { VCC: "3V3", SDA: "GPIO2", SCL: "GPIO3", GND: "GND" },
  U1: { IN1: "red", IN2: "amber", IN3: "green", IN4: "white", IN5: "buzzer", IN6: "illumination", IN7: "relay", GND: "GND" },
  S3: { COM: "tamper-switch", NO: "GND" },
  B1: { VCC: "5V", GND: "GND", RX: "GPIO14", TX: "GPIO15" },
  S1: { "1": "GND", "2": "service-button" },
  S2: { "1": "GND", "2": "door-contact" },
  S4: { "1": "GND", "2": "repeat-button" },
};

/** The switches whose NO contact something presses, or a magnet closes, while all is well; the others rest open. */
export const HELD: Readonly<Record<string, boolean>> = { S1: false, S2: true, S3: true, S4: false };

/** The lines that switch each load, and its two terminals. */
export const LOADS: Readonly<Record<string, { readonly lines: readonly string[]; readonly plus: string; readonly minus: string }>> = {
  H1: { lines: ["red", "amber", "green"], plus: "+", minus: "−" },
  H2: { lines: ["white"], plus: "+", minus: "−" },
  K1: { lines: ["relay"], plus: "A1", minus: "A2" },
  BZ1: { lines: ["buzzer"], plus: "+", minus: "−" },
  E1: { lines: ["illumination"], plus: "+", minus: "−" },
};

/** The colour of a wire to a supply or to ground; no other wire has it. */
export const SUPPLY_COLOURS: Readonly<Record<string, CoreColour>> = { "5V": "RD", "3V3": "OG", GND: "BK" };

type VariantParts = Pick<PinFacts["variants"][string], "parts" | "loads" | "camera" | "relay" | "functions">;
const PARTS = ["U2", "U1", "S3", "S1", "S2", "S4"];
const LAMPS = ["H1", "H2", "BZ1", "E1"];

/** The kiosks that there are, each with all that it has; in any order. */
export const VARIANTS: Readonly<Record<string, VariantParts>> = {
  camera: { parts: PARTS, loads: LAMPS, camera: true, relay: false, functions: ["i2c"] },
  serial: { parts: [...PARTS, "B1"], loads: LAMPS, camera: false, relay: false, functions: ["i2c", "uart"] },
  both: { parts: [...PARTS, "B1"], loads: LAMPS, camera: true, relay: false, functions: ["i2c", "uart"] },
  relay: { parts: [...PARTS, "B1"], loads: [...LAMPS, "K1"], camera: true, relay: true, functions: ["i2c", "uart"] },
};

const CLOCK = ["dtoverlay=i2c-rtc,ds3231"];
const UART = ["enable_uart=1", "dtoverlay=disable-bt"];

/** The other jobs of pins, and the only lines of config.txt that give them: with any other text a pin could be driven before there is a kiosk. */
export const FUNCTIONS: PinFacts["functions"] = {
  i2c: { gpios: [2, 3], config: { all: ["dtparam=i2c_arm=on"], pi3: CLOCK, pi4: CLOCK, pi02: CLOCK } },
  uart: { gpios: [14, 15], config: { pi3: UART, pi4: UART, pi5: ["dtparam=uart0=on"], pi02: UART } },
  spi: { gpios: [7, 8, 9, 10, 11] },
  "one-wire": { gpios: [4] },
  i2s: { gpios: [18, 19, 21] },
  "hat-id": { gpios: [0, 1] },
};

/** The boards by their filter in config.txt: chip, how their model begins, the most that their supply and their USB sockets give and the least that they take, in milliamperes. */
export const BOARDS: Readonly<
  Record<
    string,
    { readonly chip: string; readonly model: string; readonly supplyMa: number; readonly ownMa: number; readonly usbMa: number }
  >
> = {
  pi3: { chip: "pinctrl-bcm2835", model: "Raspberry Pi 3 Model B Plus", supplyMa: 2500, ownMa: 500, usbMa: 1200 },
  pi4: { chip: "pinctrl-bcm2711", model: "Raspberry Pi 4 Model B", supplyMa: 3000, ownMa: 600, usbMa: 1200 },
  pi5: { chip: "pinctrl-rp1", model: "Raspberry Pi 5 Model B", supplyMa: 5000, ownMa: 800, usbMa: 1600 },
  pi02: { chip: "pinctrl-bcm2835", model: "Raspberry Pi Zero 2 W", supplyMa: 2000, ownMa: 350, usbMa: 2000 },
};

/** The hardware PWM of each chip: the device in its device tree, and the channel by GPIO number. */
export const PWMS: Readonly<Record<string, { readonly device: string; readonly channels: Readonly<Record<string, number>> }>> = {
  "pinctrl-bcm2835": { device: "3f20c000.pwm", channels: { "12": 0, "13": 1, "18": 0, "19": 1 } },
  "pinctrl-bcm2711": { device: "fe20c000.pwm", channels: { "12": 0, "13": 1, "18": 0, "19": 1 } },
  "pinctrl-rp1": { device: "1f00098000.pwm", channels: { "12": 0, "13": 1, "18": 2, "19": 3 } },
};

/** Every line of the header, whatever it drives or watches. */
export const LINE_VOLTS = 3.3;

/**
 * What nothing takes less of, in milliamperes: an input of the driver (a ULN2803A in its place), that of the relay with its pull-down of 10 kΩ, a contact
 * through the chip's own pull, whatever is fed with 5 V.
 */
export const LEAST_MA = { output: 0.7, relay: 1, input: 0.06, fed: 50 } as const;
