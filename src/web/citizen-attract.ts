import { html, nothing, type TemplateResult } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { SelfTestStatus } from "../core/self-test.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { attractPicture } from "./attract-picture.ts";
import type { Say } from "./citizen-choices.ts";
import { line } from "./said-line.ts";

/** What else stands there. */
export interface AttractParts {
  readonly isTall: boolean;
  /** In place of the invitation: what helps. */
  readonly words: Text | undefined;
  /** In place of the usual picture: what helps, what the camera sees, or what to do with a stick. */
  readonly picture: TemplateResult | undefined;
  /** Above the kiosk's name. */
  readonly remark: TemplateResult | undefined;
}

/** One thing to do. */
export function attractScreen(
  status: ScreenStatus | undefined,
  say: Say,
  { isTall, words, picture, remark }: AttractParts,
): TemplateResult {
  const asked = say(words ?? SCREEN_TEXTS.invite);
  const kept = say(SCREEN_TEXTS[status?.kept?.sealed.length ? "picture-only" : "no-picture"]);
  return html`<section class="invite">
    <h1>${line(asked.large)}</h1>
    <p class="second">${line(asked.small)}</p>
    ${picture ?? attractPicture(say, isTall)}
    <footer>
      <span>${line(kept.large)} ${line(kept.small)}</span>
      ${status ? html`<span class="corner state">${remark}<span>${status.kiosk}</span></span>` : nothing}
    </footer>
  </section>`;
}

/** For so many seconds after a start the screen says that all is well with the parts. */
const WELL_SECONDS = 60;

/** Whether the kiosk has just looked at its parts. */
export function isJustTested({ at }: Pick<SelfTestStatus, "at">, now: EpochSeconds): boolean {
  return Math.abs(now - at) < WELL_SECONDS;
}

/** Whether whoever looks after the kiosk is to be told more than its name: nobody else is helped by it. */
export function hasRemark(
  { clock, trust, unknownGroup, selfTest }: Pick<ScreenStatus, "trust" | "unknownGroup" | "clock" | "selfTest">,
  now: EpochSeconds,
): boolean {
  const isTold = selfTest && (selfTest.parts.length > 0 || isJustTested(selfTest, now));
  return clock.state !== "ok" || trust?.state !== "good" || unknownGroup !== undefined || isTold === true;
}
