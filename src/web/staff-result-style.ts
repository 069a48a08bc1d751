import { css } from "lit";

/** How one result looks: its answer as a band in the verdict's colour with its shape, then what it says, then what to do. */
export const resultStyle = css`
  .panel { padding: 0; overflow: clip; }
  .panel > :not(header) { margin: 10px 16px; }
  /* Under the answer from the start, and over the lines however far they are scrolled. */
  .panel > .actions { position: sticky; top: var(--bar, 0); z-index: 1; margin: 0; padding: 8px 16px; background: var(--paper); border-block: 1px solid var(--line); align-items: center; }
  .empty { padding: 16px !important; font-size: 1.125rem; }
  header { display: flex; align-items: center; gap: 14px; padding: 8px 16px; background: var(--band); color: var(--on-band); }
  header .verdict-shape { width: 3.5rem; height: 3.5rem; flex: none; --shape: var(--on-band); --glyph: var(--band); }
  header h2 { font-size: 1.625rem; line-height: 1.25; overflow-wrap: anywhere; }
  header a { color: inherit; font-weight: 700; white-space: nowrap; display: inline-flex; align-items: center; min-height: 44px; padding-inline: 6px; margin: -10px -6px; }
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
  .hides { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; flex: 1 1 18rem; min-width: 0; justify-content: flex-end; }
  .hides b { font-variant-numeric: tabular-nums; font-size: 1.125rem; }
  progress { flex: 0 1 10rem; min-width: 4rem; max-width: 100%; height: 0.75rem; accent-color: var(--ink); }
  .hidden { border: 2px dashed #7b848d; border-radius: 10px; padding: 12px; }
  .answers { display: flex; flex-wrap: wrap; gap: 4px 24px; }
  .done { border-left: 5px solid var(--ink); padding-left: 10px; }
  @media (min-width: 700px) { .with-portrait { grid-template-columns: minmax(10rem, 2fr) minmax(0, 3fr); } }
`;
