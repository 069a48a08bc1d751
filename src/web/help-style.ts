import { css } from "lit";

/** How the help pages look, on a panel, a telephone and on paper. */
export const helpStyle = css`
  :host { display: block; font-size: 1rem; line-height: 1.5; }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 10px 20px; background: var(--ink); color: #fff; }
  header h1 { font-size: 1.25rem; line-height: 1.45; flex: 1 1 auto; }
  header .button, header button { font: 600 1rem/1.3 var(--font); min-height: 44px; padding: 6px 14px; color: #fff; background: transparent; border-color: #8b949d; }
  header .button:hover, header button:hover { color: #fff; background: #2e363e; border-color: #fff; }
  header :focus-visible { outline-color: #fff; }
  main { max-width: 60rem; margin: 0 auto; padding: 16px 20px 40px; overflow-wrap: anywhere; }
  .find { display: grid; gap: 4px; font-weight: 600; }
  .find input { font: 400 1.125rem/1.5 var(--font); width: 100%; min-height: 44px; border: 1px solid #6d757d; border-radius: 7px; padding: 6px 10px; background: #fff; color: var(--ink); }
  nav { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
  nav button { font-size: 0.9375rem; min-height: 44px; white-space: normal; }
  main h2 { font-size: 1.25rem; line-height: 1.45; margin-top: 24px; }
  .codes { display: grid; gap: 6px; margin-top: 8px; }
  .codes a { display: grid; grid-template-columns: 4.2rem minmax(0, 1fr) auto; gap: 4px 12px; align-items: baseline; min-height: 44px; padding: 9px 12px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 8px; text-decoration: none; }
  .codes a:hover { border-color: var(--ink); }
  .code { font-weight: 700; white-space: nowrap; }
  .weight { font-size: 0.875rem; font-weight: 600; color: #3e464e; white-space: nowrap; }
  article { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 16px 20px 20px; }
  article h2 { font-size: 1.5rem; margin: 0; text-wrap: balance; }
  article .code { font-size: 2.25rem; line-height: 1.3; }
  dl { display: grid; gap: 14px; margin-top: 16px; }
  dt { font-weight: 700; color: #3e464e; font-size: 0.9375rem; }
  dd { font-size: 1.1875rem; line-height: 1.5; }
  .name { margin-top: 16px; color: #3e464e; font-size: 0.875rem; }
  .none { font-size: 1.25rem; font-weight: 600; margin-top: 16px; }
  @media (max-width: 480px) { .codes a { grid-template-columns: auto minmax(0, 1fr); } .codes .weight { grid-column: 2; } main { padding-inline: 12px; } }
  @media print { header, .find, nav { display: none; } main { max-width: none; padding: 0; } article, .codes a { border: none; padding: 0; min-height: 0; } .codes { break-inside: auto; } .codes li, dl > div { break-inside: avoid; } }
`;
