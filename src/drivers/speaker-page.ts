import type { Utterance } from "../core/utterance.ts";
import type { Speaker } from "../sound-ports.ts";

/**
 * A desk's speaker: the page that shows the screen plays the prompts, once somebody there has asked for it. It has no headphones of its own: who
 * hears a browser is not known, so it says nothing private.
 */
export function createPageSpeaker(say: (utterance: Utterance) => void): Speaker {
  return {
    play(utterance): void {
      if (utterance.to === "room") say(utterance);
    },
    stop: () => say({ prompts: [], to: "room", language: "vi", gainDb: 0 }),
    isPlaying: () => false,
    headphones: () => Promise.resolve("none"),
    fault: () => undefined,
    close: () => Promise.resolve(),
  };
}
