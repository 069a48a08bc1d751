import { type DayHours, isWithin } from "./day-hours.ts";

/** What the screen is like: for a bright room, or for a dark one. */
export type Theme = "bright" | "dark";

/** What there is to go by. */
export interface Surroundings {
  /** Local time, minutes since midnight. */
  readonly minute: number;
  /** Mean of the camera's newest picture, 0 black to 255 white; undefined: there is none. */
  readonly light: number | undefined;
  /** On a clock that never jumps, in milliseconds. */
  readonly atMs: number;
}

/** The theme, and since when the light has asked for the other one. */
export interface ThemeState {
  readonly theme: Theme;
  readonly otherSinceMs?: number;
}

/** A room with less is dark, one with more is bright; in between the screen stays as it is. */
const DARK_LEVEL = 40;
const BRIGHT_LEVEL = 70;

/** The light must have changed for so long, milliseconds: nobody who walks by the camera turns the screen around. */
const STEADY_MS = 60_000;

/** Before anything is known. */
export const BRIGHT: ThemeState = { theme: "bright" };

/** The theme from now on: by the hours where they are given, else by the camera's light where there is one, else bright. */
export function nextTheme(before: ThemeState, hours: DayHours | undefined, { minute, light, atMs }: Surroundings): ThemeState {
  if (hours) return { theme: isWithin(minute, hours) ? "dark" : "bright" };
  if (light === undefined) return { theme: before.theme };
  const asked = light < DARK_LEVEL ? "dark" : light > BRIGHT_LEVEL ? "bright" : before.theme;
  if (asked === before.theme) return { theme: before.theme };
  const otherSinceMs = before.otherSinceMs ?? atMs;
  return atMs - otherSinceMs >= STEADY_MS ? { theme: asked } : { theme: before.theme, otherSinceMs };
}
