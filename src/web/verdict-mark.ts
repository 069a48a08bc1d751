import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Verdict } from "../core/reason.ts";

/** The five verdicts, and the kiosk that cannot work. */
export type Mark = Verdict | "out-of-service";

// One shape each, so that the answer survives grey print, colour blindness and a glance from the side. 100 × 100 units.
const SHAPES: Readonly<Record<Mark, SVGTemplateResult>> = {
  accept: svg`<circle class="shape" cx="50" cy="50" r="47"/><path class="glyph" d="M27 52 43.5 68.5 74 34"/>`,
  refuse: svg`<path class="shape" d="M31 3h38l28 28v38L69 97H31L3 69V31z"/><path class="glyph" d="m33 33 34 34m0-34L33 67"/>`,
  "cannot-check": svg`<path class="shape" d="M44.5 8.5a6.5 6.5 0 0 1 11 0l41 76a6.5 6.5 0 0 1-5.5 9.5H9a6.5 6.5 0 0 1-5.5-9.5z"/>
    <path class="glyph thin" d="M39 46a11 11 0 1 1 16.5 9.5c-4 2.3-5.5 4.5-5.5 9"/><circle class="dot" cx="50" cy="79" r="5.5"/>`,
  unreadable: svg`<g transform="rotate(12 50 50)"><rect class="shape" x="28" y="8" width="44" height="84" rx="8"/>
    <path class="glyph thin" d="M38 32h9v9h-9zM53 32h9v9h-9zM38 50h9v9h-9zM54 51v7m8 0v-7M44 81h12"/></g>
    <path class="motion" d="M17 30 7 40l10 10m66 0 10 10-10 10"/>`,
  "read-only": svg`<rect class="shape" x="5" y="5" width="90" height="90" rx="10"/><circle class="dot" cx="50" cy="27" r="7"/>
    <path class="glyph" d="M41 46h10v27m-11 0h22"/>`,
  "out-of-service": svg`<rect class="shape" x="18" y="8" width="22" height="84" rx="5"/><rect class="shape" x="60" y="8" width="22" height="84" rx="5"/>`,
};

/** The verdict's shape. Paint it with `--shape` and `--glyph`. */
export function verdictShape(mark: Mark): TemplateResult {
  return html`<svg class="verdict-shape" viewBox="0 0 100 100" aria-hidden="true">${SHAPES[mark]}</svg>`;
}

export const verdictShapeStyle = css`
  .verdict-shape { display: block; overflow: visible; }
  .verdict-shape .shape, .verdict-shape .dot { fill: var(--shape); }
  .verdict-shape .dot { fill: var(--glyph); }
  .verdict-shape .glyph { fill: none; stroke: var(--glyph); stroke-width: 11; stroke-linecap: round; stroke-linejoin: round; }
  .verdict-shape .glyph.thin { stroke-width: 8; }
  .verdict-shape g .glyph.thin { stroke-width: 4; }
  .verdict-shape .motion { fill: none; stroke: var(--shape); stroke-width: 6; stroke-linecap: round; stroke-linejoin: round; }
`;
