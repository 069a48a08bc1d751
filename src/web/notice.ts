import type { FaultName } from "../core/faults.ts";
import type { Text } from "../core/text.ts";
import type { Tone } from "./trust-words.ts";

/** Something about the kiosk's trust, clock or journal that somebody must act on. */
export interface Notice {
  /** What it is in the registry of codes, whose help page says more. */
  readonly fault: FaultName;
  readonly tone: Exclude<Tone, "good">;
  readonly what: Text;
  readonly todo: Text;
}
