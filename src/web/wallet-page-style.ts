import { css } from "lit";

/** The page as a whole: on a telephone one thing at a time, on a laptop list, code and kiosk side by side. */
export const walletPageStyle = css`
  :host { display: block; min-height: 100vh; }
  .topbar { padding: 4px 16px; flex-wrap: nowrap; }
  .topbar .demo { margin: 0 auto; color: #ffe08a; }
  .topbar button { min-height: 36px; white-space: nowrap; }
  main { padding: 12px 16px 24px; max-width: 1500px; margin: 0 auto; display: grid; gap: 12px; align-items: start; }
  .empty { padding-top: 24px; }
  .list { display: grid; gap: 12px; }
  aside { display: grid; gap: 12px; min-width: 0; }
  @media (max-width: 999px) {
    .one .list { display: none; }
    main { max-width: 560px; }
    .topbar .demo span { display: none; }
  }
  @media (min-width: 1000px) {
    main.one { grid-template-columns: minmax(250px, 300px) minmax(320px, 400px) minmax(0, 1fr); gap: 24px; padding-top: 20px; }
  }
`;
