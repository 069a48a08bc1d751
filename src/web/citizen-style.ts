import { css } from "lit";

/**
 * Sizes are in `--u`, one hundredth of the screen's width: on a 7-inch panel of 1024 × 600 pixels 10 px, 1.5 mm (citizen-fit.ts). Headline and
 * way on are never smaller than `--least`.
 */
export const citizenStyle = css`
  :host { display: flex; flex-direction: column; height: 100%; container: screen / size; overflow: hidden; background: var(--paper); color: var(--ink); --fit: 1; --heading: 1; --grow: 1; --grow-heading: 1; --grow-rest: 1; }
  h1, p, ul { margin: 0; padding: 0; }
  .demo { flex: none; padding: 0 calc(2 * var(--u)); text-align: center; font-size: calc(2.1 * var(--u)); line-height: 1.45;
    color: #000; background: #ffe08a repeating-linear-gradient(-45deg, #ffe08a 0 calc(1.6 * var(--u)), #ffd666 0 calc(3.2 * var(--u))); white-space: nowrap; overflow: hidden; }
  .demo b { letter-spacing: 0.14em; margin-right: 0.5em; }
  .stage { flex: 1; min-height: 0; display: flex; flex-direction: column; }
  :host(:is([large], [sparse])) :is(.invite > .second, .words .second, header p, .other, .attract .second) { display: none; }
  main { flex: 1; min-height: 0; min-width: 0; display: flex; }
  section { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column; }
  footer { display: flex; justify-content: space-between; align-items: baseline; gap: calc(2 * var(--u)); }
  .corner { font-size: calc(2 * var(--u)); color: var(--muted); white-space: nowrap; font-variant-numeric: tabular-nums; }
  .second { font-size: calc(3 * var(--u)); line-height: 1.45; color: var(--muted); }

  .invite { align-items: center; padding: calc(0.8 * var(--u)) calc(4 * var(--u)) calc(0.6 * var(--u)); text-align: center; box-sizing: border-box; }
  .invite h1 { font-size: max(var(--least), calc(7.2 * var(--u) * var(--heading) * var(--grow-heading))); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; max-width: 100%; }
  .invite .attract { flex: 1; min-height: 0; width: 100%; margin-top: calc(0.6 * var(--u)); }
  .invite footer { align-self: stretch; margin-top: calc(0.4 * var(--u)); font-size: calc(2 * var(--u)); line-height: 1.45; color: var(--muted); text-align: left; }

  .answer header { display: flex; align-items: center; gap: calc(2.8 * var(--u)); padding: calc(1.8 * var(--u)) calc(3.6 * var(--u)); background: var(--band); color: var(--on-band); }
  .answer header div { min-width: 0; }
  .answer header h1 { font-size: max(var(--least), calc(7 * var(--u) * var(--heading) * var(--grow-heading))); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; }
  .phrase { display: inline-block; white-space: pre-wrap; }
  .answer header p { font-size: calc(3.2 * var(--u)); line-height: 1.45; }
  .answer header .verdict-shape { width: calc(14.5 * var(--u)); height: calc(14.5 * var(--u)); flex: none; --shape: var(--on-band); --glyph: var(--band); }
  .words { flex: 1; min-height: 0; overflow: hidden; display: flex; flex-direction: column; justify-content: safe center; gap: calc(0.6 * var(--u) * var(--fit)); padding: calc(0.8 * var(--u)) calc(4 * var(--u)); }
  .words .detail { font-size: max(calc(2.6 * var(--u)), calc(4.9 * var(--u) * var(--fit) * var(--grow))); line-height: 1.45; text-wrap: pretty; }
  .next { font-size: max(var(--least), calc(6.8 * var(--u) * var(--fit) * var(--grow))); line-height: 1.45; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; }
  .words .second { font-size: max(calc(2 * var(--u)), calc(3 * var(--u) * var(--fit))); }
  .help { display: flex; flex-wrap: wrap; gap: 0 calc(3 * var(--u)); font-size: calc(3.8 * var(--u) * var(--grow-rest)); line-height: 1.45; font-weight: 700; }
  .said { flex: 1; min-height: 0; display: flex; align-items: center; }
  .said > * { align-self: stretch; min-width: 0; }
  .answer footer { padding: 0 calc(4 * var(--u)) calc(1.4 * var(--u)); min-height: calc(5 * var(--u)); }
  .person { font-size: calc(3.8 * var(--u)); line-height: 1.45; font-weight: 700; font-variant-numeric: tabular-nums; }
  .host { font-size: calc(3.2 * var(--u)); line-height: 1.45; font-weight: 700; overflow-wrap: anywhere; min-width: 0; }

  .small.lying .answer header { gap: calc(2 * var(--u)); padding: calc(0.2 * var(--u)) calc(2.4 * var(--u)); }
  .small.lying .answer header .verdict-shape { width: calc(12 * var(--u)); height: calc(12 * var(--u)); }
  .small.lying .out-of-service header .verdict-shape { width: calc(8 * var(--u)); height: calc(8 * var(--u)); }
  .small.lying .out-of-service header div { display: flex; align-items: baseline; gap: calc(2.8 * var(--u)); }
  .small.lying .answer header p { font-size: calc(2.6 * var(--u)); }
  .small.lying .words { padding-block: 0; }
  .small.lying .answer footer { padding-bottom: calc(0.4 * var(--u)); min-height: 0; }
  .small.lying .person { font-size: calc(3.2 * var(--u)); }

  .accept { --band: var(--accept); }
  .refuse { --band: var(--refuse); }
  .read-only { --band: var(--read-only); }
  .unreadable { --band: var(--unreadable); }
  .cannot-check { --band: var(--cannot-check); --on-band: var(--on-amber); }
  .out-of-service { --band: var(--out); }

  @container screen (max-aspect-ratio: 1) {
    .demo { white-space: normal; }
    .answer header { flex-direction: column; text-align: center; padding-block: calc(2 * var(--u)); }
    .answer header .verdict-shape { width: calc(20 * var(--u)); height: calc(20 * var(--u)); }
    .words { text-align: center; }
    .invite footer { flex-direction: column; align-items: center; text-align: center; }
    .said { flex-direction: column; }
    .next { text-align: center; }
  }

  /* Where there is much to say. */
  :host([tight]) .answer header { padding-block: calc(0.4 * var(--u)); gap: calc(1 * var(--u)); }
  :host([tight]) .lying .answer header { padding-block: 0; }
  :host([tight]) .lying .answer header div { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: calc(2.8 * var(--u)); }
  :host([tight]) .lying .answer header p { font-size: calc(2.2 * var(--u)); }
  :host([tight]) .lying .help, :host([tight]) .small .help { font-size: calc(2.8 * var(--u) * var(--grow-rest)); }
  :host([tight]) nav { padding-block: 0 calc(0.4 * var(--u)); }
  :host([tight]) .answer header .verdict-shape { width: calc(9 * var(--u)); height: calc(9 * var(--u)); }
  :host([tight]) .words { padding-block: 0; row-gap: 0; }
  :host([tight]) .out-of-service .second { display: none; }
  :host([tiny]) .stage { --least: 0px; }

  .unreadable .verdict-shape { animation: closer 1.2s ease-in-out 3; }
  @keyframes closer { 50% { transform: scale(1.12); } }
  @media (prefers-reduced-motion: reduce) { .unreadable .verdict-shape { animation: none; } }
`;
