import { css } from "lit";

/** How one result looks: its answer as a band in the verdict's colour with its shape, then what it says, then what to do. */
export const resultStyle = css`
  .panel { padding: 0; overflow: clip; }
  .panel > :not(header) { margin: 12px 16px; }
  .empty { padding: 16px !important; font-size: 1.125rem; }
  header { display: flex; align-items: center; gap: 14px; padding: 12px 16px; background: var(--band); color: var(--on-band); }
  header .verdict-shape { width: 3.5rem; height: 3.5rem; flex: none; --shape: var(--on-band); --glyph: var(--band); }
  header h2 { font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
  header a { color: inherit; font-weight: 700; white-space: nowrap; }
  header :focus-visible { outline-color: currentColor; }
  article { --on-band: #fff; }
  article.accept { --band: var(--accept); }
  article.refuse { --band: var(--refuse); }
  article.read-only { --band: var(--read-only); }
  article.unreadable { --band: var(--unreadable); }
  article.cannot-check { --band: var(--cannot-check); --on-band: var(--ink); }
  .said { display: grid; gap: 4px; }
  .staff { font-size: 1.125rem; font-weight: 600; }
  .warning { background: #ffe9b0; border-radius: 8px; padding: 6px 12px; }
  .person { display: grid; gap: 16px; }
  .facts { min-width: 0; display: grid; gap: 10px; }
  .hides { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
  .hides b { font-variant-numeric: tabular-nums; font-size: 1.125rem; }
  progress { flex: 1 1 6rem; min-width: 4rem; height: 0.75rem; accent-color: var(--ink); }
  .hidden { border: 2px dashed #7b848d; border-radius: 10px; padding: 12px; }
  .answers { display: grid; gap: 4px; }
  .done { border-left: 5px solid var(--ink); padding-left: 10px; }
  @media (min-width: 700px) { .with-portrait { grid-template-columns: minmax(12rem, 2fr) minmax(0, 3fr); } }
`;
