import { html, nothing, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { Text } from "../core/text.ts";
import { attractPicture } from "./attract-picture.ts";
import type { Say } from "./citizen-choices.ts";
import { line } from "./said-line.ts";
import { cornerWords } from "./trust-words.ts";

/** What else stands there. */
export interface AttractParts {
  readonly isTall: boolean;
  /** In place of the invitation: what helps. */
  readonly words: Text | undefined;
  /** In place of the usual picture: what helps, what the camera sees, or what to do with a stick. */
  readonly picture: TemplateResult | undefined;
}

/** One thing to do. */
export function attractScreen(status: ScreenStatus | undefined, say: Say, { isTall, words, picture }: AttractParts): TemplateResult {
  const asked = say(words ?? SCREEN_TEXTS.invite);
  const kept = say(SCREEN_TEXTS[status?.kept?.sealed.length ? "picture-only" : "no-picture"]);
  return html`<section class="invite">
    <h1>${line(asked.large)}</h1>
    <p class="second">${line(asked.small)}</p>
    ${picture ?? attractPicture(say, isTall)}
    <footer>
      <span>${line(kept.large)} ${line(kept.small)}</span>
      ${status ? corner(status) : nothing}
    </footer>
  </section>`;
}

/** The kiosk's name and how long it can go on: for whoever looks after it. */
function corner(status: ScreenStatus): TemplateResult {
  const { tone, text } = cornerWords(status, Date.now() / 1000);
  return html`<span class="corner state">
    <span class="budget ${tone}">${text.vi}</span>
    <span><span lang="en">${text.en}</span> · ${status.kiosk}</span>
  </span>`;
}
