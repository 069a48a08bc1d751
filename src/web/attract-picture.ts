import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { SCREEN_TEXTS } from "../core/screen-texts.ts";
import type { Say } from "./citizen-choices.ts";

/** Where the three things lie, and where their names stand: side by side, or on a screen that stands, the card below. */
const PLACES = {
  wide: { box: "0 0 720 336", phone: [0, 0], card: [0, 0], paper: [0, 0] },
  tall: { box: "30 0 420 610", phone: [10, 0], card: [-129, 300], paper: [-261, 0] },
} as const;

/** The three things people bring, each with its code, moving towards the reader. Motion ends after five seconds. */
export function attractPicture(say: Say, isTall: boolean): TemplateResult {
  const { box, phone, card, paper } = PLACES[isTall ? "tall" : "wide"];
  const thing = (name: "phone" | "card" | "paper", [x, y]: readonly [number, number], middle: number, drawing: SVGTemplateResult) => {
    const { large, small } = say(SCREEN_TEXTS[name]);
    // The card is low.
    const up = isTall && name === "card" ? 34 : 0;
    return svg`<g transform="translate(${x} ${y})"><g class="rise ${name}">${drawing}</g>
      <text lang=${large.language} x=${middle} y=${300 - up}>${large.words}</text><text class="second" lang=${small.language} x=${middle} y=${330 - up}>${small.words}</text></g>`;
  };
  return html`<svg class="attract" viewBox=${box} aria-hidden="true">
    ${thing("phone", phone, 115, PHONE)}${thing("card", card, 369, CARD)}${thing("paper", paper, 616, PAPER)}
  </svg>`;
}

/** A QR code as a drawing: three finder squares and some modules; it carries nothing. */
function code(x: number, y: number, side: number): SVGTemplateResult {
  return svg`<g transform="translate(${x} ${y}) scale(${side / 21})"><path class="modules" fill-rule="evenodd" d="
    M0 0h7v7H0zM1 1v5h5V1zM2 2h3v3H2zM14 0h7v7h-7zM15 1v5h5V1zM16 2h3v3h-3zM0 14h7v7H0zM1 15v5h5v-5zM2 16h3v3H2z
    M9 0h2v2H9zM12 1h1v3h-1zM9 4h2v1H9zM8 6h1v2H8zM11 6h2v1h-2zM0 8h2v2H0zM4 8h3v1H4zM3 11h2v2H3zM0 12h1v1H0z
    M9 9h3v3H9zM14 8h2v2h-2zM18 9h3v1h-3zM13 12h2v2h-2zM17 11h1v2h-1zM19 13h2v2h-2zM7 12h1v2H7zM9 14h2v1H9zM8 17h2v2H8z
    M12 16h1v3h-1zM15 15h2v2h-2zM14 19h3v2h-3zM18 17h1v1h-1zM19 19h2v2h-2zM10 20h2v1h-2z"/></g>`;
}

const PHONE = svg`<rect class="body" x="50" y="20" width="130" height="236" rx="20"/><path class="detail" d="M103 36h24"/>
  ${code(70, 78, 90)}<path class="detail soft" d="M84 194h62m-48 18h34"/>`;

const CARD = svg`<rect class="body" x="238" y="62" width="262" height="166" rx="16"/><rect class="fill" x="238" y="84" width="262" height="20"/>
  ${code(398, 122, 82)}<rect class="detail-fill" x="260" y="122" width="50" height="62" rx="6"/>
  <path class="detail soft" d="M326 130h50m-50 20h50m-50 20h34m-100 36h90"/>`;

const PAPER = svg`<path class="body" d="M560 20h82l38 38v190a8 8 0 0 1-8 8H560a8 8 0 0 1-8-8V28a8 8 0 0 1 8-8z"/><path class="detail" d="M642 22v36h36"/>
  <path class="detail soft" d="M572 62h48m-48 20h86"/>${code(575, 108, 82)}<path class="detail soft" d="M572 214h86m-86 20h60"/>`;

// Paper is white in the dark, too: what lies there are real things.
export const attractPictureStyle = css`
  .attract { display: block; overflow: visible; --pen: #14191f; }
  .attract .body { fill: #fff; stroke: var(--edge-of-things, var(--pen)); stroke-width: 5; stroke-linejoin: round; }
  .attract .fill, .attract .modules { fill: var(--pen); }
  .attract .detail { fill: none; stroke: var(--pen); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
  .attract .detail.soft { stroke: #9aa2aa; }
  .attract .detail-fill { fill: #c6ccd2; }
  .attract text { font: 700 calc(32px * var(--grow-rest)) var(--font); fill: var(--ink); text-anchor: middle; }
  .attract .second { font-weight: 400; font-size: 24px; fill: var(--muted); }
  .attract .rise { animation: rise 1.6s ease-in-out 3; }
  .attract .card { animation-delay: 0.1s; }
  .attract .paper { animation-delay: 0.2s; }
  @keyframes rise { 50% { transform: translateY(-12px); } }
  @media (prefers-reduced-motion: reduce) { .attract .rise { animation: none; } }
`;
