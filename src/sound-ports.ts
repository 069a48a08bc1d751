import type { Utterance } from "./core/utterance.ts";

/** `none`: there is no device for them. */
export type HeadphonesState = "in" | "out" | "unknown" | "none";

/** Says prompts. These calls return at once; a speaker that is slow, broken or not plugged in never delays an answer. */
export interface Speaker {
  /** Says this in the place of whatever is being said there. A prompt that the pack does not have is left out. */
  play(utterance: Utterance): void;
  /** Says nothing more until the next call. */
  stop(): void;
  /** True while something is being said, as far as is known. */
  isPlaying(): boolean;
  /** Whether headphones are plugged in: `unknown` where there is a device for them and nothing that tells. Resolves within a second. */
  headphones(): Promise<HeadphonesState>;
  /** What is wrong with the devices, in the driver's own words; undefined: nothing that is known. */
  fault(): string | undefined;
  /** Resolves when the devices are released. */
  close(): Promise<void>;
}
