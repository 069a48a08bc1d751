/**
 * What would make a code that is held up readable, as a person can do it. `dark-mode` is the last thing to ask for: light codes on dark are
 * read, too, but some are shown without the light margin that a code needs.
 */
export type Advice = "nearer" | "farther" | "tilt" | "glare" | "too-dark" | "too-bright" | "out-of-focus" | "moving" | "dark-mode";

/** All of them. */
export const ADVICE: readonly Advice[] = [
  "nearer",
  "farther",
  "tilt",
  "glare",
  "too-dark",
  "too-bright",
  "out-of-focus",
  "moving",
  "dark-mode",
];
