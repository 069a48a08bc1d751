// What the technician's page asks for, as it comes in; the page itself knows the types alone (technician-work.ts).
import * as v from "valibot";
import { TECHNICIAN_PIN } from "./technician.ts";
import { JOBS } from "./technician-work.ts";

export const JobSchema = v.strictObject({
  job: v.picklist(JOBS),
  /** Of a backup: with it the kiosk's memory goes into it, sealed. */
  passphrase: v.exactOptional(v.pipe(v.string(), v.maxLength(1024))),
});
export const ConfigurationSchema = v.strictObject({ do: v.picklist(["begin", "again", "end", "finish"]) });
export const ResetSchema = v.strictObject({
  kiosk: v.pipe(v.string(), v.maxLength(64)),
  pin: v.exactOptional(v.pipe(v.string(), v.regex(TECHNICIAN_PIN))),
  abandon: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
