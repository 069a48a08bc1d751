import { css } from "lit";

/** What the steps of a first run look like: rows to touch, large enough for a finger on a panel of seven inches. */
export const setupGuideStyle = css`
  .other { display: block; font-size: max(12px, 0.78em); font-weight: 400; color: var(--muted); line-height: 1.35; }
  .primary .other { color: inherit; }
  .choices [lang]:not(.other) { color: inherit; font-weight: inherit; }
  .first[lang] { color: inherit; font-weight: inherit; }
  .step { flex: 1; min-height: 0; overflow: auto; padding: calc(1.6 * var(--u)) calc(3 * var(--u)); display: flex; flex-direction: column; gap: calc(1.4 * var(--u)); }
  .step > * { flex: none; }
  .two { display: grid; grid-template-columns: 1fr 1fr; gap: calc(1.6 * var(--u)) calc(3 * var(--u)); align-items: start; }
  .one > *, .two > * { display: flex; flex-direction: column; gap: calc(1.2 * var(--u)); min-width: 0; }
  .choices { display: flex; flex-wrap: wrap; gap: calc(1.2 * var(--u)); }
  .choices button { flex: 1 1 calc(20 * var(--u)); }
  .choices.long button { flex-basis: 100%; min-height: calc(6 * var(--u)); }
  .choice, .choices button { min-height: calc(7 * var(--u)); text-align: left; display: flex; align-items: center; gap: calc(1.2 * var(--u)); }
  .choice { width: 100%; }
  .choice > span:last-child, .choices button > span:last-child { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  [aria-pressed="true"], [aria-checked="true"] { border: 3px solid var(--ink); background: #e3f1e8; }
  :is([aria-pressed="true"], [aria-checked="true"]) :is(.other, small) { color: var(--ink); }
  .box { flex: none; width: calc(3.4 * var(--u)); height: calc(3.4 * var(--u)); border: 2px solid var(--ink); border-radius: calc(0.5 * var(--u)); display: grid; place-content: center; font-size: calc(2.6 * var(--u)); line-height: 1; background: #fff; }
  .round { border-radius: 50%; }
  .note { border-left: calc(0.6 * var(--u)) solid var(--line); padding-left: calc(1.2 * var(--u)); }
  .note.good { border-color: var(--accept); }
  .note.bad { border-color: var(--refuse); }
  .note.warn { border-color: var(--cannot-check); }
  h2 { font-size: calc(2.6 * var(--u)); line-height: 1.35; }
  code { font: 400 calc(1.8 * var(--u)) / 1.5 var(--mono); background: var(--wash); padding: 0.1em 0.4em; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; font-size: calc(2 * var(--u)); line-height: 1.35; padding: calc(0.45 * var(--u)) calc(0.8 * var(--u)); border-top: 1px solid var(--line); vertical-align: top; }
  th { font-weight: 400; color: var(--muted); border: 0; }
  @container (max-aspect-ratio: 1) { .two { grid-template-columns: 1fr; } }
`;
