import type { KioskParts } from "../../src/kiosk/kiosk.ts";

/** The sealing of a kiosk whose policy wants nothing sealed. */
export const NO_SEALING: KioskParts["sealing"] = { keep: async () => ({ ok: true }), recorded: () => undefined };
