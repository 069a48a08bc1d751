import { readFileSync } from "node:fs";

/** The kernel module behind each of the Raspberry Pi's GPIO chips, by the chip's label. */
const PI_MODULES: Readonly<Record<string, string>> = {
  "pinctrl-bcm2835": "pinctrl_bcm2835",
  "pinctrl-bcm2711": "pinctrl_bcm2835",
  "pinctrl-rp1": "pinctrl_rp1",
};

const LAST_PULLED_UP = 8;

/** Why an active-low relay is never driven, on whatever chip. */
export const ACTIVE_LOW_FAULT = "relay: an active-low relay pulls in when its line is released; wire an active-high one";

/**
 * Why a relay on this chip must not be driven, or undefined when it would fall with the process that drives it. The kernel
 * promises nothing about a dead process's lines: Raspberry Pi's own keeps them as they were unless told otherwise
 * (raspberrypi/linux #6117, #6150), so that a crash at the wrong moment leaves a door open for as long as nobody looks.
 * Only the Raspberry Pi's drivers say what they do; what is not known to be safe is refused.
 */
export function relayFault(
  relay: { readonly label: string; readonly offset: number; readonly isActiveLow: boolean },
  modulesFolder: string,
): string | undefined {
  if (relay.isActiveLow) return ACTIVE_LOW_FAULT;
  const module = PI_MODULES[relay.label];
  if (module === undefined) {
    return `relay: nobody knows whether chip ${relay.label} lets its lines fall when the process dies; relays are driven on a Raspberry Pi only`;
  }
  // BCM2835 ARM Peripherals, 6.2: these are pulled up from power-on until somebody takes them. RP1 does likewise.
  if (relay.offset <= LAST_PULLED_UP)
    return `relay: GPIO ${relay.offset} is high while the board starts, and the relay with it; wire it to one of 9 to 27`;
  const path = `${modulesFolder}/${module}/parameters/persist_gpio_outputs`;
  const value = readParameter(path);
  if (value === "N") return undefined;
  if (value === undefined)
    return `relay: ${path} cannot be read, so a crash may leave the relay pulled in; update to a kernel that has it (6.12)`;
  return `relay: ${path} is ${value} and must be N, or a crash leaves the relay pulled in; add dtparam=strict_gpiod to config.txt and reboot`;
}

function readParameter(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined; // absent or unreadable: unknown, which is refused
  }
}
