import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Standing } from "../core/standing.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";

const STANDING_WORDS: Readonly<Record<Standing, Text>> = {
  valid: { vi: "Có hiệu lực", en: "In force" },
  suspended: { vi: "Tạm dừng", en: "Suspended" },
  revoked: { vi: "Đã thu hồi", en: "Revoked" },
};

// One shape each beside the colour. 16 × 16 units.
const SHAPES: Readonly<Record<Standing, SVGTemplateResult>> = {
  valid: svg`<circle cx="8" cy="8" r="7.5"/><path d="M4.5 8.3 7 10.800l4.5-5.3"/>`,
  suspended: svg`<rect x="0.5" y="0.5" width="15" height="15" rx="3"/><path d="M6 5v6m4-6v6"/>`,
  revoked: svg`<path class="octagon" d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5z"/><path d="m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4"/>`,
};

/** How a credential stands: shape and words, in the colour of what a kiosk will say of it. */
export function standingChip(standing: Standing, language: Language): TemplateResult {
  return html`<span class="standing ${standing}"><svg viewBox="0 0 16 16" aria-hidden="true">${SHAPES[standing]}</svg>${STANDING_WORDS[standing][language]}</span>`;
}

export const standingChipStyle = css`
  .standing { display: inline-flex; align-items: center; gap: 6px; font-weight: 600; font-size: 0.8125rem; white-space: nowrap; --glyph: #fff; }
  .standing svg { width: 16px; height: 16px; flex: none; fill: var(--shape); }
  .standing svg path:not(.octagon) { fill: none; stroke: var(--glyph); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .standing.valid { --shape: var(--accept); color: var(--accept); }
  .standing.suspended { --shape: var(--cannot-check); --glyph: var(--ink); color: #5c3d00; }
  .standing.revoked { --shape: var(--refuse); color: var(--refuse); }
`;
