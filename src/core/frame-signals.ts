import type { Advice } from "./advice.ts";
import type { Region } from "./picture-steps.ts";

/** What a frame says of a code that is held up in it and was not read. */
export interface FrameSignals {
  /** Where the code seems to be, in pixels of the frame. */
  readonly place: Region;
  /** What is wrong with it, most in the way first; empty: nothing that one could say. */
  readonly faults: readonly Advice[];
  /** Where light washes it out, in pixels of the frame, the largest first: there where `glare` is among the faults. */
  readonly glare: readonly Region[];
}
