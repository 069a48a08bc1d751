import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Verdict } from "../core/reason.ts";
import type { ByVerdict } from "../core/staff-figures.ts";
import { VERDICT_ORDER } from "../core/staff-limits.ts";
import type { Language } from "./language.ts";
import { verdictChip } from "./verdict-chip.ts";

/** Units of the drawing; the page scales it. */
const WIDTH = 720;
const HEIGHT = 250;
const LEFT = 58;
const BOTTOM = 24;
const TOP = 14;
/** Hours that are drawn also where nothing was scanned in them. */
const FIRST_HOUR = 7;
const LAST_HOUR = 17;

/** Each verdict has a pattern of its own: the bars can be told apart in grey print. */
const PATTERNS: Readonly<Record<Verdict, SVGTemplateResult>> = {
  accept: svg`<rect width="8" height="8" fill="var(--accept)"/>`,
  "read-only": svg`<rect width="8" height="8" fill="#fff"/><path d="M0 2h8M0 6h8" stroke="var(--read-only)" stroke-width="2.4"/>`,
  refuse: svg`<rect width="8" height="8" fill="var(--refuse)"/><path d="m-2 10 12-12M-2 2l4-4M6 10l4-4" stroke="#fff" stroke-width="1.6"/>`,
  unreadable: svg`<rect width="8" height="8" fill="#fff"/><circle cx="2" cy="2" r="1.5" fill="var(--unreadable)"/><circle cx="6" cy="6" r="1.5" fill="var(--unreadable)"/>`,
  "cannot-check": svg`<rect width="8" height="8" fill="var(--cannot-check)"/><path d="M4 0v8" stroke="#14191f" stroke-width="1.2"/>`,
};

/** The hours that a chart and its table show: those of an office, and all in which there was something. */
export function shownHours(byHour: readonly ByVerdict[]): readonly number[] {
  const busy = byHour.flatMap((counts, hour) => (sumOf(counts) > 0 ? [hour] : []));
  const first = Math.min(FIRST_HOUR, ...busy);
  const last = Math.max(LAST_HOUR, ...busy);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** All answers of an hour. */
export function sumOf(counts: ByVerdict): number {
  return VERDICT_ORDER.reduce((sum, verdict) => sum + counts[verdict], 0);
}

/** Scans by hour, stacked by verdict. What it says stands in a table beside it: to a screen reader it is one picture. */
export function hoursChart(byHour: readonly ByVerdict[], label: string): TemplateResult {
  const hours = shownHours(byHour);
  const top = ceiling(Math.max(0, ...byHour.map(sumOf)));
  const step = (WIDTH - LEFT) / hours.length;
  const y = (count: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - count / top);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    <defs>${VERDICT_ORDER.map((verdict) => svg`<pattern id="fill-${verdict}" width="8" height="8" patternUnits="userSpaceOnUse">${PATTERNS[verdict]}</pattern>`)}</defs>
    ${[0, top / 2, top].map((count) => svg`<path class="grid" d="M${LEFT} ${y(count)}H${WIDTH}"/><text x=${LEFT - 6} y=${y(count) + 4} text-anchor="end">${count}</text>`)}
    ${hours.map((hour, index) => {
      const x = LEFT + index * step;
      return svg`${bars(byHour[hour], x + step * 0.14, step * 0.72, y)}<text x=${x + step / 2} y=${HEIGHT - 7} text-anchor="middle">${hour}</text>`;
    })}
  </svg>`;
}

/** What each pattern stands for. */
export function chartLegend(language: Language): TemplateResult {
  return html`<ul class="legend">${VERDICT_ORDER.map(
    (verdict) =>
      html`<li><svg viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" fill="url(#fill-${verdict})" stroke="#14191f"/></svg> ${verdictChip(verdict, language)}</li>`,
  )}</ul>`;
}

/** A row for each, as long as it is frequent: its words are beside the bar, so it is readable without it. */
export function rowsChart(rows: readonly { readonly label: TemplateResult; readonly count: number }[]): TemplateResult {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return html`<ul class="rows">${rows.map(
    ({ label, count }) => html`<li><span>${label}</span><b>${count}</b>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * count) / most} height="6"/></svg></li>`,
  )}</ul>`;
}

function bars(counts: ByVerdict | undefined, x: number, width: number, y: (count: number) => number): SVGTemplateResult | typeof nothing {
  if (!counts) return nothing;
  let below = 0;
  return svg`${VERDICT_ORDER.map((verdict) => {
    const from = below;
    below += counts[verdict];
    return counts[verdict] === 0
      ? nothing
      : svg`<rect class="bar" x=${x} width=${width} y=${y(below)} height=${y(from) - y(below)} fill="url(#fill-${verdict})"/>`;
  })}`;
}

/** The next even number of a rounded scale: 2, 4, 10, 20, 40, 100, … */
function ceiling(most: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [2, 4, 10, 20].map((times) => times * size).find((top) => top >= most) ?? most;
}

export const chartStyle = css`
  .chart { width: 100%; height: auto; display: block; font: 400 13px/1 var(--font); }
  .chart text { fill: var(--ink); }
  .chart .grid { stroke: #8b949d; stroke-width: 1; }
  .chart .bar { stroke: #14191f; stroke-width: 1; }
  .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 6px; }
  .legend .chip { white-space: normal; }
  .legend li { min-width: 0; display: flex; align-items: center; gap: 8px; font-size: 0.9375rem; }
  .legend svg:not(.verdict-shape) { width: 1.25rem; height: 1.25rem; flex: none; }
  .rows { display: grid; gap: 8px; }
  .rows li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; }
  .rows a { display: inline-flex; align-items: center; min-width: 44px; min-height: 44px; margin-block: -11px; }
  .rows svg { grid-column: 1 / -1; width: 100%; height: 0.6rem; background: #e4e6e1; }
  .rows rect { fill: #46505c; }
  @media (max-width: 560px) { .chart { font-size: 24px; } }
  @media print { .rows svg { background: none; border: 1px solid #8b949d; } .chart, .rows svg, .legend svg { print-color-adjust: exact; } }
`;
