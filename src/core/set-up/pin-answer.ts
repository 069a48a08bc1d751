// What the page of a first run sends when somebody has chosen a PIN.
import * as v from "valibot";
import { isWeakPin, TECHNICIAN_PIN } from "../technician.ts";
import { PIN_OWNERS, type PinsView } from "./pins.ts";

/** `POST /setup/pin`. */
export const SetUpPinSchema = v.strictObject({
  of: v.picklist(PIN_OWNERS),
  pin: v.pipe(v.string(), v.regex(TECHNICIAN_PIN)),
});
export type SetUpPin = Readonly<v.InferOutput<typeof SetUpPinSchema>>;

/** Why it is not taken: nobody replaces a PIN here that is set, and nobody guesses one at once. */
export function pinRefusal({ of, pin }: SetUpPin, view: PinsView): "not-open" | "weak" | undefined {
  if (view[of] !== "open") return "not-open";
  return isWeakPin(pin) ? "weak" : undefined;
}
