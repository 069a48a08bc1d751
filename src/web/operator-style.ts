import { css } from "lit";

/** The pages on which operators sign in. They have no shadow: password managers look for forms in the document. */
export const operatorStyle = css`
  body { background: var(--wash); color: var(--ink); font: 400 1rem/1.5 var(--font); margin: 0; }
  .narrow { width: min(30rem, 100%); margin: 0 auto; padding: 24px 16px 48px; display: grid; gap: 16px; }
  .wide { width: min(46rem, 100%); margin: 0 auto; padding: 24px 16px 48px; display: grid; gap: 16px; }
  .narrow .panel, .wide .panel { padding: 20px; display: grid; gap: 14px; }
  .wide h2, .narrow h2 { font-size: 1.125rem; }
  .hint { font-size: 0.9375rem; }
  label { display: grid; gap: 4px; font-weight: 600; font-size: 0.9375rem; }
  input { font: 400 1.0625rem/1.4 var(--font); width: 100%; min-height: 44px; border: 1px solid #6b737b; border-radius: 7px; padding: 8px 11px; background: #fff; color: var(--ink); }
  .panel button, .panel .button { font-size: 1rem; min-height: 44px; padding: 8px 16px; white-space: normal; }
  form { display: grid; gap: 14px; }
  .or { display: flex; align-items: center; gap: 12px; color: var(--muted); font-size: 0.9375rem; }
  .or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
  [role="alert"]:not(:empty) { font-size: 1rem; border-left: 4px solid var(--refuse); padding: 4px 0 4px 12px; }
  p:empty { position: absolute; }
  main > .hint { color: var(--ink); }
  .done { border-left: 4px solid #1d6b3a; padding: 4px 0 4px 12px; font-weight: 600; }
  .rows { display: grid; gap: 10px; }
  .rows li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; border-top: 1px solid var(--line); padding-top: 10px; }
  .rows small { display: block; color: var(--muted); font-size: 0.875rem; font-weight: 400; }
  .qr { width: min(15rem, 100%); background: #fff; shape-rendering: crispEdges; border: 1px solid var(--line); border-radius: 7px; }
  .secret { font-family: var(--mono); overflow-wrap: anywhere; }
  .codes { columns: 2; font: 600 1rem/1.9 var(--mono); overflow-wrap: anywhere; }
  @media (max-width: 480px) { .codes { columns: 1; } }
`;
