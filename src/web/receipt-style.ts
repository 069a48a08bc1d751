import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { ReceiptLook } from "./receipt-words.ts";

// A torn slip of paper with a sign on it, and none of the verdicts' shapes: a true receipt of a refusal must not look like an acceptance.
const SIGNS: Readonly<Record<ReceiptLook, SVGTemplateResult>> = {
  true: svg`<path class="sign" d="M36 46 46 57 66 33"/>`,
  wait: svg`<path class="sign" d="M50 28v20l12 8"/>`,
  false: svg`<path class="sign" d="M36 31 64 59m0-28L36 59"/>`,
  nothing: svg`<path class="sign" d="M36 45h28"/>`,
};

/** What a state of a receipt looks like at a glance. */
export function receiptSeal(look: ReceiptLook): TemplateResult {
  return html`<svg class="seal" viewBox="0 0 100 100" aria-hidden="true">
    <path class="slip" d="M20 4h60v90l-10-8-10 8-10-8-10 8-10-8-10 8z"/>${SIGNS[look]}
  </svg>`;
}

/** One column, readable on a telephone held at arm's length; wider screens get no more of it. */
export const receiptStyle = css`
  :host { display: block; max-width: 34rem; margin: 0 auto; padding: 0 16px 24px; --muted: #434a52; }
  h1, p, dl, dd, pre { margin: 0; }
  header { padding: 12px 0; font-size: 0.9375rem; border-bottom: 1px solid var(--line); }
  header span, .second { color: var(--muted); }
  .second { font-size: 0.9375rem; }
  .found { display: grid; justify-items: center; gap: 2px; padding: 22px 14px; margin: 14px 0; text-align: center; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; }
  .found h1 { font-size: 2rem; line-height: 1.3; }
  .found .detail { margin-top: 10px; font-size: 1.125rem; }
  .found .next { margin-top: 10px; font-size: 1.125rem; font-weight: 600; }
  .seal { width: 92px; height: 92px; }
  .slip { fill: var(--look); }
  .sign { fill: none; stroke: #fff; stroke-width: 8; stroke-linecap: round; stroke-linejoin: round; }
  .true { --look: var(--read-only); }
  .wait { --look: var(--away); }
  .false { --look: var(--refuse); border: 3px solid var(--refuse); }
  .nothing { --look: var(--unreadable); }
  button, .button { font: 600 1rem/1.4 var(--font); color: #fff; background: var(--ink); border: 0; border-radius: 9px; padding: 10px 18px; margin-top: 14px; min-height: 44px; box-sizing: border-box; cursor: pointer; text-decoration: none; display: inline-block; }
  button span, .button span { font-weight: 400; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  dl { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 8px 14px; }
  dt { color: var(--muted); font-size: 0.9375rem; }
  dt span { display: block; font-size: 0.8125rem; }
  dd { overflow-wrap: anywhere; font-weight: 600; }
  dd .second { display: block; font-weight: 400; }
  dd .code { color: var(--muted); font-weight: 400; font-size: 0.8125rem; }
  dd b.accept { color: var(--accept); }
  dd b.refuse { color: var(--refuse); }
  .facts { padding: 4px 2px 14px; }
  details { border-top: 1px solid var(--line); padding-top: 12px; font-size: 0.9375rem; }
  summary { cursor: pointer; font-weight: 600; min-height: 32px; }
  summary span { color: var(--muted); font-weight: 400; }
  pre { margin: 12px 0; padding: 8px 10px; background: var(--paper); border: 1px solid var(--line); border-radius: 7px; font: 0.8125rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
  .hashes dd { font: 0.8125rem/1.5 var(--mono); }
`;
