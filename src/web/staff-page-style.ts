import { css } from "lit";

/** What the parts of the staff's page share beside staffStyle: everything that is touched is 44 px high or more, small print is at 7:1. */
export const staffPageStyle = css`
  :host { --muted: #434b53; display: block; min-width: 0; }
  h2 { font-size: 1.125rem; }
  h3 { font-size: 1rem; line-height: 1.45; }
  button, .button, select, input[type="text"], input[type="search"], input[type="time"] { min-height: 44px; font: 600 1rem/1.35 var(--font); border-radius: 9px; padding: 6px 14px; }
  button, .button { white-space: normal; text-align: start; border-color: #7b848d; }
  select, input[type="text"], input[type="search"], input[type="time"] { font-weight: 400; color: var(--ink); background: #fff; border: 1px solid #6d757d; width: 100%; }
  button:disabled, button[aria-disabled="true"] { opacity: 1; color: #474f57; background: #ecedea; border-style: dashed; }
  .panel { padding: 14px 16px; }
  .hint { font-size: 0.9375rem; }
  .actions { display: flex; flex-wrap: wrap; gap: 8px; }
  kbd { font: 700 0.8125rem/1 var(--font); display: inline-grid; place-items: center; min-width: 1.7em; height: 1.7em; padding: 0 0.35em; border: 1px solid currentColor; border-radius: 5px; flex: none; }
  [role="alert"]:not(:empty) { font-size: 1rem; }
  table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
  th, td { text-align: start; padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
  th { font-weight: 700; }
  td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
  .scrolls { overflow-x: auto; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  label.field { display: grid; gap: 3px; font-weight: 600; }
  /* A panel or telephone without keys: the list of keys still has them all. */
  @media (hover: none) and (pointer: coarse) { button > kbd, p > kbd, label > kbd { display: none; } }
`;
