import type { ReactiveController, ReactiveControllerHost } from "lit";
import { BUILT_IN, type LanguageName, type PageLanguage, sayIn } from "../core/language/said.ts";

/** What a visitor has chosen; nobody has to. */
export interface Choices {
  /** BCP 47; nothing: the kiosk's own. */
  readonly language: string;
  readonly isLarge: boolean;
  readonly isClear: boolean;
  /** The page that says what is stored stands. */
  readonly asksWhatIsStored: boolean;
  /** Staff were called, and nobody has heard it. */
  readonly isUnheard: boolean;
}

const NOTHING_CHOSEN: Choices = { language: "", isLarge: false, isClear: false, asksWhatIsStored: false, isUnheard: false };

/** So many seconds after the last touch, or after the answer has gone, the next visitor finds the screen as it usually is. */
const RESET_SECONDS = 20;

/** Says texts as this visitor wants them. */
export type Say = ReturnType<typeof sayIn>;

/** What this visitor has chosen. It goes by itself: nobody inherits a language. */
export class VisitorChoices implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #now = NOTHING_CHOSEN;
  #pack: PageLanguage | undefined;
  #reset: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get now(): Choices {
    return this.#now;
  }

  /** The first of a kiosk's languages is its own. */
  say(languages: readonly LanguageName[] = BUILT_IN): Say {
    return sayIn(this.language(languages), this.#pack);
  }

  language([own]: readonly LanguageName[] = BUILT_IN): string {
    return this.#now.language || (own?.language ?? "vi");
  }

  /** Which way the screen is written. */
  direction(): PageLanguage["direction"] {
    return this.#pack?.language === this.#now.language ? this.#pack.direction : "ltr";
  }

  choose(choice: Partial<Choices>): void {
    this.#now = { ...this.#now, ...choice };
    const { language } = this.#now;
    if (language !== "" && BUILT_IN.every((own) => own.language !== language) && this.#pack?.language !== language) this.#load(language);
    this.keep();
    this.#host.requestUpdate();
  }

  /** Somebody is here: what is chosen stays for so long from the end of these seconds. */
  keep(seconds = 0): void {
    clearTimeout(this.#reset);
    if (this.#now === NOTHING_CHOSEN) return;
    this.#reset = setTimeout(
      () => {
        this.#now = NOTHING_CHOSEN;
        this.#host.requestUpdate();
      },
      (seconds + RESET_SECONDS) * 1000,
    );
  }

  hostDisconnected(): void {
    clearTimeout(this.#reset);
  }

  /** Until it is there, and where it cannot be had, the screen speaks Vietnamese and English. */
  #load(language: string): void {
    fetch(`/languages/${language}.json`)
      .then(async (response) => {
        if (!response.ok) return;
        this.#pack = (await response.json()) as PageLanguage;
        this.#host.requestUpdate();
      })
      .catch(() => undefined);
  }
}
