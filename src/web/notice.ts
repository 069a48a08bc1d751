import type { Text } from "../core/text.ts";
import type { Tone } from "./trust-words.ts";

/** Something about the kiosk's trust, clock or journal that somebody must act on. */
export interface Notice {
  readonly tone: Exclude<Tone, "good">;
  readonly what: Text;
  readonly todo: Text;
}
