import { readFileSync } from "node:fs";
import { relayPinFault } from "../core/board/relay-pins.ts";

/** The kernel module behind each of the Raspberry Pi's GPIO chips, by the chip's label. */
const PI_MODULES: Readonly<Record<string, string>> = {
  "pinctrl-bcm2835": "pinctrl_bcm2835",
  "pinctrl-bcm2711": "pinctrl_bcm2835",
  "pinctrl-rp1": "pinctrl_rp1",
};

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
  const pinFault = relayPinFault(relay.offset);
  if (pinFault !== undefined) return `relay: ${pinFault}`;
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
