import { css } from "lit";

/**
 * Sizes are in `--u`, one hundredth of the screen's width (or of its height, where that is scarcer): on a 7-inch panel of
 * 1024 × 600 pixels a unit is 10 px, 1.5 mm. Capitals are 0.71 em high, so 6.8 units make the 7.3 mm that 0.7° asks at 60 cm.
 * A code is drawn with whole pixels a module: small ones that are not cannot be read.
 */
export const citizenStyle = css`
  :host { display: flex; flex-direction: column; height: 100%; container-type: size; overflow: hidden; background: var(--paper); color: var(--ink); --fit: 1; --heading: 1; }
  h1, p, ul { margin: 0; padding: 0; }
  .demo { --u: min(1cqw, 1.7cqh); flex: none; padding: calc(0.2 * var(--u)) calc(2 * var(--u)); text-align: center; font-size: calc(2.3 * var(--u)); line-height: 1.45;
    color: #000; background: repeating-linear-gradient(-45deg, #ffe08a 0 calc(1.6 * var(--u)), #ffd666 0 calc(3.2 * var(--u))); white-space: nowrap; overflow: hidden; }
  .demo b { letter-spacing: 0.14em; margin-right: 0.5em; }
  main { --u: min(1cqw, 1.7cqh); flex: 1; min-height: 0; display: flex; }
  section { flex: 1; min-width: 0; display: flex; flex-direction: column; }
  footer { display: flex; justify-content: space-between; align-items: baseline; gap: calc(2 * var(--u)); }
  .corner { font-size: calc(2 * var(--u)); color: var(--muted); white-space: nowrap; font-variant-numeric: tabular-nums; }
  .state { display: flex; flex-direction: column; align-items: flex-end; line-height: 1.45; }
  .budget { padding: 0 0.5em; margin-right: -0.5em; border-radius: 0.3em; }
  .budget.amber { background: var(--cannot-check); color: var(--ink); font-weight: 600; }
  .budget.red { background: var(--refuse); color: #fff; font-weight: 600; }
  .second { font-size: calc(3 * var(--u)); line-height: 1.45; color: var(--muted); }

  .invite { align-items: center; padding: calc(2.4 * var(--u)) calc(4 * var(--u)) calc(1.6 * var(--u)); text-align: center; box-sizing: border-box; }
  .invite h1 { font-size: calc(7.2 * var(--u) * var(--heading)); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; white-space: nowrap; max-width: 100%; }
  .invite .attract { flex: 1; min-height: 0; width: 100%; margin-top: calc(1.8 * var(--u)); }
  .invite footer { align-self: stretch; margin-top: calc(1.2 * var(--u)); font-size: calc(2.1 * var(--u)); line-height: 1.45; color: var(--muted); text-align: left; }

  .answer header { display: flex; align-items: center; gap: calc(2.8 * var(--u)); padding: calc(1.8 * var(--u)) calc(3.6 * var(--u)); background: var(--band); color: var(--on-band); }
  .answer header div { min-width: 0; }
  .answer header h1 { font-size: calc(7 * var(--u) * var(--heading)); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; }
  .phrase { display: inline-block; white-space: pre-wrap; }
  .answer header p { font-size: calc(3.2 * var(--u)); line-height: 1.45; }
  .answer header .verdict-shape { width: calc(14.5 * var(--u)); height: calc(14.5 * var(--u)); flex: none; --shape: var(--on-band); --glyph: var(--band); }
  .words { flex: 1; min-height: 0; overflow: hidden; display: flex; flex-direction: column; justify-content: safe center; gap: calc(0.6 * var(--u) * var(--fit)); padding: calc(0.8 * var(--u)) calc(4 * var(--u)); }
  .words .detail { font-size: calc(4.9 * var(--u) * var(--fit)); line-height: 1.45; text-wrap: pretty; }
  .words .next { font-size: calc(6.8 * var(--u) * var(--fit)); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; }
  .words .second { font-size: calc(3 * var(--u) * var(--fit)); }
  .said { flex: 1; min-height: 0; display: flex; align-items: center; }
  .said > * { align-self: stretch; min-width: 0; }
  .fee { font-size: calc(4.4 * var(--u) * var(--fit)); line-height: 1.45; }
  .fee b { font-size: 1.6em; line-height: 1.3; white-space: nowrap; }
  .unpaid { display: inline-block; margin-left: 0.5em; vertical-align: middle; white-space: nowrap; font-size: 0.85em; line-height: 1.45; font-weight: 600; padding: 0 0.5em; border: 0.1em solid; border-radius: 0.3em; }
  .left { flex: 1; min-height: 0; display: flex; flex-direction: column; }
  .code { flex: none; display: block; --pixel: calc(var(--modules) * 1px); --length: max(round(down, var(--side), var(--pixel)), 2 * var(--pixel)); width: var(--length); height: var(--length); background: #fff; shape-rendering: crispEdges; }
  .said .qr { --side: calc(37 * var(--u)); align-self: center; margin-right: calc(2.4 * var(--u)); }
  .answer.with-code header { padding-block: calc(0.4 * var(--u)); }
  .answer.with-code header .verdict-shape { width: calc(8 * var(--u)); height: calc(8 * var(--u)); }
  .answer.to-pay header div { display: flex; align-items: baseline; gap: calc(2.8 * var(--u)); }
  .receipt { flex: none; align-self: center; margin: 0; padding-right: calc(3 * var(--u)); width: calc(24 * var(--u)); text-align: center; }
  .receipt .code { --side: calc(24 * var(--u)); margin: 0 auto; }
  .receipt figcaption { font-size: calc(2.1 * var(--u)); line-height: 1.45; }
  .receipt figcaption span { display: block; color: var(--muted); }
  /* The picture of a screen on the desk: a code is never smaller than two pixels a module, so there is room for one language below it. */
  @container (max-height: 280px) { .receipt figcaption span { display: none; } }
  .left .receipt { align-self: stretch; display: flex; align-items: center; gap: calc(1.6 * var(--u)); width: auto; padding: 0 calc(3.4 * var(--u)); text-align: left; }
  .left .receipt .code { --side: calc(16 * var(--u)); margin: 0; }
  .answer.with-code footer { min-height: 0; padding-bottom: calc(0.8 * var(--u)); }
  .answer footer { padding: 0 calc(4 * var(--u)) calc(1.4 * var(--u)); min-height: calc(5 * var(--u)); }
  .person { font-size: calc(3.8 * var(--u)); line-height: 1.45; font-weight: 600; font-variant-numeric: tabular-nums; }
  .host { font-size: calc(3.2 * var(--u)); line-height: 1.45; font-weight: 600; overflow-wrap: anywhere; min-width: 0; }

  .accept { --band: var(--accept); --on-band: #fff; }
  .refuse { --band: var(--refuse); --on-band: #fff; }
  .read-only { --band: var(--read-only); --on-band: #fff; }
  .unreadable { --band: var(--unreadable); --on-band: #fff; }
  .cannot-check { --band: var(--cannot-check); --on-band: var(--ink); }
  .out-of-service { --band: var(--out); --on-band: #fff; }

  @container (max-aspect-ratio: 1) {
    .demo, main { --u: min(1.5cqw, 1cqh); }
    .demo { white-space: normal; }
    .answer header { flex-direction: column; text-align: center; padding-block: calc(4 * var(--u)); }
    .answer header .verdict-shape { width: calc(24 * var(--u)); height: calc(24 * var(--u)); }
    .words { text-align: center; }
    .invite footer { flex-direction: column; align-items: center; text-align: center; }
    .state { align-items: center; }
    .budget { margin: 0; }
    .with-receipt { flex-direction: column; }
    .said { flex-direction: column; }
    .said:has(.qr) { flex-direction: column-reverse; padding: calc(2 * var(--u)) 0 0; }
    .receipt { padding: 0 0 calc(2 * var(--u)); width: calc(36 * var(--u)); }
    .receipt .code { --side: calc(36 * var(--u)); }
    .left .receipt { align-self: center; }
    .left .receipt .code { --side: calc(19 * var(--u)); }
    .said .qr { --side: calc(40 * var(--u)); margin: 0; }
    .answer.to-pay header div { display: block; }
    .answer.with-code header { flex-direction: row; justify-content: center; padding-block: calc(2 * var(--u)); }
  }

  .unreadable .verdict-shape { animation: closer 1.2s ease-in-out 3; }
  @keyframes closer { 50% { transform: scale(1.12); } }
  @media (prefers-reduced-motion: reduce) { .unreadable .verdict-shape { animation: none; } }
`;
