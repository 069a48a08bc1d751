import type { PromptName } from "./prompts.ts";

/** Where something is heard. `headphones`: by whoever wears them, and nobody else. */
export type Hearing = "room" | "headphones";

/** What is to be said: prompts in this order, in one language. */
export interface Utterance {
  readonly prompts: readonly PromptName[];
  readonly to: Hearing;
  /** BCP 47. */
  readonly language: string;
  /** Against the level of the recording, in dB; at most 0. */
  readonly gainDb: number;
}
