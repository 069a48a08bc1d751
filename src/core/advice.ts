/** What would make a code that is held up readable, as a person can do it; `dark-mode` is for the kiosk: look at the frame inverted. */
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
