import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Advice } from "../core/advice.ts";
import { HINT_TEXTS } from "../core/hint-texts.ts";
import type { Text } from "../core/text.ts";

const CODE = svg`<g class="card"><rect class="body" x="30" y="18" width="60" height="64" rx="6"/><path class="full" fill-rule="evenodd" d="M40 28h16v16H40zM45 33v6h6v-6zM64 28h16v16H64zM69 33v6h6v-6zM40 52h16v16H40zM45 57v6h6v-6zM64 52h6v6h-6zM74 58h6v10h-6zM62 62h8v8h-8z"/></g>`;
const READER = svg`<path class="pen" d="M158 30v40m-8-32v24"/>`;
const SUN = svg`<circle class="light" cx="118" cy="24" r="9"/><path class="glow" d="M118 4v6m0 28v6m-20-20h6m28 0h6m-34-14 4 4m20 20 4 4m0-28-4 4m-20 20-4 4"/>`;

/** What to do, without words: the code, the reader to its right, and how the one moves. 180 × 100 units. */
const PICTURES: Readonly<Record<Advice, SVGTemplateResult>> = {
  nearer: svg`${CODE}${READER}<path class="pen" d="M98 50h40m-12-12 12 12-12 12"/>`,
  farther: svg`${CODE}${READER}<path class="pen" d="M140 50h-40m12-12-12 12 12 12"/>`,
  tilt: svg`<g transform="rotate(-14 60 50)">${CODE}</g>${READER}<path class="pen" d="M98 28a36 36 0 0 1 4 44m-12-6 11 7 5-12"/>`,
  glare: svg`${CODE}${SUN}<path class="pen" d="M12 34a34 34 0 0 0 0 32m-4-12 4 13 11-7"/>`,
  "too-dark": svg`<g class="dim">${CODE}</g>${SUN}<path class="pen" d="M98 66h30m-11-11 11 11-11 11"/>`,
  "too-bright": svg`<rect class="body" x="28" y="6" width="64" height="88" rx="9"/><path class="full" d="M40 28h16v16H40zM64 28h16v16H64zM40 52h16v16H40z"/>${SUN}<path class="pen" d="M118 56v30m-11-11 11 11 11-11"/>`,
  "out-of-focus": svg`<g class="dim" transform="translate(6 4)">${CODE}</g>${CODE}${READER}<path class="pen" d="M136 50h-30m11-11-11 11 11 11"/>`,
  moving: svg`${CODE}<path class="pen" d="M18 30v40M8 38v24m94-32v40m10-32v24"/><path class="pen" d="m130 52 10 11 20-26"/>`,
  "dark-mode": svg`<rect class="full" x="28" y="6" width="64" height="88" rx="9"/><path class="light" d="M40 28h16v16H40zM64 28h16v16H64zM40 52h16v16H40z"/><path class="pen" d="M102 50h20m-9-9 9 9-9 9"/><rect class="body" x="130" y="20" width="42" height="60" rx="7"/><path class="full" d="M138 34h10v10h-10zM154 34h10v10h-10zM138 52h10v10h-10z"/>`,
};

/** A piece of advice in words. */
export function hintWords(advice: Advice): Text {
  return HINT_TEXTS[advice];
}

/** The picture of a piece of advice. */
export function hintPicture(advice: Advice): TemplateResult {
  return html`<svg class="attract hint" viewBox="0 0 180 100" aria-hidden="true">${PICTURES[advice]}</svg>`;
}

export const partStyle = css`
  .hint .body { stroke-width: 3; }
  .hint .full { fill: var(--pen); }
  .hint .pen { fill: none; stroke: var(--ink); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
  .hint .light { fill: #f6bb32; }
  .hint .glow { fill: none; stroke: #d08a00; stroke-width: 3; stroke-linecap: round; }
  .hint .dim { opacity: 0.35; }
`;
