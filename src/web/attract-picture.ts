import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** The three things people bring, each with its code, moving towards the reader. Motion ends after five seconds. */
export function attractPicture(): TemplateResult {
  return html`<svg class="attract" viewBox="0 0 720 336" role="img" aria-label="Điện thoại, thẻ hoặc giấy">
    <g class="rise">${PHONE}</g>
    <g class="rise second">${CARD}</g>
    <g class="rise third">${PAPER}</g>
    ${caption(115, "Điện thoại", "Phone")}${caption(369, "Thẻ", "Card")}${caption(626, "Giấy", "Paper")}
  </svg>`;
}

function caption(x: number, vi: string, en: string): SVGTemplateResult {
  return svg`<text x=${x} y="300">${vi}</text><text class="english" lang="en" x=${x} y="330">${en}</text>`;
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

export const attractPictureStyle = css`
  .attract { display: block; overflow: visible; }
  .attract .body { fill: #fff; stroke: var(--ink); stroke-width: 5; stroke-linejoin: round; }
  .attract .fill, .attract .modules { fill: var(--ink); }
  .attract .detail { fill: none; stroke: var(--ink); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
  .attract .detail.soft { stroke: #9aa2aa; }
  .attract .detail-fill { fill: #c6ccd2; }
  .attract text { font: 700 32px var(--font); fill: var(--ink); text-anchor: middle; }
  .attract .english { font-weight: 400; font-size: 24px; fill: var(--muted); }
  .attract .rise { animation: rise 1.6s ease-in-out 3; }
  .attract .second { animation-delay: 0.1s; }
  .attract .third { animation-delay: 0.2s; }
  @keyframes rise { 50% { transform: translateY(-12px); } }
  @media (prefers-reduced-motion: reduce) { .attract .rise { animation: none; } }
`;
