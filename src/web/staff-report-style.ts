import { css } from "lit";

/** The report on the screen as it will be on paper: an A4 sheet, or a roll of 80 mm, which has no room for the table of hours. */
export const reportStyle = css`
  .actions { margin-bottom: 12px; }
  .sheet { background: #fff; color: #000; border: 1px solid #7b848d; margin: 0 auto; padding: 24px; max-width: 52rem; display: grid; gap: 16px; }
  .sheet > * { min-width: 0; }
  .sheet h2 { font-size: 1.5rem; }
  .demo { font-weight: 700; border: 2px solid #000; padding: 2px 8px; }
  dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0 24px; }
  dl > div { display: flex; justify-content: space-between; gap: 12px; border-bottom: 1px solid #7b848d; padding: 3px 0; }
  dd { font-weight: 700; text-align: end; overflow-wrap: anywhere; }
  tbody th { white-space: nowrap; }
  td + td { overflow-wrap: break-word; }
  footer { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; break-inside: avoid; }
  footer > div { flex: 1 1 16rem; min-width: 0; }
  pre { font: 0.75rem/1.45 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0; }
  .qr { width: 10rem; flex: none; background: #fff; shape-rendering: crispEdges; }
  .signed { margin-top: 3rem; border-top: 1px solid #000; width: 16rem; max-width: 100%; padding-top: 4px; }
  .narrow { max-width: 74mm; padding: 8px; font-size: 0.8125rem; }
  .narrow h2 { font-size: 1.0625rem; }
  .narrow h3, .narrow table, .narrow .legend li { font-size: 0.8125rem; }
  .narrow .by-hour { display: none; }
  .narrow th, .narrow td { padding: 2px 3px; }
  .narrow .chart { font-size: 26px; }
  .narrow .qr { width: 100%; }
  @media print {
    .actions, [role="alert"] { display: none; }
    .sheet { border: 0; padding: 0; max-width: none; }
    .scrolls { overflow: visible; }
    tr { break-inside: avoid; }
    .chart-part { break-inside: avoid; }
    h3 { break-after: avoid; }
    .sheet { gap: 10px; }
    .sheet.a4, .a4 table, .a4 .legend li { font-size: 9.5pt; line-height: 1.35; }
    .a4 th, .a4 td { padding: 1.5px 6px; }
    .a4 .chart { max-height: 55mm; }
    .sheet.a4 .qr { width: 38mm; }
  }
`;
