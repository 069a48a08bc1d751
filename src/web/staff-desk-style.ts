import { css } from "lit";

/** The desk's pages: results large beside their list where there is room, under one another where there is not. */
export const deskStyle = css`
  main { padding: 12px 16px 24px; max-width: 100rem; margin: 0 auto; }
  .results { display: grid; grid-template-columns: minmax(0, 1fr) minmax(15rem, 22rem); gap: 12px; align-items: start; }
  .results staff-list { position: sticky; top: 12px; }
  /* Its bars stay in sight: they are children of the page to what is scrolled. */
  aside { display: contents; }
  .live { position: sticky; top: 0; z-index: 3; }
  .under-bar { --bar: 58px; }
  main:focus-visible { outline: none; }
  .said { background: #ffe9b0; }
  .lost { background: var(--refuse); padding: 8px 16px; }
  .lost[role="alert"]:not(:empty) { color: #fff; }
  @media (max-width: 800px) { .results { grid-template-columns: minmax(0, 1fr); } .results staff-list { position: static; } main { padding: 8px 8px 16px; } }
  @media print { staff-topbar, staff-call, desk-notices, .lost, .bar { display: none; } main { padding: 0; max-width: none; } }
`;
