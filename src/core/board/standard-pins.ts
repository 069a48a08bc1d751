// Made by `npm run hardware` from hardware/pins.yaml: change that, not this.

/** Labels of the GPIO chips that carry the 40-pin header; on each of them a line's offset is its GPIO number. */
export const CHIP_LABELS = ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"] as const;

/** What the kiosk drives: GPIO number, pin on the header, and the level at which the device is on. */
export const OUTPUT_PINS = {
  red: { gpio: 17, pin: 11, active: "high" },
  amber: { gpio: 27, pin: 13, active: "high" },
  green: { gpio: 22, pin: 15, active: "high" },
  white: { gpio: 23, pin: 16, active: "high" },
  buzzer: { gpio: 12, pin: 32, active: "high" },
  relay: { gpio: 25, pin: 22, active: "high" },
  illumination: { gpio: 13, pin: 33, active: "high" },
} as const;
export type OutputName = keyof typeof OUTPUT_PINS;

/** What the kiosk watches: the chip's own pull, the level at which the input counts as active, and how long it must rest there. */
export const INPUT_PINS = {
  "service-button": { gpio: 16, pin: 36, pull: "up", active: "low", debounceMs: 20 },
  "door-contact": { gpio: 20, pin: 38, pull: "up", active: "high", debounceMs: 50 },
  "tamper-switch": { gpio: 26, pin: 37, pull: "up", active: "high", debounceMs: 50 },
  "repeat-button": { gpio: 24, pin: 18, pull: "up", active: "low", debounceMs: 20 },
} as const;
export type InputName = keyof typeof INPUT_PINS;

/** The hardware PWM of the buzzer's pin by the chip's label: the device behind /sys/class/pwm/pwmchipN, and its channel. */
export const BUZZER_PWM = {
  "pinctrl-bcm2835": { device: "3f20c000.pwm", channel: 0 },
  "pinctrl-bcm2711": { device: "fe20c000.pwm", channel: 0 },
  "pinctrl-rp1": { device: "1f00098000.pwm", channel: 0 },
} as const;
