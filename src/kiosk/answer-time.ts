import { answerSeconds, heldLonger } from "../core/screen.ts";
import type { Place } from "../core/turns.ts";
import type { AnswerView } from "../core/view.ts";
import type { Output, Source } from "../ports.ts";

/** So long before an answer's time is over somebody looks whether its code is still held up, in seconds. */
const LOOK_SECONDS = 1;

/** How long an answer stands. */
export interface AnswerTime {
  /** From now on this one; calls `onOver` when its time is over. */
  begin(view: AnswerView, place: Place): void;
  close(): void;
}

/** Counts an answer's time: whoever still holds up the code is still reading. */
export function createAnswerTime(sources: readonly Source[], outputs: readonly Output[], onOver: () => void): AnswerTime {
  let timer: NodeJS.Timeout | undefined;

  function wait(view: AnswerView, place: Place, seconds: number): void {
    timer = setTimeout(() => {
      const longer = typeof place === "number" && sources[place]?.holds?.() ? heldLonger(view) : undefined;
      if (!longer) {
        timer = setTimeout(onOver, LOOK_SECONDS * 1000);
        return;
      }
      for (const output of outputs) output.prolong?.(longer);
      wait(longer, place, answerSeconds(longer) - answerSeconds(view));
    }, seconds * 1000);
  }

  return {
    begin(view, place) {
      clearTimeout(timer);
      wait(view, place, answerSeconds(view) - LOOK_SECONDS);
    },
    close: () => clearTimeout(timer),
  };
}
