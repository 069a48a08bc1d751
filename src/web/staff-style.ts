import { css } from "lit";

/** What the staff pages share: panels, buttons, small print. Quiet greys, so that the verdicts are the only colours. */
export const staffStyle = css`
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h2 { font-size: 0.9375rem; line-height: 1.45; font-weight: 700; }
  .hint { color: var(--muted); font-size: 0.8125rem; line-height: 1.5; }
  .panel { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 10px 12px; min-width: 0; }
  .mono { font-family: var(--mono); font-size: 0.9em; }
  button, .button { font: 600 0.8125rem/1.3 var(--font); color: var(--ink); background: #fff; border: 1px solid #aab0b6; border-radius: 7px; padding: 6px 10px;
    min-height: 32px; cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; justify-content: center; gap: 6px; white-space: nowrap; }
  button:hover, .button:hover { background: var(--wash); border-color: var(--ink); }
  button:active { background: #e4e6e1; }
  button.primary { background: var(--ink); border-color: var(--ink); color: #fff; }
  button.primary:hover { background: #2e363e; }
  button:disabled { opacity: 0.5; cursor: default; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  a { color: var(--focus); }
  textarea, input[type="text"] { font: 400 0.8125rem/1.5 var(--mono); width: 100%; border: 1px solid #aab0b6; border-radius: 7px; padding: 7px 9px; background: #fff; color: var(--ink); }
  [role="alert"]:not(:empty) { font-size: 0.8125rem; line-height: 1.45; color: var(--refuse); font-weight: 600; }
  .topbar { display: flex; align-items: center; flex-wrap: wrap; gap: 6px 18px; padding: 7px 20px; background: var(--ink); color: #fff; font-size: 0.8125rem; line-height: 1.5; }
  .topbar h1 { font-size: 1.0625rem; font-weight: 700; }
  .topbar h1 small { font-weight: 400; font-size: 0.8125rem; color: #c6ccd2; margin-left: 10px; }
  .topbar .facts { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-left: auto; color: #d8dce0; }
  .topbar .facts b { color: #fff; font-weight: 600; }
  .topbar a, .topbar button { color: #fff; background: transparent; border-color: #5d666f; min-height: 28px; padding: 3px 10px; }
  .topbar a:hover, .topbar button:hover { background: #2e363e; border-color: #fff; }
  .topbar :focus-visible { outline-color: #fff; }
  .demo-note { background: repeating-linear-gradient(-45deg, #ffe08a 0 10px, #ffd666 10px 20px); color: #000; text-align: center; font-size: 0.8125rem; line-height: 1.5; padding: 1px 12px; }
`;
