import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { BUILT_IN, nextLanguage } from "../core/language/said.ts";
import type { ScreenStatus } from "../core/screen.ts";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { View } from "../core/view.ts";
import type { Choices, VisitorChoices } from "./citizen-choices.ts";
import { line } from "./said-line.ts";

// 24 × 24 units, drawn in lines.
const ICONS = {
  language: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5 5-5 13 0 18m0-18c5 5 5 13 0 18"/>`,
  large: svg`<path d="m3 19 5-13 5 13m-8-4h6m4 4 3-8 3 8m-5-3h4"/>`,
  clear: svg`<circle cx="12" cy="12" r="9"/><path class="full" d="M12 3v18a9 9 0 0 0 0-18z"/>`,
  stored: svg`<path d="M6 3h9l4 4v14H6zM9 10h7m-7 4h7m-7 4h4"/>`,
  call: svg`<path d="M5 17h14c-2-2-2-4-2-7a5 5 0 0 0-10 0c0 3 0 5-2 7zm5 3h4M12 3v2"/>`,
  repeat: svg`<path d="M4 9v6h4l5 4V5L8 9zm12 0c2 2 2 4 0 6m2-9c4 4 4 8 0 12"/>`,
  back: svg`<path d="M20 12H5m6-7-7 7 7 7"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

/** What of a text a button says, and by which it is named to whoever cannot see it. */
type Name = keyof typeof SCREEN_TEXTS;

/**
 * The buttons below the screen, the same ones in the same order wherever they are: no way leads through them, and none has to be pressed.
 * `shown`: what stands above them. None leads away from what is being read; and while the kiosk does not answer, none asks it for something.
 */
export function buttons(status: ScreenStatus, choices: VisitorChoices, shown: View["kind"] | undefined): TemplateResult {
  const { now } = choices;
  const { languages = BUILT_IN } = status;
  const sound = shown && status.sound;
  const [say, language] = [choices.say(languages), choices.language(languages)];
  const next = languages.length > 1 ? nextLanguage(languages, language) : undefined;
  const named = (icon: keyof typeof ICONS, name: Name, press: () => void, isOn?: boolean) =>
    button(icon, `button.${name}`, line(say(SCREEN_TEXTS[name]).large), press, isOn);
  const post = (path: string, body: unknown) =>
    fetch(path, { method: "POST", body: JSON.stringify(body) }).then(
      ({ ok }) => ok,
      () => false,
    );
  const choose = (choice: Partial<Choices>, said: unknown) => {
    choices.choose(choice);
    if (sound) void post("/sound", said);
  };
  // Whoever does not see what comes of it is told.
  const toggle = (icon: keyof typeof ICONS, name: Name, choice: Partial<Choices>, isOn?: boolean) =>
    named(icon, name, () => choose(choice, { chosen: `${name}.${isOn ? "off" : "on"}`, language }), isOn);
  const repeat = () => {
    choices.keep();
    void post("/repeat", { language });
  };
  const call = () => void post("/help-call", { language }).then((isHeard) => choices.choose({ isUnheard: !isHeard }));
  const isCalled = status.helpCalledAt !== undefined;
  return html`<nav>
    ${next ? button("language", `language.${next.language}`, html`<span lang=${next.language}>${next.name}</span>`, () => choose({ language: next.language }, { language: next.language })) : nothing}
    ${toggle("large", "large-text", { isLarge: !now.isLarge }, now.isLarge)}
    ${toggle("clear", "contrast", { isClear: !now.isClear }, now.isClear)}
    ${sound ? named("repeat", "repeat", repeat) : nothing}
    ${shown !== "attract" ? nothing : now.asksWhatIsStored ? toggle("back", "back", { asksWhatIsStored: false }) : toggle("stored", "what-is-stored", { asksWhatIsStored: true })}
    ${shown && status.callsNoticed ? named("call", isCalled ? "staff-called" : now.isUnheard ? "call-failed" : "call-staff", call, isCalled) : nothing}
  </nav>`;
}

function button(icon: keyof typeof ICONS, prompt: string, words: TemplateResult, press: () => void, isOn?: boolean): TemplateResult {
  return html`<button type="button" class="choice" data-prompt=${prompt} aria-pressed=${isOn ?? nothing} @click=${press}>
    <svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[icon]}</svg>${words}
  </button>`;
}

export const buttonsStyle = css`
  nav { flex: none; display: flex; flex-wrap: wrap; justify-content: center; gap: calc(0.8 * var(--u)); padding: calc(0.8 * var(--u)); box-sizing: border-box; }
  .choice { flex: 1 1 calc(20 * var(--mm)); min-width: calc(20 * var(--mm)); min-height: calc(20 * var(--mm)); box-sizing: border-box; display: flex; flex-direction: column; align-items: center; justify-content: center;
    padding: calc(0.4 * var(--u)) calc(0.6 * var(--u)); border: calc(0.25 * var(--u)) solid var(--edge); border-radius: calc(1.2 * var(--u)); background: var(--key); color: var(--ink);
    font: 700 calc(2.1 * var(--u) * var(--grow-rest)) / 1.45 var(--font); text-align: center; text-wrap: balance; touch-action: manipulation; }
  /* Where there is width enough: words beside the picture, and the height for the answer. */
  .lying:not(.small) .choice { flex-direction: row; gap: calc(0.8 * var(--u)); font-size: calc(1.8 * var(--u) * var(--grow-rest)); text-align: start; }
  /* Read from where it is touched: capitals of 3 mm. */
  .small .choice { font-size: calc(4.2 * var(--mm) * var(--grow-rest)); line-height: 1.3; }
  .small .choice svg { width: calc(3.4 * var(--u)); height: calc(3.4 * var(--u)); }
  :host([tight]) .small .choice { font-size: calc(3.2 * var(--mm) * var(--grow-rest)); }
  .choice svg { width: calc(4.4 * var(--u)); height: calc(4.4 * var(--u)); flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .choice .full { fill: currentColor; }
  .choice[aria-pressed="true"] { background: var(--ink); color: var(--paper); }
  .choice:active { transform: translateY(calc(0.2 * var(--u))); }
  .choice:focus-visible { outline: calc(0.4 * var(--u)) solid var(--focus); outline-offset: calc(0.2 * var(--u)); }
`;
