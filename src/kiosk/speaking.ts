import { type PromptName, privatePromptsOf, promptsOf, toneOf } from "../core/prompts.ts";
import { answerSeconds } from "../core/screen.ts";
import type { SoundChange } from "../core/sound-request.ts";
import { headphonesDb, nextSteps, roomDb, type VolumePlan } from "../core/sound-volume.ts";
import type { AnswerView, View } from "../core/view.ts";
import type { Clock, Output } from "../ports.ts";
import type { HeadphonesState, Speaker } from "../sound-ports.ts";
import { type After, afterTimeout } from "./after.ts";

/** Whoever holds up a code in vain is told what would help, or that it cannot, at most so often, in milliseconds. */
const HINT_EVERY_MS = 6000;
/** After an answer has gone it can be heard again for so long; then whoever presses the button is somebody else. In milliseconds. */
const AFTERWARDS_MS = 20_000;
/** Initials and digits can be heard, in headphones, for so long after the answer: a sentence comes before them. In milliseconds. */
const PRIVATE_MS = 15_000;

export interface SpeakingParts {
  readonly speaker: Speaker;
  readonly volume: VolumePlan;
  /** True where the loudspeaker stands in for a buzzer. */
  readonly hasTones: boolean;
  /** True where keys of a keypad tell whether headphones are plugged in. */
  readonly isToldOfHeadphones: boolean;
  /** Languages of the screen; the first is what it comes back to. */
  readonly languages: readonly string[];
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Local time, minutes since midnight. */
  readonly minuteOfDay: () => number;
  readonly after?: After;
}

/** What a kiosk says aloud, as an output. */
export interface Speaking extends Output {
  /** Says again what was said last: an answer, as long as it is this visitor's; what would help; or else the invitation. */
  repeat(language?: string): void;
  change(change: SoundChange): void;
  /** Somebody has called staff. `isHeard`: staff know of it. */
  helpCalled(isHeard: boolean): void;
  /** A code was held up while staff have put the kiosk out of service. */
  dropped(): void;
}

/** One thing to say. */
interface Speech {
  readonly prompts: readonly PromptName[];
  /** For the headphones alone. */
  readonly own: readonly PromptName[];
  /** Absent: the visitor's. */
  readonly language?: string;
}

/**
 * Says each answer once, coaches, and repeats on request. What is about a person goes to the headphones or nowhere. Language and volume follow
 * whoever stands there, and are as usual again 20 s after the last touch or answer.
 */
export function createSpeaking(parts: SpeakingParts): Speaking {
  const { speaker, volume, clock, after = afterTimeout } = parts;
  const usualLanguage = parts.languages[0] ?? "vi";
  let language = usualLanguage;
  let steps = 0;
  let isPluggedIn = false;
  let shown: View = { kind: "attract" };
  let key = "attract";
  let answered: { readonly view: AnswerView; readonly atMs: number; readonly endMs: number } | undefined;
  /** What came of the last press, as long as it is this visitor's and nothing else has been shown since. */
  let pressed: readonly PromptName[] | undefined;
  let hintedMs = Number.NEGATIVE_INFINITY;
  let cancelHint = () => {};
  let cancelReset = () => {};
  let turn = 0;
  let isClosed = false;

  function headphones(): Promise<HeadphonesState> {
    return parts.isToldOfHeadphones ? Promise.resolve(isPluggedIn ? "in" : "out") : speaker.headphones();
  }

  async function say({ prompts, own, language: spoken = language }: Speech): Promise<void> {
    const mine = ++turn;
    speaker.stop();
    const state = await headphones();
    // Something else is said by now.
    if (isClosed || mine !== turn) return;
    const db = roomDb(volume, parts.minuteOfDay(), steps);
    if (state !== "in" && db !== undefined) speaker.play({ prompts, to: "room", language: spoken, gainDb: db });
    if (state === "in" || state === "unknown")
      speaker.play({ prompts: [...prompts, ...own], to: "headphones", language: spoken, gainDb: headphonesDb(volume, steps) });
  }

  function speechOf(view: View, isOwn: boolean): Speech {
    return { prompts: promptsOf(view), own: isOwn ? privatePromptsOf(view) : [] };
  }

  /** Whoever stands there is still there. */
  function used(forMs = 0): void {
    cancelReset();
    cancelReset = after(forMs + AFTERWARDS_MS, () => {
      language = usualLanguage;
      steps = 0;
      answered = undefined;
      pressed = undefined;
    });
  }

  function answer(view: AnswerView): void {
    const atMs = clock.monotonicMs();
    const ms = answerSeconds(view) * 1000;
    answered = { view, atMs, endMs: atMs + ms };
    used(ms);
    const speech = speechOf(view, true);
    const tone = parts.hasTones ? toneOf(view) : undefined;
    void say({ ...speech, prompts: [...(tone ? [tone] : []), ...speech.prompts] });
  }

  /** Not in the way of what is being said, and not too often: then it waits, and is said if it still helps. */
  function hint(): void {
    cancelHint();
    if (shown.kind !== "attract" || !shown.hint || isClosed) return;
    const waitMs = Math.max(hintedMs + HINT_EVERY_MS - clock.monotonicMs(), speaker.isPlaying() ? 500 : 0);
    if (waitMs > 0) {
      cancelHint = after(waitMs, hint);
      return;
    }
    hintedMs = clock.monotonicMs();
    void say(speechOf(shown, false));
  }

  /** Whoever presses once the invitation stands may be somebody else: they hear that first, and of the answer that it was the last one. */
  function again(): void {
    used();
    const nowMs = clock.monotonicMs();
    if (pressed) return void say({ prompts: pressed, own: [] });
    if (shown.kind === "attract" && !shown.hint && answered && nowMs < answered.endMs + AFTERWARDS_MS)
      return void say({ prompts: [...promptsOf(shown), "last-answer", ...promptsOf(answered.view)], own: [] });
    if (shown.kind === "answer") {
      const since = answered ? nowMs - answered.atMs : 0;
      used(answered ? Math.max(0, answered.endMs - nowMs) : 0);
      return void say(speechOf(shown, since < PRIVATE_MS));
    }
    void say(speechOf(shown, false));
  }

  function hasCome(...prompts: readonly PromptName[]): void {
    used();
    pressed = prompts;
    void say({ prompts, own: [] });
  }

  function speak(next: string): void {
    if (parts.languages.includes(next)) language = next;
  }

  return {
    show(view): void {
      if (isClosed) return;
      shown = view;
      const next = keyOf(view);
      if (next === key) return;
      key = next;
      pressed = undefined;
      cancelHint();
      if (view.kind === "answer") answer(view);
      if (view.kind === "attract") hint();
      if (view.kind === "stick" && view.state !== "working") {
        const tone = parts.hasTones ? toneOf(view) : undefined;
        void say({ prompts: [...(tone ? [tone] : []), ...promptsOf(view)], own: [] });
      }
    },
    prolong(view): void {
      if (isClosed || answered?.view.id !== view.id) return;
      answered = { ...answered, endMs: answered.atMs + answerSeconds(view) * 1000 };
      used(Math.max(0, answered.endMs - clock.monotonicMs()));
    },
    repeat(wanted): void {
      if (isClosed) return;
      if (wanted !== undefined) speak(wanted);
      again();
    },
    change(change): void {
      if (isClosed) return;
      used();
      if ("volume" in change) {
        steps = nextSteps(volume, steps, change.volume);
        again();
      } else if ("headphones" in change) {
        isPluggedIn = change.headphones;
        if (isPluggedIn) again();
        else speaker.stop();
      } else if ("chosen" in change) {
        speak(change.language);
        hasCome(`chosen.${change.chosen}`);
      } else if ("language" in change) {
        speak(change.language);
        void say({ prompts: ["language", ...promptsOf(shown.kind === "answer" ? shown : { kind: "attract" })], own: [] });
      } else if ("button" in change) void say({ prompts: [`button.${change.button}`], own: [] });
      // A language is called what it calls itself, by its own voice.
      else if (parts.languages.includes(change.languageButton))
        void say({ prompts: ["language"], own: [], language: change.languageButton });
    },
    helpCalled(isHeard): void {
      if (!isClosed) hasCome(isHeard ? "help-called" : "help-unheard");
    },
    dropped(): void {
      if (isClosed || clock.monotonicMs() < hintedMs + HINT_EVERY_MS) return;
      hintedMs = clock.monotonicMs();
      void say(speechOf(shown, false));
    },
    async close(): Promise<void> {
      isClosed = true;
      cancelHint();
      cancelReset();
      await speaker.close();
    },
  };
}

/** What is said of two views with the same key is the same, and it has been said. */
function keyOf(view: View): string {
  switch (view.kind) {
    case "attract":
      return `attract ${view.hint?.advice ?? ""}`;
    case "answer":
      return `answer ${view.id}`;
    case "stick":
      return `stick ${view.id} ${view.state}`;
    case "out-of-service":
      return "out-of-service";
  }
}
