import type { Text } from "../core/text.ts";
import type { Tone } from "./trust-words.ts";

/** Somebody must come by with a stick, or with a larger card, before the room for entries ends: with fewer days left it is said. */
export const ENOUGH_ROOM_DAYS = 60;

/** Something about the kiosk's trust, clock or journal that somebody must act on. */
export interface Notice {
  readonly tone: Exclude<Tone, "good">;
  readonly what: Text;
  readonly todo: Text;
}
