import { css, html, nothing, svg, type TemplateResult } from "lit";
import { LATER_TEXTS } from "../core/later-texts.ts";
import type { CarryStatus } from "../core/screen.ts";
import type { StickView } from "../core/view.ts";
import type { Say } from "./citizen-choices.ts";
import { line } from "./said-line.ts";

/** What stands on the stick's picture. */
const GLYPHS = {
  working: svg`<path class="glyph thin moving" d="M50 28v34m-13-13 13 13 13-13"/>`,
  done: svg`<path class="glyph" d="M35 46 46.5 58 66 33"/>`,
  failed: svg`<path class="glyph" d="M50 26v22"/><circle class="dot" cx="50" cy="62" r="5.5"/>`,
} as const satisfies Record<StickView["state"], unknown>;

/** The journal goes onto a stick: for whoever has pressed the button, and may stand some steps away. */
export function stickScreen({ state, headline, detail, next, progress }: StickView): TemplateResult {
  return html`<section class="answer stick stick-${state}">
    <header>
      <svg class="verdict-shape" viewBox="0 0 100 100" aria-hidden="true"><rect class="shape" x="22" y="6" width="56" height="68" rx="8"/><path class="shape" d="M34 74h32v20H34z"/>${GLYPHS[state]}</svg>
      <div><h1>${headline.vi}</h1><p lang="en">${headline.en}</p></div>
    </header>
    <div class="said"><div class="words">
      <p class="detail">${detail.vi}</p>
      ${progress === undefined ? nothing : html`<progress max="1" .value=${progress}></progress>`}
      <p class="next">${next.vi}</p>
      <p class="second" lang="en">${detail.en} ${next.en}</p>
    </div></div>
  </section>`;
}

/** The button while a stick is in. Whoever has put it in stands before the screen; what comes of a press the screen says. */
export function stickButton({ toCarry, isWriting }: CarryStatus, say: Say): TemplateResult {
  const press = () => fetch("/stick", { method: "POST" }).catch(() => undefined);
  const words = (of: "large" | "small") => {
    const { language } = say(LATER_TEXTS.stick)[of];
    return say(LATER_TEXTS.stick, { entries: toCarry.toLocaleString(language === "vi" ? "vi-VN" : language) })[of];
  };
  return html`<button type="button" class="carry" ?disabled=${isWriting} @click=${press}>${line(words("large"))} ${line(words("small"))}</button>`;
}

export const partStyle = css`
  .stick { --band: var(--out); }
  .stick-failed { --band: var(--cannot-check); --on-band: var(--on-amber); }
  /* For whoever has pressed the button: they stand before it. */
  .stick .next { font-size: max(calc(3 * var(--u)), calc(5.6 * var(--u) * var(--fit))); }
  .stick progress { width: 100%; height: calc(3 * var(--u)); accent-color: var(--out); }
  .carry { flex: none; font: inherit; font-size: calc(3.6 * var(--u)); line-height: 1.45; font-weight: 700; margin: auto; padding: calc(0.6 * var(--u)) calc(2.4 * var(--u)); min-height: calc(20 * var(--mm)); border: calc(0.2 * var(--u)) solid; border-radius: calc(1 * var(--u)); background: var(--key); color: var(--ink); max-width: 100%; box-sizing: border-box; }
  .carry span + span { display: block; font-size: calc(2.6 * var(--u)); font-weight: 400; }
  .stick .moving { animation: sinking 1.6s ease-in-out infinite; }
  @keyframes sinking { 0%, 100% { transform: translateY(-4px); } 50% { transform: translateY(4px); } }
  @media (prefers-reduced-motion: reduce) { .stick .moving { animation: none; } }
`;
