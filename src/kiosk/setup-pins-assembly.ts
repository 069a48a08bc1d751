import { join } from "node:path";
import { pinRefusal, type SetUpPin } from "../core/set-up/pin-answer.ts";
import { FIRST_STAFF, type PinsView } from "../core/set-up/pins.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { staffPins } from "../drivers/staff-pins.ts";
import { technicianPin } from "../drivers/technician-pin.ts";
import { readConfig } from "./selftest-assembly.ts";
import { STAFF_FILES } from "./staff-config.ts";
import { PIN_FILE } from "./technician-pin-assembly.ts";

/** The first PINs of a kiosk that was just set up. */
export interface SetupPins {
  view(): Promise<PinsView>;
  /** Sets one where there is none yet. */
  set(pin: SetUpPin): Promise<PinsView>;
}

/** The PINs of the kiosk whose configuration this file is; before there is one there are none to set. */
export function setupPins(file: string): SetupPins {
  async function opened() {
    const read = await readConfig(file);
    if (!read.ok) return undefined;
    const { data, staff } = read.config;
    return { technician: technicianPin(keptFile(join(data, PIN_FILE))), staff: staff && staffPins(join(data, STAFF_FILES.pins)) };
  }

  async function view(): Promise<PinsView> {
    const pins = await opened();
    if (!pins) return { technician: "set", staff: "absent" };
    return {
      technician: (await pins.technician.mistakes()) === undefined ? "open" : "set",
      staff: !pins.staff ? "absent" : (await pins.staff.codes()).length === 0 ? "open" : "set",
    };
  }

  return {
    view,
    async set(given) {
      const before = await view();
      const refusal = pinRefusal(given, before);
      if (refusal) return { ...before, ...(refusal === "weak" && { isWeak: true }) };
      const pins = await opened();
      if (given.of === "technician") await pins?.technician.set(given.pin);
      else await pins?.staff?.set(FIRST_STAFF, given.pin);
      return await view();
    },
  };
}
