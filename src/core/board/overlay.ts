import type { PinFacts } from "./pin-facts.ts";

/** `brcm,pull` of Documentation/devicetree/bindings/pinctrl/brcm,bcm2835-gpio.txt; the driver of RP1 reads the same numbers. */
const PULLS = { none: 0, down: 1, up: 2 } as const;

/** `func` of the firmware's pwm overlay: ALT0 on GPIO 12 and 13, ALT5 on 18 and 19. */
const PWM_FUNCTIONS: Readonly<Record<number, number>> = { 12: 4, 13: 4, 18: 2, 19: 2 };

/**
 * The device-tree overlay that keeps every pin at its pull from the kernel's first moment, and whenever the kiosk does not hold
 * it. It sets no function: a pin that the device tree has given one could not be taken by a program on every chip.
 */
export function overlaySource({ outputs, inputs }: PinFacts): string {
  // Not the chip's own pull at boot, which another overlay or a boot loader may have changed: the pull that keeps the device off.
  const driven = Object.values(outputs).map(({ gpio, active }) => ({ gpio, pull: active === "high" ? PULLS.down : PULLS.up }));
  const watched = Object.values(inputs).map(({ gpio, pull = "none" }) => ({ gpio, pull: PULLS[pull] }));
  const pins = [...driven, ...watched].toSorted((a, b) => a.gpio - b.gpio);
  return `// Made by \`npm run hardware\` from hardware/pins.yaml: change that, not this.
// dtc -@ -I dts -O dtb -o tram.dtbo tram.dts; then tram.dtbo into /boot/firmware/overlays and config.txt beside it into /boot/firmware.
/dts-v1/;
/plugin/;

/ {
	compatible = "brcm,bcm2835";

	fragment@0 {
		target = <&gpio>;
		__overlay__ {
			pinctrl-names = "default";
			pinctrl-0 = <&tram_pins>;

			tram_pins: tram_pins {
				brcm,pins = <${pins.map(({ gpio }) => gpio).join(" ")}>;
				brcm,pull = <${pins.map(({ pull }) => pull).join(" ")}>;
			};
		};
	};
};
`;
}

/** What a board needs for a part that only it has. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  pi5: [
    "# Charges the cell of its own clock (the official cell on J5 can be charged; leave this out for one that cannot).",
    "dtparam=rtc_bbat_vchg=3000000",
  ],
};

/** The lines for config.txt: what the firmware does with the pins some seconds before the kernel runs, and the drivers of the parts. */
export function bootConfiguration({ boards, outputs, inputs, functions, variants }: PinFacts): string {
  const { buzzer } = outputs;
  const needed = [...new Set(Object.values(variants).flatMap((variant) => variant.functions))].map((name) => functions[name]?.config ?? {});
  const filters = [...new Set(Object.values(boards).map(({ filter }) => filter))];
  const settings = [
    "# Made by `npm run hardware` from hardware/pins.yaml: change that, not this. To be added to /boot/firmware/config.txt.",
    "[all]",
    "# Every output off, every input at its pull: from the firmware on, before there is a kernel.",
    ...pinSettings(Object.values(outputs), ({ safe }) => (safe === "low" ? "op,pd,dl" : "op,pu,dh")),
    ...pinSettings(Object.values(inputs), ({ pull = "none" }) => `ip,p${pull[0]}`),
    "# The lines fall when the kiosk dies, whatever it was doing. Without this the kiosk does not drive a relay.",
    "dtparam=strict_gpiod",
    "dtoverlay=tram",
    ...needed.flatMap(({ all = [] }) => all),
    "# The pitch of the buzzer. On a Raspberry Pi 3 the headphone socket uses the same PWM: there, sound comes from a USB adapter.",
    buzzer && `dtoverlay=pwm,pin=${buzzer.gpio},func=${PWM_FUNCTIONS[buzzer.gpio] ?? 0}`,
    ...filters.flatMap((filter) => [`[${filter}]`, ...(OWN[filter] ?? []), ...needed.flatMap((config) => config[filter] ?? [])]),
    "[all]",
  ];
  return `${settings.filter((line) => line !== undefined).join("\n")}\n`;
}

/** `gpio=17,22=op,pd,dl`: a line for all pins with the same setting. */
function pinSettings<Line extends { readonly gpio: number }>(lines: readonly Line[], settingOf: (line: Line) => string): readonly string[] {
  const settings = Map.groupBy(
    lines.toSorted((a, b) => a.gpio - b.gpio),
    settingOf,
  );
  return [...settings].map(([setting, group]) => `gpio=${group.map(({ gpio }) => gpio).join(",")}=${setting}`);
}
