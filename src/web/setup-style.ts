import { css } from "lit";

/** As the citizen's screen: sizes in `--u`, one hundredth of the panel's width, or of its height where that is scarcer. */
export const setupStyle = css`
  :host { display: flex; flex-direction: column; height: 100%; background: var(--paper); color: var(--ink); }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  [lang="en"] { color: var(--muted); font-weight: 400; }
  .large { font-size: calc(3.6 * var(--u)); line-height: 1.4; font-weight: 700; }
  .text { font-size: calc(2.5 * var(--u)); line-height: 1.45; }
  .small { font-size: calc(1.9 * var(--u)); line-height: 1.45; }
  .mono { font-family: var(--mono); }
  button { font: 600 calc(2.3 * var(--u)) / 1.3 var(--font); color: var(--ink); background: #fff; border: 1px solid #8b949d; border-radius: calc(0.9 * var(--u));
    padding: calc(0.8 * var(--u)) calc(1.6 * var(--u)); min-height: calc(5.4 * var(--u)); cursor: pointer; }
  button small { display: block; font-weight: 400; font-size: max(12px, 0.75em); color: inherit; opacity: 0.95; }
  button.primary { background: var(--ink); border-color: var(--ink); color: #fff; }
  button:disabled { opacity: 0.4; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  .wrong { background: var(--refuse); color: #fff; border-radius: calc(0.8 * var(--u)); padding: calc(1 * var(--u)) calc(1.6 * var(--u)); }
  .wrong [lang="en"] { color: #fff; }
`;
